"""Printed results and published figures held against themselves: what is found, and that nothing printed changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from tests.engine.documents.reading import ROOT
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    PrintedLeaf,
    PrintedUnit,
    TakingPart,
    check_printed_round,
    import_printed_results,
    open_round,
)
from parindex.portal.assessments.models import Origin, Round, UnitResult
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.facts.actions import (
    IndicatorRow,
    ValueRow,
    check_published_facts,
    declare_indicators,
    record_values,
)
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.findings.models import Finding
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

D = Decimal
KRONG_NO = ROOT / "src/parindex/rulebooks/criteria_sets/dak_nong_district/2023/criteria_set.yaml"
PRINTED: Mapping[str, tuple[str, str, str]] = {
    "LV1": ("14", "14", "100"),
    "LV2": ("11", "11", "100"),
    "LV3": ("14,591", "17", "85,83"),
    "LV4": ("7,5", "7,5", "100"),
    "LV5": ("7,787", "11", "70,79"),
    "LV6": ("10,975", "11", "99,77"),
    "LV7": ("10,766", "15,5", "69,46"),
    "LV8-SIPAS": ("7,84", "10", ""),
    "LV8-KTXH": ("1,5", "2,5", ""),
}


@pytest.fixture
def round_(places: Places) -> Round:
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=KRONG_NO.read_bytes(), source="tests")
    )
    opened = open_round(
        actor=None,
        title="Cấp huyện 2023",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[TakingPart(places.nam_nung)],
        origin=Origin.IMPORTED,
    )
    nodes = {
        code: {"points": points, "maximum": maximum} | ({"percent": share} if share else {})
        for code, (points, maximum, share) in PRINTED.items()
    }
    nodes["LV8"] = {"points": "9,34", "maximum": "12,5"}
    leaves = tuple(PrintedLeaf(code, D(text.replace(",", ".")), text) for code, (text, _, _) in PRINTED.items())
    unit = PrintedUnit(
        unit=places.nam_nung.pk, leaves=leaves, total="85,96", index="85,69", rank=1, of=8, band="Tốt", nodes=nodes
    )
    return import_printed_results(actor=None, round_=opened, units=[unit])


def test_krong_no_prints_a_swapped_index_and_maxima_that_miss_half_a_point(round_: Round) -> None:
    found = {each.finding.rule: each.finding for each in check_printed_round(actor=None, round_=round_)}
    assert set(found) == {"index_differs_from_total", "maxima_differ_from_scale"}
    index = found["index_differs_from_total"]
    assert (index.figure("printed"), index.figure("expected")) == (D("85.69"), D("85.96"))
    assert (index.cause, index.repair, index.severity) == ("digits_swapped", "85.96", "high")
    assert found["maxima_differ_from_scale"].figure("expected") == D("99.5")
    assert UnitResult.objects.get().printed["index"] == "85,69"


def test_the_drawer_repairs_the_maximum_and_not_the_scale(round_: Round, signed_in: SignedIn, hoa: User) -> None:
    found = {each.finding.rule: each.finding for each in check_printed_round(actor=None, round_=round_)}
    finding = found["maxima_differ_from_scale"]
    assert finding.cause_values["part"] == "8"
    drawer = signed_in(hoa).get(f"/phat-hien/{finding.public_id}/").content.decode()
    assert "12,5 → 13" in drawer
    assert "100 → 13" not in drawer
    assert "−0,500" in drawer and "+0,500" not in drawer
    index = signed_in(hoa).get(f"/phat-hien/{found['index_differs_from_total'].public_id}/").content.decode()
    assert "85,69 → 85,96" in index


def test_checking_again_adds_nothing(round_: Round) -> None:
    check_printed_round(actor=None, round_=round_)
    check_printed_round(actor=None, round_=round_)
    assert Finding.objects.count() == 2


def test_who_may_not_run_rounds_checks_none(round_: Round, lan: User, quan: User) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            check_printed_round(actor=person, round_=round_)


def test_a_computed_round_is_not_checked_against_print(round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(origin=Origin.COMPUTED)
    with pytest.raises(ActionRefused, match="computed_not_imported"):
        check_printed_round(actor=None, round_=Round.objects.get(pk=round_.pk))


def _value(places: Places, code: str, printed: str, source: str = "Bảng A", **scope: str) -> ValueRow:
    return ValueRow(
        indicator=code,
        unit=places.province,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        status=FactStatus.PRINTED,
        source_title=source,
        value=D(printed),
        printed=printed,
        scope=scope,
    )


@pytest.fixture
def indicators(db: None) -> None:
    declare_indicators(
        actor=None,
        rows=[
            IndicatorRow("par_index", "PAR INDEX", Shape.PERCENT, "%"),
            IndicatorRow("par_index_part", "Điểm thành phần", Shape.NUMBER, "điểm"),
        ],
    )


def test_two_sources_that_differ_are_one_finding(places: Places, indicators: None) -> None:
    record_values(actor=None, rows=[_value(places, "par_index", "87.12")])
    record_values(actor=None, rows=[_value(places, "par_index", "87.14", source="Bảng B")])
    (finding,) = [each.finding for each in check_published_facts(actor=None)]
    assert (finding.rule, finding.figure("printed"), finding.figure("expected")) == ("sources_differ", "87.14", "87.12")


def test_parts_that_do_not_add_up_are_found(places: Places, indicators: None) -> None:
    rows = [
        _value(places, "par_index", "87.12"),
        _value(places, "par_index_part", "53.25", part="appraised"),
        _value(places, "par_index_part", "33.67", part="survey"),
    ]
    record_values(actor=None, rows=rows)
    (finding,) = [each.finding for each in check_published_facts(actor=None)]
    assert (finding.rule, finding.figure("expected")) == ("parts_differ_from_total", D("86.92"))
