"""An extension is shortened or taken back: works · refused to whom · refused when · audited · told."""

from datetime import datetime

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.self_assessment.conftest import CLOSES, NOW
from tests.portal.self_assessment.test_calendar import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    extend_stage,
    save_self_assessment_inputs,
    shorten_extension,
)
from parindex.portal.assessments.models import Extension, Round, RoundStage, RoundUnit, Score
from parindex.portal.assessments.queries.hand_ins import awaited
from parindex.portal.assessments.queries.windows import is_open, window_for
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import WHOSE

SELF = RoundStage.SELF_ASSESSMENT
MISTYPED = datetime(2062, 12, 20, tzinfo=clock.VIETNAM)


@pytest.fixture
def mistyped(hoa: User, nam_nung: RoundUnit) -> Extension:
    """2062 instead of 2026."""
    return extend_stage(actor=hoa, round_unit=nam_nung, stage=SELF, until=MISTYPED, reason="mất điện")


def test_a_mistyped_end_is_made_earlier_and_the_unit_is_told(
    hoa: User, lan: User, thinh: User, mistyped: Extension, nam_nung: RoundUnit
) -> None:
    shorten_extension(actor=hoa, extension=mistyped, until=at(20), reason="ghi nhầm năm")
    window = window_for(nam_nung, SELF)
    assert window is not None and window.ends_at == at(20)
    mistyped.refresh_from_db()
    assert (mistyped.shortened_from, mistyped.shortened_reason) == (MISTYPED, "ghi nhầm năm")
    assert (mistyped.shortened_by, mistyped.shortened_at, mistyped.reason) == (hoa, NOW, "mất điện")
    told = Notification.objects.filter(code="extension.shortened")
    assert {each.person.username for each in told} == {lan.username, thinh.username}
    assert {each.values["until"] for each in told} == {"19/12/2026 23:59"}
    entry = AuditEntry.objects.get(action="assessments.shorten_extension")
    assert entry.actor_id == hoa.pk
    moments = [datetime.fromisoformat(entry.references[key]) for key in ("from", "until")]
    assert moments == [MISTYPED, at(20)]
    assert "ghi nhầm" not in str(entry.references)


def test_taken_back_it_ends_now_the_draft_stays_and_no_result_waits(
    hoa: User, mistyped: Extension, round_2026: Round, nam_nung: RoundUnit
) -> None:
    with clock.stopped_at(at(17)):
        save_self_assessment_inputs(actor=None, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "1"})
        assert [line.member for line in awaited(round_2026)] == [nam_nung]
        shorten_extension(actor=hoa, extension=mistyped, reason="đơn vị không cần nữa")
        assert not is_open(nam_nung, SELF)
        assert list(awaited(round_2026)) == []
    assert Score.objects.filter(entry__round_unit=nam_nung).count() == 1


