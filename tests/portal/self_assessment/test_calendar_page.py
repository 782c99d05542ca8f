"""The coordinator sets the calendar in the browser; others read it."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import SET

from parindex.portal.accounts.models import User
from parindex.portal.assessments.forms.calendar import read_moment, shown_moment
from parindex.portal.assessments.models import Extension, Round, RoundStage, RoundUnit
from parindex.portal.assessments.queries.windows import window_of
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.platform import clock

VN = clock.VIETNAM


@pytest.mark.parametrize(
    ("text", "end", "moment"),
    [
        ("15/12/2026", True, datetime(2026, 12, 16, tzinfo=VN)),
        ("15/12/2026", False, datetime(2026, 12, 15, tzinfo=VN)),
        ("15/12/2026 17:30", True, datetime(2026, 12, 15, 17, 30, tzinfo=VN)),
        ("31/02/2026", True, None),
        ("15/12/2026 25:00", True, None),
        ("mai", False, None),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, end: bool, moment: datetime | None) -> None:
    assert read_moment(text, end=end) == moment
    if moment is not None:
        assert shown_moment(moment, end=end) == text


def test_the_coordinator_sets_the_calendar(signed_in: SignedIn, hoa: User, round_2026: Round) -> None:
    browser, address = signed_in(hoa), reverse("assessments:calendar", args=[round_2026.public_id])
    assert 'value="15/12/2026"' in browser.get(address).content.decode()
    sent = {
        "self_assessment-tu": "01/12/2026",
        "self_assessment-den": "20/12/2026 17:00",
        "self_assessment-phien": "1",
        "appraisal_1-tu": "21/12/2026",
        "appraisal_1-den": "15/01/2027",
    }
    assert browser.post(address, sent).status_code == 302
    window = window_of(round_2026, RoundStage.SELF_ASSESSMENT)
    assert window is not None and window.closes_at == datetime(2026, 12, 20, 17, tzinfo=VN)
    stale = browser.post(address, sent | {"self_assessment-den": "22/12/2026"})
    assert stale.status_code == 422 and "người khác vừa đặt" in stale.content.decode()
    wrong = browser.post(address, {"council-tu": "31/02/2027", "council-den": "01/03/2027"})
    assert wrong.status_code == 422 and 'value="31/02/2027"' in wrong.content.decode()


def test_a_unit_gets_more_time(signed_in: SignedIn, hoa: User, nam_nung: RoundUnit) -> None:
    address = reverse("assessments:extend", args=[nam_nung.round.public_id])
    sent = {"don-vi": nam_nung.pk, "buoc": "self_assessment", "den": "18/12/2026", "ly-do": "mưa lũ"}
    page = signed_in(hoa).post(address, sent, follow=True).content.decode()
    assert "Đã gia hạn cho Xã Nâm Nung" in page and "mưa lũ" in page
    assert Extension.objects.get().until == datetime(2026, 12, 19, tzinfo=VN)
    reopened = signed_in(hoa).post(address, sent | {"mo-lai": "1"}, follow=True).content.decode()
    assert "chưa nộp nên vẫn sửa được" in reopened


def test_others_read_and_strangers_do_not(
    signed_in: SignedIn, lan: User, quan: User, round_2026: Round, nam_nung: RoundUnit
) -> None:
    address = reverse("assessments:calendar", args=[round_2026.public_id])
    page = signed_in(lan).get(address).content.decode()
    assert "15/12/2026" in page and "<input class" not in page.split("<main")[1]
    assert signed_in(lan).post(address, {}).status_code == 403
    assert signed_in(quan).get(address).status_code == 403
    extend = reverse("assessments:extend", args=[round_2026.public_id])
    sent = {"don-vi": nam_nung.pk, "buoc": "self_assessment", "den": "18/12/2026", "ly-do": "x"}
    assert signed_in(lan).post(extend, sent).status_code == 403


def test_next_years_round_is_opened_as_this_one(signed_in: SignedIn, hoa: User, round_2026: Round) -> None:
    sent = {"ten": "Năm 2027", "nam": "2027", "bo": round_2026.set_version.public_id}
    answer = signed_in(hoa).post(reverse("assessments:copy_round", args=[round_2026.public_id]), sent, follow=True)
    assert "15/12/2027" in answer.content.decode()
    assert Round.objects.get(year=2027).units.count() == 3


def test_the_set_issued_for_the_next_year_is_proposed(signed_in: SignedIn, hoa: User, round_2026: Round) -> None:
    address = reverse("assessments:calendar", args=[round_2026.public_id])
    page = signed_in(hoa).get(address).content.decode()
    assert "Chưa có bộ tiêu chí nào được ban hành cho năm 2027" in page
    assert not re.search(r"<option value=\"\w+\" selected>[^<]*· 2026", page), "last year's set is not chosen silently"
    for version, first, last in (("2027", "2027-01-01", "2027-12-31"), ("2028", "2028-01-01", "2028-12-31")):
        text = SET.replace('version: "2026"', f'version: "{version}"\nvalid_from: {first}\nvalid_to: {last}')
        made = import_criteria_set(actor=None, content=text.encode(), source="tests")
        issue_criteria_set(actor=None, version=made)
    page = signed_in(hoa).get(address).content.decode()
    assert re.search(r"<option value=\"\w+\" selected>[^<]*· 2027<", page)
    assert "Chưa có bộ tiêu chí nào" not in page
    sent = {"ten": "Năm 2027", "nam": "2027", "bo": ""}
    answer = signed_in(hoa).post(reverse("assessments:copy_round", args=[round_2026.public_id]), sent, follow=True)
    assert "chọn bộ tiêu chí của đợt" in answer.content.decode() and not Round.objects.filter(year=2027).exists()
