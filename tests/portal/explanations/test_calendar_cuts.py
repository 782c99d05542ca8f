"""A stage that is ended earlier with work left in it: shown, confirmed with a reason, audited; no input is lost."""

from datetime import datetime
from html import unescape

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import CalendarCuts, StageTimes, extend_stage, set_calendar
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Thread
from parindex.portal.assessments.queries.windows import window_of
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.models import AuditEntry

STAGE = RoundStage.EXPLANATION
ENDED = at(12, 1, hour=8)
EARLIER = StageTimes(STAGE, at(11, 1), ENDED)
ACT = "assessments.cut_stage_short"


@pytest.fixture
def asked(appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User) -> Thread:
    """Nâm Nung has handed in; Minh asks about 1.1.2."""
    handed_in(nam_nung)
    return request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Báo cáo chỉ nêu 8 nhiệm vụ")


@pytest.fixture
def extended(appraised: Round, dak_wil: RoundUnit, hoa: User) -> None:
    """Đắk Wil explains until 24/01."""
    extend_stage(actor=hoa, round_unit=dak_wil, stage=STAGE, until=at(25, 1), reason="lũ chia cắt")


def ends_at(round_: Round) -> object:
    row = window_of(round_, STAGE)
    assert row is not None
    return row.closes_at


@pytest.mark.parametrize(("confirmed", "reason"), [(False, ""), (False, "xong sớm"), (True, "  ")])
def test_it_is_refused_until_it_is_confirmed_with_a_reason(
    hoa: User, appraised: Round, asked: Thread, extended: None, confirmed: bool, reason: str
) -> None:
    with pytest.raises(CalendarCuts) as refused:
        set_calendar(actor=hoa, round_=appraised, stages=[EARLIER], confirmed=confirmed, reason=reason)
    (cut,) = refused.value.cuts
    assert (cut.stage, cut.unanswered, cut.extensions, cut.until) == (STAGE, 1, 1, at(25, 1))
    assert ends_at(appraised) == at(18, 1)
    assert not AuditEntry.objects.filter(action=ACT).exists()


def test_confirmed_with_a_reason_it_is_saved_and_audited(
    hoa: User, appraised: Round, asked: Thread, extended: None
) -> None:
    set_calendar(actor=hoa, round_=appraised, stages=[EARLIER], confirmed=True, reason="xong sớm")
    assert ends_at(appraised) == ENDED
    row = window_of(appraised, STAGE)
    assert row is not None and row.cut_reason == "xong sớm"
    set_calendar(actor=hoa, round_=appraised, stages=[StageTimes(STAGE, at(11, 1), at(18, 1))])
    row.refresh_from_db()
    assert row.cut_reason == "", "it ends as before"
    entry = AuditEntry.objects.get(action=ACT)
    assert entry.actor_id == hoa.pk and "xong sớm" not in str(entry.references)
    told = {key: entry.references[key] for key in ("stage", "unanswered", "extensions", "until")}
    assert told == {"stage": "explanation", "unanswered": 1, "extensions": 1, "until": ENDED.isoformat()}
    assert datetime.fromisoformat(entry.references["from"]) == at(18, 1)


def test_without_work_left_and_for_a_later_end_nothing_is_asked(hoa: User, appraised: Round, extended: None) -> None:
    set_calendar(actor=hoa, round_=appraised, stages=[StageTimes(RoundStage.OBJECTION, at(11, 1), ENDED)])
    later = [StageTimes(STAGE, at(11, 1), at(20, 1)), StageTimes(RoundStage.APPRAISAL_2, at(20, 1), at(30, 1))]
    set_calendar(actor=hoa, round_=appraised, stages=later)
    assert ends_at(appraised) == at(20, 1)
    assert not AuditEntry.objects.filter(action=ACT).exists()


def test_the_page_shows_what_is_cut_off_and_keeps_what_was_typed(
    signed_in: SignedIn, hoa: User, appraised: Round, asked: Thread, extended: None
) -> None:
    browser, address = signed_in(hoa), reverse("assessments:calendar", args=[appraised.public_id])
    assert 'name="dong-y"' not in browser.get(address).content.decode()
    sent = {"explanation-tu": "11/01/2027", "explanation-den": "12/01/2027 08:00", "explanation-phien": "1"}
    first = browser.post(address, sent)
    page = unescape(first.content.decode())
    assert first.status_code == 422 and 'name="dong-y"' in page and 'value="12/01/2027 08:00"' in page
    assert "1 yêu cầu giải trình chưa được trả lời" in page
    assert "1 lượt gia hạn còn chạy đến muộn nhất 24/01/2027 23:59" in page
    ticked = browser.post(address, sent | {"dong-y": "1"})
    assert ticked.status_code == 422 and "checked" in ticked.content.decode()
    typed = unescape(browser.post(address, sent | {"ly-do-cat": "xong sớm"}).content.decode())
    assert 'value="xong sớm"' in typed
    assert browser.post(address, sent | {"dong-y": "1", "ly-do-cat": "xong sớm"}).status_code == 302
    assert ends_at(appraised) == ENDED
    assert "Kết thúc sớm: xong sớm" in unescape(browser.get(address).content.decode())
