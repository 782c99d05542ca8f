"""Krông Nô 2023 as its plan prints it, with what the engine recomputes beside it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    PrintedLeaf,
    PrintedUnit,
    check_printed_round,
    compute_results,
    import_printed_results,
)
from parindex.portal.assessments.models import Round, RoundUnit, UnitResult
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.assessments.views.printed import printed_context
from parindex.portal.findings.models import Finding
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.site.demo.krong_no import load_krong_no


@pytest.fixture
def round_2023(places: Places) -> Round:
    """The printed round of Đắk Nông's districts."""
    since, until = date(2008, 8, 1), date(2025, 7, 1)
    import_units(
        actor=None,
        rows=[
            UnitRow("old", "Tỉnh Đắk Nông", "Đắk Nông", "province", "province", since, until),
            UnitRow("kn", "Huyện Krông Nô", "Krông Nô", "district", "rural_district", since, until, parent="old"),
        ],
        source="tests",
    )
    return load_krong_no(actor=None)


@pytest.fixture
def member(round_2023: Round) -> RoundUnit:
    """Krông Nô in that round."""
    return RoundUnit.objects.select_related(
        "unit", "group", "round__set_version__criteria_set", "round__previous", "round__owner"
    ).get(round=round_2023)


def test_printed_and_recomputed_stand_side_by_side(member: RoundUnit) -> None:
    result = UnitResult.objects.get(round_unit=member)
    assert result.points == Decimal("85.959")
    assert result.printed == {"total": "85,96", "index": "85,69", "change": "0,12"}
    assert (result.rank, result.of, result.band) == (1, 8, "Tốt")


def test_the_losses_stand_in_the_order_7_5_8_3_6(member: RoundUnit) -> None:
    fields = sorted(unit_sheet(member).fields, key=lambda line: -line.lost)
    lost = [(line.node.number, line.lost) for line in fields if line.lost]
    assert lost == [
        ("7", Decimal("4.734")),
        ("5", Decimal("3.213")),
        ("8", Decimal("3.160")),
        ("3", Decimal("2.409")),
        ("6", Decimal("0.025")),
    ]


def test_the_missing_half_point_is_a_line_of_its_own(member: RoundUnit) -> None:
    lines = {line.line.reason: line.line.lost for line in unit_sheet(member).lost_lines()}
    assert lines["maxima_short_of_scale"] == Decimal("0.5")
    assert lines["printed_total_rounded"] == Decimal("-0.001")
    assert unit_sheet(member).examined.ledger.gap == Decimal("14.04")


def test_the_column_of_losses_adds_up_and_all_of_it_can_be_won_back(member: RoundUnit) -> None:
    sheet = unit_sheet(member)
    context = printed_context(sheet)
    fields = sum(line.lost for line in context["printed_lines"] if not line.is_pillar)
    assert (fields, sum(lost for _, lost in context["set_lines"])) == (Decimal("13.541"), Decimal("0.499"))
    assert ("Chênh giữa thang điểm 100 và tổng tối đa 99,5", Decimal("0.5")) in context["set_lines"]
    winnable = sum(line.winnable for line in sheet.lost_lines())
    assert winnable == sheet.examined.ledger.recoverable == Decimal("13.541")


def test_the_page_shows_percents_and_the_findings(
    signed_in: SignedIn, round_2023: Round, member: RoundUnit, quan: User
) -> None:
    check_printed_round(actor=None, round_=round_2023)
    address = reverse("assessments:unit", args=[round_2023.public_id, member.unit.public_id])
    page = signed_in(quan).get(address).content.decode()
    for figure in ("85,83", "70,79", "99,77", "69,46", "74,72", "85,69", "85,959", "99,500"):
        assert figure in page
    rules = set(Finding.objects.filter(published=True).values_list("rule", flat=True))
    assert {"index_differs_from_total", "maxima_differ_from_scale"} <= rules
    assert "không khớp" in page
    assert "Phát hiện" in page


def test_importing_twice_is_refused(round_2023: Round, member: RoundUnit) -> None:
    printed = PrintedUnit(unit=member.unit_id, leaves=(PrintedLeaf("LV1", Decimal(14), "14"),))
    with pytest.raises(ActionRefused, match="assessments.results_stand"):
        import_printed_results(actor=None, round_=round_2023, units=[printed])


def test_printed_results_are_not_computed_and_computed_ones_not_imported(
    round_2023: Round, years: Years, hoa: User
) -> None:
    with pytest.raises(ActionRefused, match="assessments.imported_not_computed"):
        compute_results(actor=None, round_=round_2023)
    with pytest.raises(ActionRefused, match="assessments.computed_not_imported"):
        import_printed_results(actor=hoa, round_=years.now, units=[])


def test_a_field_that_was_printed_without_a_rank_is_listed_without_one(
    signed_in: SignedIn, hoa: User, round_2023: Round, member: RoundUnit
) -> None:
    page = signed_in(hoa).get(reverse("assessments:ranking", args=[round_2023.public_id]), {"by": "LV1"})
    assert page.status_code == 200
    assert "Chưa nộp" not in page.content.decode()
