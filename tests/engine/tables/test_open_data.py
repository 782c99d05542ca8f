"""The open data package: anyone recomputes the published results from it, byte for byte."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies.criteria_sets import criteria_sets

from parindex.engine.composite.canonical_results import canonical_results, results_hash
from parindex.engine.composite.result_changes import compare_results, standings
from parindex.engine.rulebook.document import CriteriaSet, InputType, Node, leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.values import Absence, Ratio
from parindex.engine.tables.open_data import (
    FIGURES,
    NAMES,
    UNITS,
    OpenDataCode,
    OpenRound,
    OpenUnit,
    Publication,
    figures_csv,
    peer_groups,
    units_csv,
    write_package,
)
from parindex.engine.tables.open_data_replay import PackageProblem, PackageRefused, read_units, replay
from parindex.wording import codes, sentence

D = Decimal
SET = b"""
schema: parindex/criteria-set/1
code: small
version: "2026"
title: B\xe1\xbb\x99 th\xe1\xbb\xad
level: commune
standing: model
scale: 10
fields:
  - code: A
    number: "1"
    title: A
    maximum: 10
    criteria:
      - code: A1
        title: R
        maximum: 6
        measured: self
        inputs: [{code: r, title: R, type: ratio, numerator: n, denominator: d}]
        rule: {kind: linear_to_target, ratio: r, target: 1}
        policies: {missing: pending, zero_denominator: refuse}
      - code: A2
        title: Y
        maximum: 4
        measured: self
        inputs: [{code: done, title: Y, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
"""


WHOLE = st.integers(0, 10**9).map(Decimal)
NUMBERS = st.decimals(-1000, 10**6, places=3)
VALUES: dict[InputType, st.SearchStrategy[Any]] = {
    InputType.COUNT: WHOLE,
    InputType.NUMBER: NUMBERS,
    InputType.RATIO: st.builds(Ratio, WHOLE | st.decimals(0, 10**6, places=3), WHOLE),
    InputType.DATE: st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    InputType.YES_NO: st.booleans(),
}
ABSENT = st.sampled_from([Absence.MISSING, Absence.NOT_APPLICABLE, Absence.NOT_YET_DUE])


def figures_for(leaf: Node) -> st.SearchStrategy[dict[str, Any]]:
    """Figures of any type, with gaps."""
    by_code = {
        each.code: VALUES[each.type]
        if each.type in VALUES
        else st.sampled_from([choice.code for choice in each.choices])
        for each in leaf.inputs
    }
    return st.fixed_dictionaries({}, optional={code: values | ABSENT for code, values in by_code.items()})


def small() -> OpenRound:
    return OpenRound(
        read_criteria_set(SET),
        2026,
        [
            OpenUnit("b", "=HYPERLINK(1)", "002"),
            OpenUnit("a", "Xã A", "001"),
            OpenUnit("c", "Xã C", submitted=False),
        ],
        {
            "a": {"A1": {"r": Ratio(D(2), D(3))}, "A2": {"done": True}},
            "b": {"A1": {"r": Ratio(D(1), D(3))}},
        },
    )


def results_of(open_round: OpenRound) -> bytes:
    return canonical_results(
        open_round.criteria_set, peer_groups(open_round), year=open_round.year, engine_version="9.9"
    )


def packed(open_round: OpenRound) -> bytes:
    about = Publication("Kết quả", 1, "Quyết định số 1/QĐ-UBND", date(2027, 2, 11), "9.9")
    return write_package(open_round, about, results_of(open_round), say=sentence)


def part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def repacked(package: bytes, change: Mapping[str, bytes | None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name in NAMES:
            content = change.get(name, part(package, name))
            if content is not None:
                written.writestr(name, content)
    return stream.getvalue()


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_package_of_any_round_replays_to_the_same_bytes(data: Any) -> None:
    criteria_set: CriteriaSet = data.draw(criteria_sets())
    names = data.draw(
        st.lists(st.text("abcdefgh23456789", min_size=1, max_size=6), min_size=1, max_size=4, unique=True)
    )
    units = [
        OpenUnit(
            name,
            data.draw(st.sampled_from(["Xã Nâm Nung", "=1+1", "@x", "'y", "a;b\nc"])),
            group=data.draw(st.sampled_from(["all", "other"])),
            submitted=data.draw(st.booleans()),
        )
        for name in names
    ]
    figures = {
        unit.unit: {
            leaf.code: data.draw(figures_for(leaf)) for leaf in leaves(criteria_set) if data.draw(st.booleans())
        }
        for unit in units
    }
    open_round = OpenRound(criteria_set, 2026, units, figures)
    package = packed(open_round)
    again = replay(package)
    assert again.agrees
    assert again.results == results_of(open_round)
    assert package == packed(OpenRound(criteria_set, 2026, list(reversed(units)), dict(reversed(figures.items()))))
    assert read_units(units_csv(open_round)) == tuple(sorted(units, key=lambda each: each.unit))


def test_what_the_results_file_says() -> None:
    document = json.loads(results_of(small()))
    assert document["engine_version"] == "9.9"
    assert document["ranking"] == {"on": "index", "on_unrounded_values": True, "ties": "competition"}
    (group,) = document["groups"]
    first, second, third = group["units"]
    assert (first["unit"], first["rank"], first["points"], first["index_shown"]) == ("a", 1, "8", "80.00")
    assert first["outcomes"]["A1"] == {"maximum": "6", "points": "4", "status": "scored"}
    assert (second["rank"], second["open_maximum"]) == (2, "4")
    assert (third["unplaced"], "points" in third, third.get("rank")) == ("not_submitted", False, None)


def test_no_cell_is_a_formula_and_an_unhanded_figure_is_not_published() -> None:
    open_round = small()
    figures = figures_csv(
        OpenRound(open_round.criteria_set, 2026, open_round.units, {**open_round.figures, "c": {"A2": {"done": True}}})
    )
    for content in (figures, units_csv(open_round)):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "-"))]
    assert b"\nc;" not in figures


def test_the_zip_tells_its_schema_and_rules() -> None:
    package = packed(small())
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert tuple(opened.namelist()) == NAMES
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    described = json.loads(part(package, "datapackage.json"))
    assert described["parindex"]["hashes"]["results"] == results_hash(part(package, "results.json"))
    readme = part(package, "README.md").decode()
    assert "làm tròn nửa lên" in readme
    assert "(1, 1, 3)" in readme
    for name in (FIGURES, UNITS):
        header = part(package, name).decode("utf-8-sig").splitlines()[0].split(";")
        for column in header:
            assert f"| `{column}` | {sentence(f'open_data.column.{column}')} |" in readme, column


def test_changed_figures_give_other_results_and_the_change_is_named() -> None:
    package = packed(small())
    changed = part(package, "figures.csv").replace(b";2;3;", b";3;3;")
    again = replay(repacked(package, {"figures.csv": changed}))
    assert not again.agrees
    changes = compare_results(again.published, again.results)
    assert changes.head == ()
    (unit,) = changes.units
    assert (unit.unit, [(leaf.leaf, leaf.before, leaf.after) for leaf in unit.leaves]) == ("a", [("A1", D(4), D(6))])
    assert standings(again.results)["a"].points == D(10)
    assert not compare_results(again.results, again.results)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"units.csv": None}, PackageProblem.PART_MISSING),
        ({"units.csv": b"unit;submitted\r\na;ja\r\n"}, PackageProblem.BAD_UNITS),
        ({"units.csv": b"unit;submitted\r\na;c\xc3\xb3\r\n"}, PackageProblem.UNIT_UNKNOWN),
        ({"datapackage.json": b"{}"}, PackageProblem.BAD_DESCRIPTION),
        ({"figures.csv": b"unit;leaf;input;value\r\na;A9;r;1\r\n"}, PackageProblem.PART_MISSING),
    ],
)
def test_a_broken_package_is_refused_with_its_place(change: Mapping[str, bytes | None], code: str) -> None:
    with pytest.raises(PackageRefused) as refused:
        replay(repacked(packed(small()), change))
    assert refused.value.code == code
    assert sentence(code, refused.value.values)


def test_bytes_that_are_no_zip_are_refused() -> None:
    with pytest.raises(PackageRefused):
        replay(b"PK not really")


@pytest.mark.parametrize("code", [*OpenDataCode, *PackageProblem])
def test_every_code_has_a_sentence(code: str) -> None:
    assert code in codes("vi")
    assert code in codes("en")
