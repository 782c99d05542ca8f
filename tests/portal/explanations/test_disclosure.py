"""Who sees which points when: stage × role, on every page that shows points (docs/decisions/0009)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions import FigureRow, compute_results, extend_stage, record_figures
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Round,
    RoundStage,
    RoundUnit,
    Stage,
    StageWindow,
)
from parindex.portal.assessments.queries.disclosure import disclosed_stages, scores_seen
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.models import NodeRow
from parindex.portal.dashboards.queries import overview_for, search
from parindex.portal.platform import clock
from parindex.portal.site.audit.reading import POINT_ACTS, Asked, readable

LEAF = "KH-TILE"
FIRST, SECOND = Decimal("1.6"), Decimal("1.8")
CLAIMED = Decimal(2)
IN_FIRST, AFTER_FIRST, IN_SECOND, AFTER_SECOND = at(5, 1), at(12, 1), at(20, 1), at(31, 1)
UNIT, OFFICE = ("lan", "thinh"), ("hoa", "minh", "phu", "ngan")


@pytest.fixture
def drafts(appraised: Round, nam_nung: RoundUnit) -> Round:
    """Claimed 2, first appraisal 1,6, second appraisal 1,8; computed from these drafts."""
    row = FigureRow(nam_nung.unit_id, LEAF, {"tasks": Ratio(Decimal(9), Decimal(10))})
    record_figures(actor=None, round_=appraised, stage=Stage.APPRAISAL_2, rows=[row])
    return compute_results(actor=None, round_=appraised)


def people(request: pytest.FixtureRequest, names: tuple[str, ...]) -> list[User]:
    return [request.getfixturevalue(name) for name in names]


def seen_by(person: User, member: RoundUnit) -> Decimal | None:
    """The points of the leaf as they count for the person."""
    return scores_seen(person, member)[member.pk, LEAF].points


@pytest.mark.parametrize(
    ("moment", "own"),
    [(IN_FIRST, CLAIMED), (AFTER_FIRST, FIRST), (IN_SECOND, FIRST), (AFTER_SECOND, SECOND)],
)
def test_the_unit_sees_a_stage_once_it_closed_and_the_office_sees_every_draft(
    drafts: Round, nam_nung: RoundUnit, moment: datetime, own: Decimal, request: pytest.FixtureRequest
) -> None:
    with clock.stopped_at(moment):
        for person in people(request, UNIT):
            assert seen_by(person, nam_nung) == own, person.username
            sheet = unit_sheet(nam_nung, person)
            assert sheet.in_part and sheet.result is not None
            assert sheet.result.rank is None and not sheet.result.band, "place and class come with the publication"
            assert not permissions.may_see_results(person, drafts)
        for person in people(request, OFFICE):
            assert seen_by(person, nam_nung) == SECOND, person.username
            assert not unit_sheet(nam_nung, person).in_part
            assert permissions.may_see_results(person, drafts)


def test_the_pages_show_what_may_be_seen(
    drafts: Round, nam_nung: RoundUnit, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    place = [drafts.public_id, nam_nung.unit.public_id]
    unit, leaf = reverse("assessments:unit", args=place), reverse("assessments:leaf", args=[*place, LEAF])
    common = [reverse(f"assessments:{name}", args=[drafts.public_id]) for name in ("ranking", "council")]
    officer, coordinator = signed_in(lan), signed_in(hoa)
    with clock.stopped_at(IN_FIRST):
        shown = officer.get(leaf).content.decode()
        assert "1,600" not in shown and "1,800" not in shown and "2,000" in shown
        assert "1,800" in coordinator.get(leaf).content.decode()
        words = officer.get(unit).content.decode()
        assert "Điểm đơn vị xem được đến lúc này" in words and "có khi công bố" in words
        assert "1,800" not in words and "1,600" not in words
        trial = officer.get(f"{unit}?tc={LEAF}&hang=1").content.decode()
        assert "1,800" not in trial and "1,600" not in trial
        assert officer.get(f"{unit}?format=xlsx").status_code == 200
        for address in common:
            assert officer.get(address).status_code == 403, address
            assert officer.get(f"{address}?format=xlsx").status_code == 403
            assert coordinator.get(address).status_code == 200
        page = officer.get(reverse("assessments:round", args=[drafts.public_id])).content.decode()
        assert "mở cho các đơn vị khi được công bố" in page and "Mọi đơn vị đã nộp" not in page
        assert officer.get(reverse("dashboards:my_work")).status_code == 200
    with clock.stopped_at(AFTER_FIRST):
        assert "1,600" in officer.get(leaf).content.decode()
    Round.objects.filter(pk=drafts.pk).update(published_version=1)
    for address in (unit, leaf, *common):
        assert officer.get(address).status_code == 200
    assert "1,800" in officer.get(leaf).content.decode()


def test_overview_and_search_leave_out_results_that_are_not_open(
    drafts: Round, nam_nung: RoundUnit, lan: User, hoa: User
) -> None:
    assert overview_for(lan).latest is None and overview_for(hoa).latest == drafts
    assert [found.result for found in search(lan, "Nâm Nung").units] == [None]
    assert [found.result is not None for found in search(hoa, "Nâm Nung").units] == [True]
    Round.objects.filter(pk=drafts.pk).update(published_version=1)
    assert overview_for(lan).latest == drafts


def test_a_leaf_handed_to_explanation_is_seen_before_the_stage_closes(
    drafts: Round, nam_nung: RoundUnit, tasks: NodeRow, lan: User, minh: User, signed_in: SignedIn
) -> None:
    with clock.stopped_at(IN_FIRST):
        assert seen_by(lan, nam_nung) == CLAIMED
        handed_in(nam_nung)
        thread = request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu hai nhiệm vụ")
        assert seen_by(lan, nam_nung) == FIRST
        shown = signed_in(lan).get(reverse("assessments:thread", args=[thread.public_id])).content.decode()
        assert "1,600" in shown and "1,800" not in shown
        place = [drafts.public_id, nam_nung.unit.public_id]
        unit = signed_in(lan).get(reverse("assessments:unit", args=place)).content.decode()
        said = " ".join(re.sub("<[^>]+>", " ", unit).split())
        assert "Thẩm định 1; tiêu chí chưa có điểm đó thì lấy: Tự chấm." in said, "not the self score alone"


def test_an_extended_stage_is_still_open_for_the_unit_and_a_sealed_one_is_closed_before_its_time(
    drafts: Round, nam_nung: RoundUnit, dak_wil: RoundUnit
) -> None:
    assert Stage.APPRAISAL_1 in disclosed_stages(nam_nung)
    until = at(20, 1)
    extend_stage(actor=None, round_unit=nam_nung, stage=RoundStage.APPRAISAL_1, until=until, reason="chờ xác minh")
    assert disclosed_stages(nam_nung) == (Stage.SELF,)
    assert Stage.APPRAISAL_1 in disclosed_stages(dak_wil)
    StageWindow.objects.filter(round=drafts, stage=RoundStage.APPRAISAL_1).update(sealed_at=clock.now())
    assert Stage.APPRAISAL_1 in disclosed_stages(nam_nung)


def test_who_scores_blindly_sees_no_points_of_others_until_both_are_sealed(
    drafts: Round, nam_nung: RoundUnit, minh: User, ngan: User, signed_in: SignedIn
) -> None:
    AppraisalAssignment.objects.create(round=drafts, person=ngan, blind=True)
    place = [drafts.public_id, nam_nung.unit.public_id]
    common = ("ranking", "council", "gaps", "agreement")
    closed = [
        *(reverse(f"assessments:{name}", args=[drafts.public_id]) for name in common),
        reverse("assessments:unit", args=place),
        reverse("assessments:leaf", args=[*place, LEAF]),
        reverse("assessments:points_calendar", args=place),
    ]
    blind, first = signed_in(ngan), signed_in(minh)
    for address in closed:
        assert blind.get(address).status_code == 403, address
    assert first.get(closed[0]).status_code == 200
    for name in ("round", "round_overview"):
        shown = blind.get(reverse(f"assessments:{name}", args=[drafts.public_id])).content.decode()
        assert "1,800" not in shown and "1,600" not in shown
    assert overview_for(ngan).latest is None
    assert [found.result for found in search(ngan, "Nâm Nung").units] == [None]
    StageWindow.objects.filter(round=drafts, stage=RoundStage.APPRAISAL_1).update(sealed_at=clock.now())
    for address in closed:
        assert blind.get(address).status_code == 200, address


def test_strangers_see_nothing_at_any_stage(
    drafts: Round, nam_nung: RoundUnit, nga: User, quan: User, long: User, signed_in: SignedIn
) -> None:
    address = reverse("assessments:unit", args=[drafts.public_id, nam_nung.unit.public_id])
    for person in (nga, quan, long):
        assert signed_in(person).get(address).status_code == 403, person.username


def test_the_audit_tells_a_unit_no_points_that_the_pages_hide(
    drafts: Round, nam_nung: RoundUnit, lan: User, hoa: User, ngan: User
) -> None:
    with clock.stopped_at(IN_FIRST):

        def stages(person: User) -> set[str]:
            entries = readable(person, Asked(drafts, nam_nung)).filter(action__in=POINT_ACTS)
            return {str(entry.references["stage"]) for entry in entries}

        assert stages(lan) == {"self"}
        assert stages(hoa) == stages(ngan) == {"self", "appraisal_1", "appraisal_2"}
        AppraisalAssignment.objects.create(round=drafts, person=ngan, blind=True)
        assert stages(ngan) == {"self"}
    with clock.stopped_at(AFTER_FIRST):
        assert stages(lan) == {"self", "appraisal_1"}
