"""Việc của tôi: what waits for each role, by time; what just happened; the page after sign-in."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundUnit, Sheet, Thread, ThreadState
from parindex.portal.assessments.queries.at_risk import RiskState, points_at_risk, risks_of_round
from parindex.portal.criteria.models import NodeRow
from parindex.portal.dashboards.queries.my_work import done, my_work, recent, remembered_work
from parindex.portal.dashboards.queries.work_lines import KINDS, Group, WorkCode
from parindex.portal.platform import clock
from parindex.portal.platform.words import say


def codes(person: User) -> list[str]:
    """What waits for the person, in order."""
    return [line.code.value.removeprefix("work.") for line in my_work(person).lines]


def test_the_officer_fills_proves_and_submits(running: Round, lan: User) -> None:
    work = my_work(lan)
    assert set(codes(lan)) == {"fill", "evidence", "submit"}
    fill = next(line for line in work.lines if line.code == WorkCode.FILL)
    assert fill.place == running.title and fill.due == at(16, 12, 2026)
    assert (fill.due_text, fill.left, fill.group) == ("15/12/2026", "còn 5 ngày", Group.LATER)
    evidence = next(line for line in work.lines if line.code == WorkCode.EVIDENCE)
    assert str(evidence.stake) == "1.000000000" and "1.1.1" in evidence.title


def test_the_headline_is_what_the_urgent_rows_add_up_to(running: Round, lan: User, signed_in: SignedIn) -> None:
    """Rows to fill and the sheet itself add up; evidence stands behind points that the sheet counts already."""
    address = reverse("dashboards:my_work")
    assert "điểm ở các việc" not in signed_in(lan).get(address).content.decode(), "nothing is due today"
    with clock.stopped_at(at(15, 12, 2026, hour=9)):
        work = my_work(lan)
        rows = {line.code: line for line in work.lines if line.group == Group.TODAY}
        assert set(rows) == {WorkCode.FILL, WorkCode.EVIDENCE, WorkCode.SUBMIT}
        assert [code for code, line in rows.items() if line.repeated] == [WorkCode.EVIDENCE]
        fill, sheet = rows[WorkCode.FILL].stake, rows[WorkCode.SUBMIT].stake
        assert fill and sheet and work.at_risk == fill + sheet
        words = signed_in(lan).get(address).content.decode()
        assert f"{str(work.at_risk.quantize(Decimal('0.001'))).replace('.', ',')} điểm ở các việc quá hạn" in words
        assert words.count("đã tính ở dòng khác") == 1


def test_the_open_sheet_stands_among_what_needs_a_look(
    running: Round, nam_nung: RoundUnit, lan: User, thinh: User, hoa: User, nga: User, signed_in: SignedIn
) -> None:
    first_page, sheet = (
        reverse("dashboards:overview"),
        reverse("assessments:sheet", args=[running.public_id, nam_nung.unit.public_id]),
    )
    for person in (lan, thinh):
        words = signed_in(person).get(first_page).content.decode()
        assert "Phiếu tự đánh giá chưa nộp" in words and "hạn đến hết 15/12/2026" in words and sheet in words
    for person in (hoa, nga):
        assert sheet not in signed_in(person).get(first_page).content.decode()
    with clock.stopped_at(at(18, 12, 2026, hour=9)):
        assert (
            '<span class="tag bad">Đã đóng 15/12/2026 23:59</span>' in signed_in(lan).get(first_page).content.decode()
        )
    with clock.stopped_at(at(30, 11, 2026, hour=9)):
        assert sheet not in signed_in(lan).get(first_page).content.decode(), "its time has not come"
    own = Sheet.objects.get(round_unit=nam_nung)
    own.submit_to_head()
    own.save()
    assert "chờ người đứng đầu nộp" in signed_in(thinh).get(first_page).content.decode()
    own.hand_in()
    own.save()
    assert sheet not in signed_in(lan).get(first_page).content.decode()


@pytest.mark.parametrize(
    ("day", "hour", "group", "left"),
    [
        (10, 9, Group.LATER, "còn 5 ngày"),
        (14, 9, Group.THIS_WEEK, "còn 1 ngày"),
        (15, 9, Group.TODAY, "còn 15 giờ"),
    ],
)
def test_lines_are_grouped_by_the_clock(
    running: Round, lan: User, day: int, hour: int, group: Group, left: str
) -> None:
    with clock.stopped_at(at(day, 12, 2026, hour=hour)):
        line = next(line for line in my_work(lan).lines if line.code == WorkCode.FILL)
        assert (line.group, line.left) == (group, left)


def test_when_the_time_is_over_one_line_says_what_to_do(running: Round, lan: User, thinh: User) -> None:
    with clock.stopped_at(at(18, 12, 2026, hour=9)):
        for person in (lan, thinh):
            (line,) = [line for line in my_work(person).lines if line.group == Group.OVERDUE]
            assert (line.code, line.left, line.tone) == (WorkCode.SHEET_OVERDUE, "quá 2 ngày", "bad")
        assert my_work(lan).overdue == 1


def test_the_head_follows_then_hands_in(running: Round, nam_nung: RoundUnit, thinh: User, lan: User) -> None:
    assert codes(thinh) == ["follow_sheet"]
    sheet = Sheet.objects.get(round_unit=nam_nung)
    sheet.submit_to_head()
    sheet.save()
    assert codes(thinh) == ["hand_in"]
    assert codes(lan) == []


def test_explanations_wait_for_the_officer_then_the_head_then_the_appraiser(
    running: Round, nam_nung: RoundUnit, tasks: NodeRow, lan: User, thinh: User, minh: User
) -> None:
    with clock.stopped_at(at(12, 1)):
        handed_in(nam_nung)
        asked = request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu căn cứ")
        assert "answer" in codes(lan) and "hand_in_answers" not in codes(thinh)
        answer_explanation(actor=lan, thread=asked, text="Đủ")
        assert "answer" not in codes(lan) and "hand_in_answers" in codes(thinh)
        Thread.objects.filter(pk=asked.pk).update(state=ThreadState.ANSWERED)
        assert "decide" in codes(minh)


def test_the_peers_may_be_looked_at_in_their_time_only(running: Round, hoa: User, lan: User) -> None:
    with clock.stopped_at(at(12, 1)):
        assert "peers" not in codes(lan)
        allow_objections(actor=hoa, round_=running, allowed=True)
        assert "peers" in codes(lan)
    with clock.stopped_at(at(18, 1)):
        assert "peers" not in codes(lan)


def test_the_appraiser_sees_only_what_was_handed_in_and_assigned(
    running: Round, nam_nung: RoundUnit, minh: User, nga: User
) -> None:
    with clock.stopped_at(at(20, 12, 2026)):
        assert codes(minh) == []
        sheet = Sheet.objects.get(round_unit=nam_nung)
        sheet.hand_in()
        sheet.save()
        (line,) = [line for line in my_work(minh).lines if line.code == WorkCode.APPRAISE]
        assert line.values == {"number": 3, "units": 1}


def test_the_coordinator_sees_who_has_not_handed_in_and_a_stranger_nothing(
    running: Round, hoa: User, quan: User, phu: User
) -> None:
    (line,) = [line for line in my_work(hoa).lines if line.code == WorkCode.NOT_HANDED_IN]
    assert line.values == {"number": 3, "of": 3}
    assert codes(quan) == [] and codes(phu) == []


def test_points_at_risk_by_day(running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit) -> None:
    (done,) = points_at_risk(nam_nung)
    assert (done.state, done.done_on, done.loss) == (RiskState.DONE, date(2026, 1, 20), Decimal(0))
    (lost,) = points_at_risk(dak_wil)
    assert (lost.state, lost.loss) == (RiskState.LOST, Decimal(1))
    (ahead,) = points_at_risk(dak_wil, following_year=True)
    assert (ahead.state, ahead.day, ahead.loss, ahead.days_left) == (
        RiskState.AT_RISK,
        date(2027, 1, 31),
        Decimal(1),
        52,
    )
    assert risks_of_round(running) == []
    with clock.stopped_at(at(10, 1)):
        (risk,) = risks_of_round(running)
        assert (risk.day, risk.units, risk.loss) == (date(2027, 1, 31), 3, Decimal(3))


def test_the_calendar_page_says_what_is_lost_when(
    running: Round, nam_nung: RoundUnit, lan: User, nga: User, signed_in: SignedIn
) -> None:
    address = reverse("assessments:points_calendar", args=[running.public_id, nam_nung.unit.public_id])
    shown = signed_in(lan).get(address).content.decode()
    assert "Mất 1,000 điểm nếu chưa hoàn thành đến hết ngày 31/01/2027" in shown
    assert "Đã hoàn thành ngày 20/01/2026" in shown
    for words, points in (("Còn giữ được năm 2026", "0,000"), ("Còn giữ được năm 2027", "1,000")):
        assert shown.split(words)[1].split("</dd>")[0].endswith(points), "each year’s headline sums its own rows"
    assert signed_in(nga).get(address).status_code == 403


def test_a_day_that_comes_soon_is_work(running: Round, lan: User) -> None:
    with clock.stopped_at(at(10, 1)):
        (line,) = [line for line in my_work(lan).lines if line.code == WorkCode.AT_RISK]
        assert line.due_text == "31/01/2027" and "1.1.1 Ban hành kế hoạch đúng hạn" in line.title


def test_the_page_of_every_role_opens(running: Round, signed_in: SignedIn, request: pytest.FixtureRequest) -> None:
    for name in ("lan", "thinh", "minh", "hoa", "phu", "ngan", "long", "quan"):
        person: User = request.getfixturevalue(name)
        answer = signed_in(person).get(reverse("dashboards:my_work"))
        assert answer.status_code == 200 and "Việc của tôi" in answer.content.decode(), name


def test_the_page_is_filtered_by_kind(running: Round, lan: User, hoa: User, signed_in: SignedIn) -> None:
    with clock.stopped_at(at(12, 1)):
        allow_objections(actor=hoa, round_=running, allowed=True)
        client, address = signed_in(lan), reverse("dashboards:my_work")
        whole, sheet = (client.get(address + query).content.decode() for query in ("", "?loai=sheet"))
        assert "Xem kết quả các đơn vị cùng cụm" in whole and "Phiếu chưa nộp" in whole
        assert "Xem kết quả các đơn vị cùng cụm" not in sheet and "Phiếu chưa nộp" in sheet


def test_every_work_has_its_kind_and_words() -> None:
    for code in WorkCode:
        assert say(f"work_kind.{KINDS[code]}") and say(code.value.replace("work.", "work_act."))


def test_what_others_did_to_my_rows(
    running: Round, nam_nung: RoundUnit, tasks: NodeRow, lan: User, minh: User, nga: User, signed_in: SignedIn
) -> None:
    with clock.stopped_at(at(12, 1)):
        handed_in(nam_nung)
        request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu căn cứ")
        newest = recent(lan)[0]
        assert (newest.who, newest.what, newest.place) == (minh.full_name, "Yêu cầu giải trình", "Xã Nâm Nung")
        assert signed_in(lan).get(newest.address).status_code == 200
        assert all(row.place != "Xã Nâm Nung" for row in recent(nga))
        assert "Yêu cầu giải trình" in signed_in(lan).get(reverse("dashboards:my_work")).content.decode()


def test_who_scores_blindly_hears_nothing_of_the_round_and_his_own_acts_lead_to_no_refusal(
    running: Round, nam_nung: RoundUnit, tasks: NodeRow, hoa: User, minh: User, ngan: User, signed_in: SignedIn
) -> None:
    with clock.stopped_at(at(12, 1)):
        handed_in(nam_nung)
        request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu căn cứ")
        for person in (hoa, ngan):
            assert [row.what for row in recent(person) if row.who == minh.full_name] == ["Yêu cầu giải trình"]
        AppraisalAssignment.objects.create(round=running, person=ngan, blind=True)
        assert all(row.who != minh.full_name for row in recent(ngan))
        AppraisalAssignment.objects.create(round=running, person=minh, blind=True)
        for each in (*recent(minh), *done(minh)):
            assert not each.address or signed_in(minh).get(each.address).status_code == 200, each.address


def test_signing_in_leads_to_my_work_and_the_navigation_counts_it(
    running: Round, lan: User, signed_in: SignedIn
) -> None:
    assert reverse("dashboards:my_work") == "/viec-cua-toi/"
    client = signed_in(lan)
    client.get(reverse("dashboards:my_work"))
    assert remembered_work(lan) == 3
    assert '<span class="waiting">3</span>' in client.get(reverse("dashboards:overview")).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_leaves(
    running: Round, lan: User, django_assert_max_num_queries: object
) -> None:
    my_work(lan)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        my_work(lan)
