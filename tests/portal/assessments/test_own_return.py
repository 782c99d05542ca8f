"""The province's own return: departments fill their leaves, its head hands in, the ministry's points come last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.portal.assessments.publication_cast import SET
from tests.portal.conftest import TWO_LEVELS, Places

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    OutsideScore,
    StageTimes,
    TakingPart,
    assign_leaf_owner,
    compute_results,
    hand_in_self_assessment,
    import_outside_scores,
    open_round,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.models import LeafOwner, Round, RoundStage, RoundUnit, Score, Stage, UnitResult
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.improvement.actions import draft_improvement_plan
from parindex.portal.improvement.queries import lines_of
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import NotAllowed

D = Decimal


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.stopped_at(datetime(2026, 12, 10, 3, tzinfo=UTC)):
        yield


def holder(places: Places, username: str, role: str) -> User:
    """Someone of a department who acts for the province."""
    person = register_person(
        actor=None, username=username, full_name=username, email=f"{username}@parindex.example", password="cai-cach-26"
    )
    unit, scope = places.home_affairs, places.province
    appoint(actor=None, person=person, role=role, unit=unit, scope=scope, title="công chức", start=TWO_LEVELS)
    return person


@pytest.fixture
def own(places: Places, hoa: User) -> Round:
    content = SET.replace("level: commune", "level: province").encode()
    version = issue_criteria_set(actor=None, version=import_criteria_set(actor=None, content=content, source="tests"))
    round_ = open_round(
        actor=hoa,
        title="PAR INDEX tỉnh Lâm Đồng 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[TakingPart(places.province)],
    )
    times = StageTimes(RoundStage.SELF_ASSESSMENT, datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    set_calendar(actor=hoa, round_=round_, stages=[times])
    return round_


def test_from_departments_to_the_ministrys_points_ledger_and_plan(places: Places, hoa: User, own: Round) -> None:
    member = RoundUnit.objects.select_related("round__set_version", "round__owner", "unit", "group").get(round=own)
    finance, justice = holder(places, "an", "unit_officer"), holder(places, "binh", "unit_officer")
    chair = holder(places, "chu", "unit_head")
    assign_leaf_owner(actor=chair, round_unit=member, leaves=["A1", "A2"], person=justice)
    assign_leaf_owner(actor=chair, round_unit=member, leaves=["B1"], person=finance)
    assert dict(LeafOwner.objects.values_list("leaf__code", "person__username")) == {
        "A1": "binh",
        "A2": "binh",
        "B1": "an",
    }
    note = "Báo cáo số 5/BC-UBND"
    texts = {"A1": {"x-r-tu": "3", "x-r-mau": "4"}, "A2": {"x-done": "co"}, "B1": {"x-done": "co"}}
    for leaf, typed in texts.items():
        who = finance if leaf == "B1" else justice
        save_self_assessment_inputs(actor=who, round_unit=member, leaf=leaf, texts=typed, note=note)
    own_points = dict(Score.objects.filter(stage=Stage.SELF).values_list("entry__leaf__code", "points"))
    assert own_points == {"A1": D(3), "A2": D(2), "B1": D(4)}
    with pytest.raises(NotAllowed):
        hand_in_self_assessment(actor=finance, round_unit=member)
    hand_in_self_assessment(actor=chair, round_unit=member)
    compute_results(actor=hoa, round_=own)
    assert UnitResult.objects.get().points == D(9)

    given = [OutsideScore("A1", D("2.5")), OutsideScore("A2", D(2)), OutsideScore("B1", D(1))]
    import_outside_scores(actor=hoa, round_=own, rows=given, source="Công văn số 1/BNV-CCHC")
    compute_results(actor=hoa, round_=own)
    assert UnitResult.objects.get().points == D("5.5")
    member = RoundUnit.objects.select_related("round__set_version", "unit", "group").get(pk=member.pk)
    ledger = unit_sheet(member).examined.ledger
    assert ledger.gap == D("4.5")
    lost = {line.path[-1]: line.lost for line in ledger.lines if line.lost}
    assert lost == {"A1": D("1.5"), "B1": D(3)}
    again = dict(Score.objects.filter(stage=Stage.SELF).values_list("entry__leaf__code", "points"))
    assert again == own_points  # what the departments entered stands beside it, sealed

    plan = draft_improvement_plan(actor=hoa, round_unit=member)
    assert {line.leaf.code: line.lost for line in lines_of(plan)} == {"A1": D("1.5"), "B1": D(3)}