def test_taken_back_within_the_time_of_everyone_the_unit_keeps_that(
    hoa: User, mistyped: Extension, nam_nung: RoundUnit
) -> None:
    shorten_extension(actor=hoa, extension=mistyped, reason="ghi nhầm")
    window = window_for(nam_nung, SELF)
    assert window is not None and window.ends_at == CLOSES and is_open(nam_nung, SELF)


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (at(20), "  ", "assessments.reason_missing"),
        (at(9), "nhầm", "assessments.not_shorter"),
        (MISTYPED, "nhầm", "assessments.not_shorter"),
    ],
)
def test_it_is_refused_without_reason_for_the_past_and_for_more(
    hoa: User, mistyped: Extension, until: datetime, reason: str, code: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        shorten_extension(actor=hoa, extension=mistyped, until=until, reason=reason)
    assert refused.value.code == code
    mistyped.refresh_from_db()
    assert mistyped.until == MISTYPED
    assert not AuditEntry.objects.filter(action="assessments.shorten_extension").exists()


def test_one_that_is_over_stays_as_it_was(hoa: User, nam_nung: RoundUnit) -> None:
    given = extend_stage(actor=hoa, round_unit=nam_nung, stage=SELF, until=at(18), reason="mất điện")
    with clock.stopped_at(at(19)), pytest.raises(ActionRefused) as refused:
        shorten_extension(actor=hoa, extension=given, reason="nhầm")
    assert refused.value.code == "assessments.extension_over"


def test_a_published_round_stays_as_it_is(hoa: User, mistyped: Extension, round_2026: Round) -> None:
    Round.objects.filter(pk=round_2026.pk).update(published_version=1)
    given = Extension.objects.get(pk=mistyped.pk)
    with pytest.raises(ActionRefused) as refused:
        shorten_extension(actor=hoa, extension=given, reason="nhầm")
    assert refused.value.code == "assessments.round_frozen"


def test_only_who_runs_the_round_shortens(lan: User, quan: User, mistyped: Extension) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            shorten_extension(actor=person, extension=mistyped, until=at(20), reason="nhầm")


def test_on_the_calendar_page(signed_in: SignedIn, hoa: User, mistyped: Extension, round_2026: Round) -> None:
    page = reverse("assessments:calendar", args=[round_2026.public_id])
    address, browser = reverse("assessments:shorten_extension", args=[round_2026.public_id]), signed_in(hoa)
    assert "Rút ngắn hoặc thu lại" in browser.get(page).content.decode()
    typed = {"lan": mistyped.pk, "act": "shorten", "ly-do": "ghi nhầm năm"}
    answer = browser.post(address, typed | {"den": "31/13/2026"}, follow=True)
    assert "Chưa rút ngắn: không đọc được thời điểm" in answer.content.decode()
    answer = browser.post(address, typed | {"den": "19/12/2026"}, follow=True)
    assert "và báo cho đơn vị" in answer.content.decode()
    assert "Đã rút ngắn, trước là đến hết 19/12/2062: ghi nhầm năm" in answer.content.decode()
    browser.post(address, {"lan": mistyped.pk, "act": "take-back", "ly-do": "không cần"})
    mistyped.refresh_from_db()
    assert mistyped.until == NOW
    assert "Rút ngắn hoặc thu lại" not in browser.get(page).content.decode()


def test_a_refused_shortening_keeps_what_was_typed_at_its_own_extension(
    signed_in: SignedIn, hoa: User, mistyped: Extension, nam_nung: RoundUnit, places: Places
) -> None:
    other = nam_nung.round.units.get(unit=places.dak_wil)
    extend_stage(actor=hoa, round_unit=other, stage=SELF, until=MISTYPED, reason="mất điện")
    calendar = reverse("assessments:calendar", args=[nam_nung.round.public_id])
    address = reverse("assessments:shorten_extension", args=[nam_nung.round.public_id])
    typed = {"lan": str(mistyped.pk), "den": "02/12/2026", "ly-do": "ghi nhầm năm", "act": "shorten"}
    browser, came_from = signed_in(hoa), {"Referer": f"http://testserver{calendar}"}
    for until in ("02/12/2026", "ngày mai"):
        sent = typed | {"den": until, WHOSE: str(hoa.pk)}
        page = browser.post(address, sent, headers=came_from, follow=True).content.decode()
        form = page.partition(f'name="lan" value="{mistyped.pk}"')[2].partition("</form>")[0]
        assert f'value="{until}"' in form and 'value="ghi nhầm năm"' in form
        assert page.count(f'value="{until}"') == 1, "not at the other unit's extension"
        assert "<details open" in page.partition(f'name="lan" value="{mistyped.pk}"')[0][-900:]
    mistyped.refresh_from_db()
    assert mistyped.until == MISTYPED


def test_a_refused_extension_keeps_what_was_typed(signed_in: SignedIn, hoa: User, nam_nung: RoundUnit) -> None:
    calendar = reverse("assessments:calendar", args=[nam_nung.round.public_id])
    address = reverse("assessments:extend", args=[nam_nung.round.public_id])
    sent = {"don-vi": str(nam_nung.pk), "buoc": "self_assessment", "den": "32/12/2026", "ly-do": "mất điện cả xã"}
    browser, came_from = signed_in(hoa), {"Referer": f"http://testserver{calendar}"}
    page = browser.post(address, sent | {WHOSE: str(hoa.pk)}, headers=came_from, follow=True).content.decode()
    assert 'value="32/12/2026"' in page and 'value="mất điện cả xã"' in page
    assert f'<option value="{nam_nung.pk}" selected' in page
