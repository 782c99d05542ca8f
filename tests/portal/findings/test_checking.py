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
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.models import Finding
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.site.schedule import check_printed_again

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


def test_a_finding_of_a_printed_round_closes_with_its_cause_and_opens_when_it_is_back(
    round_: Round, hoa: User, signed_in: SignedIn
) -> None:
    check_printed_round(actor=None, round_=round_)
    result = UnitResult.objects.get()
    for index, state in (("85,96", "cured"), ("85,69", "open")):
        result.printed = {**result.printed, "index": index}
        result.save()
        check_printed_again()
        found = {each.rule: each for each in Finding.objects.all()}
        assert found["index_differs_from_total"].state == state
        assert found["maxima_differ_from_scale"].state == "open", "what still does not hold stays"
    entries = AuditEntry.objects.filter(stream=f"finding:{found['index_differs_from_total'].public_id}").order_by("pk")
    assert [each.action for each in entries] == ["findings.close_cured", "findings.come_back"]
    assert {each.actor_id for each in entries} == {None}


def test_a_cured_finding_of_a_printed_round_says_so(round_: Round, hoa: User, signed_in: SignedIn) -> None:
    check_printed_round(actor=None, round_=round_)
    result = UnitResult.objects.get()
    UnitResult.objects.update(printed={**result.printed, "index": "85,96"})
    check_printed_again()
    page = signed_in(hoa).get(f"/phat-hien/{Finding.objects.get(state='cured').public_id}/").content.decode()
    assert "Đã hết nguyên nhân" in page and "Nơi sửa" not in page


def test_what_a_person_closed_and_other_rounds_are_left_alone(round_: Round, hoa: User) -> None:
    check_printed_round(actor=None, round_=round_)
    finding = Finding.objects.get(rule="index_differs_from_total")
    answer_finding(actor=hoa, finding=finding, answer=FindingAnswer.EXPLAIN, note="In nhầm hai chữ số")
    other = Finding.objects.get(rule="maxima_differ_from_scale")
    Finding.objects.filter(pk=other.pk).update(subject_id=f"khac-{places_id(round_)}")
    UnitResult.objects.update(printed={**UnitResult.objects.get().printed, "index": "85,96"})
    check_printed_round(actor=None, round_=round_)
    assert Finding.objects.get(pk=finding.pk).state == "explained"
    assert Finding.objects.get(pk=other.pk).state == "open"


def places_id(round_: Round) -> str:
    return str(round_.units.get().unit.public_id)


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


def test_a_finding_of_published_figures_closes_when_the_source_mends_its_figure(
    places: Places, indicators: None
) -> None:
    record_values(actor=None, rows=[_value(places, "par_index", "87.12")])
    record_values(actor=None, rows=[_value(places, "par_index_part", "53.25", part="appraised")])
    check_published_facts(actor=None)
    assert Finding.objects.get().state == "open"
    record_values(actor=None, rows=[_value(places, "par_index_part", "87.12", part="appraised")])
    check_printed_again()
    assert Finding.objects.get().state == "cured"
    record_values(actor=None, rows=[_value(places, "par_index_part", "53.25", part="appraised")])
    check_printed_again()
    assert Finding.objects.get().state == "open"


def test_parts_that_do_not_add_up_are_found(places: Places, indicators: None) -> None:
    rows = [
        _value(places, "par_index", "87.12"),
        _value(places, "par_index_part", "53.25", part="appraised"),
        _value(places, "par_index_part", "33.67", part="survey"),
    ]
    record_values(actor=None, rows=rows)
    (finding,) = [each.finding for each in check_published_facts(actor=None)]
    assert (finding.rule, finding.figure("expected")) == ("parts_differ_from_total", D("86.92"))
