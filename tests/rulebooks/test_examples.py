"""The worked examples run as tests: what an official works out by hand is what the engine gives."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from tests.rulebooks.worked_examples import (
    SHIPPED,
    LeafExample,
    UnitExample,
    criteria_set,
    leaf_examples,
    set_files,
    set_of,
    unit_examples,
)

from parindex.engine.composite.totals import score_unit
from parindex.engine.numbers.exact import HUNDRED, percent, round_half_up
from parindex.engine.rulebook.document import Field, Standing, leaves
from parindex.engine.scoring.exact import compile_set, score_leaf
from parindex.engine.scoring.values import Status

LEAF_EXAMPLES = tuple(leaf_examples())
UNIT_EXAMPLES = tuple(unit_examples())


@pytest.mark.parametrize("example", LEAF_EXAMPLES, ids=str)
def test_leaf_gives_the_points_worked_out_by_hand(example: LeafExample) -> None:
    leaf = next(leaf for leaf in leaves(set_of(example)) if leaf.code == example.leaf)
    outcome = score_leaf(leaf, example.inputs, year=example.year, group=example.group)
    assert (outcome.points, outcome.status) == (example.points, example.status)
    if example.maximum is not None:
        assert outcome.maximum == example.maximum


@pytest.mark.parametrize("example", UNIT_EXAMPLES, ids=str)
def test_unit_shows_what_was_printed(example: UnitExample) -> None:
    compiled = compile_set(set_of(example), year=example.year)
    result = score_unit(compiled, example.unit, example.figures)
    expect = example.expect
    assert result.total.points == Decimal(str(expect["total"]))
    assert result.complete is expect["complete"]
    if "index_shown" in expect:
        assert result.index is not None
        assert _shown(result.index) == expect["index_shown"]
    if "band" in expect:
        assert result.band == expect["band"]
    if "applicable_maximum" in expect:
        assert result.total.applicable_maximum == Decimal(str(expect["applicable_maximum"]))
    for code, shown in expect["nodes"].items():
        node = result.nodes[code]
        assert node.points == Decimal(str(shown["points"]))
        assert _shown(percent(node.points, node.declared_maximum)) == shown["percent_shown"]


def test_krong_no_loses_points_in_the_order_of_its_plan() -> None:
    example = next(example for example in UNIT_EXAMPLES if example.unit == "Krông Nô")
    compiled = compile_set(set_of(example), year=example.year)
    result = score_unit(compiled, example.unit, example.figures)
    lost = {
        field.code: field.maximum - (result.nodes[field.code].points or Decimal(0))
        for field in compiled.criteria_set.fields
    }
    worst_first = sorted((code for code in lost if lost[code]), key=lambda code: -lost[code])
    assert worst_first == example.expect["fields_by_points_lost"]


@pytest.mark.parametrize("path", set_files(), ids=lambda path: f"{path.parents[1].name}/{path.parent.name}")
def test_every_leaf_has_examples_for_its_awkward_cases(path: Path) -> None:
    """A bound or cap, a missing figure, and a zero denominator where the rule divides."""
    written = [example for example in LEAF_EXAMPLES if example.file.parents[1] == path.parent]
    counted = Counter(example.leaf for example in written)
    missing = {example.leaf for example in written if example.status is Status.MISSING or not example.inputs}
    nothing_to_divide = {
        example.leaf for example in written if any(_is_nothing(value) for value in example.inputs.values())
    }
    for leaf in leaves(criteria_set(path)):
        assert counted[leaf.code] >= 3, f"{leaf.code}: too few worked examples"
        assert leaf.code in missing, f"{leaf.code}: no example without figures"
        assert leaf.policies is not None
        if leaf.policies.zero_denominator is not None:
            assert leaf.code in nothing_to_divide, f"{leaf.code}: no example with a zero denominator"


@pytest.mark.parametrize("path", set_files(), ids=lambda path: f"{path.parents[1].name}/{path.parent.name}")
def test_best_example_of_each_leaf_reaches_its_maximum(path: Path) -> None:
    """No leaf has a maximum that its own rule can never give."""
    best: dict[str, Decimal] = {}
    for example in LEAF_EXAMPLES:
        if example.file.parents[1] == path.parent and example.status is Status.SCORED and example.points is not None:
            best[example.leaf] = max(best.get(example.leaf, example.points), example.points)
    for leaf in leaves(criteria_set(path)):
        if not _outside_scale(path, leaf.code):
            assert best[leaf.code] == leaf.maximum, leaf.code


def test_computing_sets_are_all_covered() -> None:
    computing = {
        path.parent
        for path in set_files()
        if path.is_relative_to(SHIPPED)
        and criteria_set(path).standing in (Standing.MODEL, Standing.RECONSTRUCTED, Standing.OFFICIAL)
    }
    assert len(computing) == 6
    assert computing <= {example.file.parents[1] for example in LEAF_EXAMPLES}


def _is_nothing(value: object) -> bool:
    return value == 0 or (isinstance(value, tuple) and value[1] == 0)


def _outside_scale(path: Path, code: str) -> bool:
    def below(field: Field) -> set[str]:
        return {criterion.code for criterion in field.criteria}

    return any(field.outside_scale and code in below(field) for field in criteria_set(path).fields)


def _shown(value: Decimal) -> str:
    assert abs(value) <= HUNDRED
    return str(round_half_up(value, 2)).replace(".", ",")
