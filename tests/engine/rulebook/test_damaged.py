"""Whatever stands in whatever place: the reader answers with faults; it never breaks and takes in no nonsense."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parindex.engine.rulebook.canonical import canonical_json
from parindex.engine.rulebook.faults import RulebookRefused, Severity
from parindex.engine.rulebook.reader import find_faults, read_criteria_set
from parindex.wording import sentence

SAMPLE = read_criteria_set((Path(__file__).parent / "sample.yaml").read_bytes())
TREE = json.loads(canonical_json(SAMPLE))
_TEXTS = ["", "x", "1.1", "-1", "1e400", "NaN", "2026-02-30"]
_OTHERS: list[Any] = [None, True, False, 0, -7, 3, 10**40, [], {}, [[]], [None], ["a"], {"a": 1}, [{}]]
JUNK: st.SearchStrategy[Any] = st.sampled_from([*_TEXTS, *_OTHERS])
slow = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def places(here: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    items = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
    for key, value in items:
        found += places(value, (*path, key))
    return found


PLACES = places(TREE)


def damaged(changes: list[tuple[tuple[str | int, ...], Any]]) -> bytes:
    tree = json.loads(json.dumps(TREE))
    for path, junk in changes:
        here = tree
        try:
            for part in path[:-1]:
                here = here[part]
            here[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue
    return json.dumps(tree).encode()


@slow
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=4))
@example([(("fields",), [])])
@example([(("fields", 0, "code"), None)])
@example([(("rounding", "leaf"), "-1")])
@example([(("fields", 0, "criteria", 0, "rule", "late", 1, "days_late"), True)])
@example([(("rounding", "leaf"), True)])
def test_damage_is_answered_with_faults(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    content = damaged(changes)
    faults = find_faults(content)
    for fault in faults:
        assert sentence(f"fault.{fault.code}", fault.values) and sentence(f"remedy.{fault.code}", fault.values, "en")
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    try:
        taken = read_criteria_set(content)
    except RulebookRefused as refused:
        assert refused.faults
        assert len(refused.faults) == len(errors)
    else:
        assert not errors
        assert read_criteria_set(canonical_json(taken)) == taken
        inside = [field.maximum for field in taken.fields if not field.outside_scale]
        assert sum(inside, Decimal(0)) in (taken.scale, Decimal("99.5"))


@slow
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert find_faults(content)
