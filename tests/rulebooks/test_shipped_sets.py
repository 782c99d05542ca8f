"""The shipped criteria sets hold together: readable, honest about their standing, and usable as they are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.rulebooks.worked_examples import SHIPPED, criteria_set, set_files

from parindex.engine.rulebook.canonical import canonical_json, from_canonical
from parindex.engine.rulebook.compare import compare_sets
from parindex.engine.rulebook.document import CriteriaSet, MeasuredBy, Standing, leaves, walk
from parindex.engine.rulebook.faults import Severity
from parindex.engine.rulebook.reader import find_faults
from parindex.engine.rulebook.rules import BooleanByDeadline
from parindex.engine.rulebook.spreadsheet import from_workbook, to_workbook

SHIPPED_FILES = [path for path in set_files() if path.is_relative_to(SHIPPED)]
EACH_SHIPPED = pytest.mark.parametrize(
    "path", SHIPPED_FILES, ids=lambda path: f"{path.parents[1].name}/{path.parent.name}"
)
KRONG_NO_MAXIMA = ("14", "11", "17", "7.5", "11", "11", "15.5", "12.5")


def shipped(code: str, version: str) -> CriteriaSet:
    return criteria_set(SHIPPED / code / version / "criteria_set.yaml")


@EACH_SHIPPED
def test_is_read_without_an_error(path: Path) -> None:
    faults = find_faults(path.read_bytes(), source=path.name)
    assert [fault for fault in faults if fault.severity is Severity.ERROR] == []


@EACH_SHIPPED
def test_stands_where_its_code_and_version_say(path: Path) -> None:
    found = criteria_set(path)
    assert (found.code, found.version) == (path.parents[1].name, path.parent.name)


@EACH_SHIPPED
def test_advice_counts_the_last_day_in_as_the_rule_does(path: Path) -> None:
    by_day = [leaf for leaf in leaves(criteria_set(path)) if isinstance(leaf.rule, BooleanByDeadline)]
    said = {leaf.code: remedy for leaf in by_day for remedy in leaf.remedies if "trước ngày" in remedy}
    assert said == {}, "a deadline is met on its day: say “đến hết ngày”"


@EACH_SHIPPED
def test_names_its_sources_and_is_never_passed_off_as_official(path: Path) -> None:
    found = criteria_set(path)
    assert found.sources
    assert found.standing is not Standing.OFFICIAL, "no annex of an official set is at hand"
    assert found.standing is not Standing.TEST, "test sets stand in the tests"
    if found.standing is Standing.MODEL:
        assert "mẫu" in found.title
        assert "không chính thức" in found.title
        assert any("KHÔNG phải" in note for note in found.notes)
        assert found.issued_by is None


@EACH_SHIPPED
def test_is_the_same_after_its_canonical_form(path: Path) -> None:
    found = criteria_set(path)
    assert from_canonical(canonical_json(found)) == found


@EACH_SHIPPED
def test_is_the_same_after_a_spreadsheet(path: Path) -> None:
    found = criteria_set(path)
    assert from_workbook(to_workbook(found)) == found


@pytest.mark.parametrize(("code", "version"), [("model_commune", "2026"), ("model_province", "2026")])
def test_model_set_is_complete_enough_to_work_with(code: str, version: str) -> None:
    found = shipped(code, version)
    assert len(found.fields) == 8
    assert 60 <= len(leaves(found)) <= 100
    assert all(field.short_title and len(field.short_title) <= 14 for field in found.fields)
    owners = {node.code: node.owner for _, node in walk(found)}
    for ancestors, node in walk(found):
        if node.rule is None:
            continue
        assert node.evidence, f"{node.code}: no evidence asked"
        assert node.remedies, f"{node.code}: no remedy"
        assert node.product, f"{node.code}: no product"
        assert node.owner or any(owners[above.code] for above in ancestors), f"{node.code}: no field owner"
        assert all(unit.unit for unit in node.inputs if unit.type in ("count", "number", "ratio")), node.code


@pytest.mark.parametrize(("code", "version"), [("model_commune", "2026"), ("model_province", "2026")])
def test_survey_leaves_are_not_for_self_assessment(code: str, version: str) -> None:
    sipas = next(leaf for leaf in leaves(shipped(code, version)) if leaf.code == "SIPAS")
    assert sipas.measured is MeasuredBy.IMPORTED
    assert sipas.maximum == 10


def test_dak_nong_is_as_printed_and_half_a_point_short() -> None:
    found = shipped("dak_nong_district", "2023")
    assert tuple(field.maximum for field in found.fields) == tuple(Decimal(text) for text in KRONG_NO_MAXIMA)
    assert [(each.declared, each.sum) for each in found.exceptions] == [(Decimal(100), Decimal("99.5"))]
    assert found.index_base == "declared_scale"


def test_dak_nong_without_its_explanation_is_refused() -> None:
    text = (SHIPPED / "dak_nong_district" / "2023" / "criteria_set.yaml").read_text(encoding="utf-8")
    head, rest = text.split("exceptions:\n", 1)
    without = head + "fields:\n" + rest.split("fields:\n", 1)[1]
    errors = [fault for fault in find_faults(without.encode()) if fault.severity is Severity.ERROR]
    assert errors, "99.5 against 100 must not pass unexplained"


@pytest.mark.parametrize("version", ["2022", "2026"])
def test_qd766_groups_keep_the_points_of_the_decision(version: str) -> None:
    groups = {field.code: field.maximum for field in shipped("qd766", version).fields}
    assert groups == {"CKMB": 18, "TDGQ": 20, "DVCTT": 12, "TTTT": 10, "SH": 22, "MDHL": 18}


def test_qd766_marks_what_was_withdrawn() -> None:
    online = {leaf.code: leaf for leaf in leaves(shipped("qd766", "2022")) if leaf.code in ("C31", "C32", "C33")}
    assert len(online) == 3
    assert all(leaf.unsure for leaf in online.values())


def test_model_commune_of_two_years_differs_in_every_way_a_comparison_tells_apart() -> None:
    found = compare_sets(shipped("model_commune", "2025"), shipped("model_commune", "2026"))
    assert found.added
    assert found.removed
    assert found.moved
    assert found.re_weighted
    assert found.re_ruled
    assert found.renamed
