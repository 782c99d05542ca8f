"""Accepted tasks and targets become lines of the unit's annual plan, once; each leads back to its passage."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import as_word
from tests.portal.intake.test_deciding import card, decide

from parindex.portal.accounts.models import User
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.correct_item import correct_item
from parindex.portal.intake.actions.decide_items import ItemAnswer
from parindex.portal.intake.actions.make_plan_lines import make_plan_lines
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.organisations.models import Alias
from parindex.portal.plans.actions import LineWords, add_plan_lines, issue_plan
from parindex.portal.plans.models import Plan, PlanLine
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

PLAN = """ỦY BAN NHÂN DÂN
XÃ NÂM NUNG
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Nâm Nung, ngày 15 tháng 6 năm 2026

KẾ HOẠCH
Cải cách hành chính năm 2027

I. MỤC TIÊU
1. Phấn đấu tỷ lệ hồ sơ trả đúng hạn đạt từ 98% trở lên.

II. NHIỆM VỤ
1. Văn phòng HĐND và UBND xã chủ trì, phối hợp với Phòng Kinh tế rà soát thủ tục hành chính, hoàn thành trước ngày 30/9/2027.

Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Y Thịnh Niê
"""  # noqa: E501 - paragraphs of a document


@pytest.fixture
def report(places: Places, lan: User) -> Intake:
    """A plan as Word, read."""
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="ke-hoach.docx", content=as_word(PLAN))
    return read_document(intake=intake)


def accepted(intake: Intake, lan: User) -> Intake:
    """The card confirmed, tasks and targets accepted."""
    intake = confirm_card(actor=lan, intake=intake, card=card())
    items = intake.items.filter(kind__in=["task", "target"])
    assert set(decide(lan, intake, ItemAnswer.ACCEPT, *items)) == {""}
    return intake


def test_tasks_and_targets_become_lines_that_lead_back(report: Intake, lan: User) -> None:
    assert not Plan.objects.exists()
    made = make_plan_lines(actor=lan, intake=accepted(report, lan), year=2027)
    assert (made.plan.year, made.plan.state, made.written, made.stood) == (2027, "draft", 2, 0)
    assert made.plan.title == "Kế hoạch cải cách hành chính năm 2027 của Xã Nâm Nung"
    target, task = made.plan.lines.all()
    assert "rà soát thủ tục hành chính" in task.task
    assert (task.lead, task.cooperating) == ("Văn phòng HĐND và UBND xã", "Phòng Kinh tế")
    assert task.due == date(2027, 9, 30)
    assert (target.task, target.target) == ("", "Phấn đấu tỷ lệ hồ sơ trả đúng hạn đạt từ 98% trở lên")
    assert task.source_title.startswith("45/BC-UBND") and "rà soát thủ tục" in task.passage
    item = ReadingItem.objects.get(plan_line=task)
    assert item.state == "used" and task.source_address.endswith(f"#L{item.line}")
    assert AuditEntry.objects.get(action="intake.make_plan_lines").references == {
        "plan": made.plan.public_id,
        "lines": 2,
    }


def test_the_lead_is_known_by_the_alias_of_its_unit(report: Intake, places: Places, lan: User) -> None:
    report = accepted(report, lan)
    Alias.objects.create(unit=places.nam_nung, text="UBND xã ta", folded="ubnd xa ta")
    item = report.items.select_related("intake__unit").get(kind="task")
    correct_item(actor=lan, item=item, values={**item.told, "lead": "UBND xã ta"}, row_version=item.row_version)
    make_plan_lines(actor=lan, intake=report, year=2027)
    line = PlanLine.objects.get(lead="UBND xã ta")
    assert line.lead_unit == places.nam_nung


def test_nothing_is_doubled_when_the_same_document_is_read_twice(report: Intake, places: Places, lan: User) -> None:
    make_plan_lines(actor=lan, intake=accepted(report, lan), year=2027)
    with pytest.raises(ActionRefused) as refused:
        make_plan_lines(actor=lan, intake=report, year=2027)
    assert refused.value.code == "intake.no_tasks"
    again = take_in_document(actor=lan, unit=places.nam_nung, name="ke-hoach.txt", content=PLAN.encode())
    again = accepted(read_document(intake=again), lan)
    made = make_plan_lines(actor=lan, intake=again, year=2027)
    assert (made.written, made.stood, PlanLine.objects.count()) == (0, 2, 2)
    line = PlanLine.objects.exclude(task="").get()
    assert [each.plan_line for each in again.items.filter(kind="task")] == [line]


def test_what_nobody_accepted_is_no_line(report: Intake, lan: User) -> None:
    report = confirm_card(actor=lan, intake=report, card=card())
    decide(lan, report, ItemAnswer.REJECT, *report.items.filter(kind="target"))
    decide(lan, report, ItemAnswer.ACCEPT, *report.items.filter(kind="task"))
    assert make_plan_lines(actor=lan, intake=report, year=2027).written == 1
    assert not PlanLine.objects.exclude(target="").exists()


def test_refused_to_whom_and_when(report: Intake, lan: User, phu: User, quan: User) -> None:
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            make_plan_lines(actor=person, intake=report, year=2027)
    decide(lan, report, ItemAnswer.ACCEPT, *report.items.filter(kind="task"))
    with pytest.raises(ActionRefused) as refused:
        make_plan_lines(actor=lan, intake=report, year=2027)
    assert refused.value.code == "intake.card_missing_for_plan"
    report = confirm_card(actor=lan, intake=report, card=card())
    with pytest.raises(ActionRefused) as refused:
        make_plan_lines(actor=lan, intake=report, year=27)
    assert refused.value.code == "intake.year_unlikely"
    assert not Plan.objects.exists()


def test_an_issued_plan_stays_and_a_new_draft_takes_the_lines(report: Intake, lan: User) -> None:
    report = accepted(report, lan)
    task = report.items.filter(kind="task")
    decide(lan, report, ItemAnswer.TAKE_BACK, *report.items.filter(kind="target"))
    first = make_plan_lines(actor=lan, intake=report, year=2027).plan
    issue_plan(actor=lan, plan=first, number="12/KH-UBND", issued_on=clock.today())
    with pytest.raises(ActionRefused) as refused:
        add_plan_lines(actor=lan, plan=first, lines=[LineWords(task="Thêm")])
    assert refused.value.code == "plans.no_longer_draft"
    decide(lan, report, ItemAnswer.ACCEPT, *report.items.filter(kind="target"))
    second = make_plan_lines(actor=lan, intake=report, year=2027).plan
    assert second != first and (first.lines.count(), second.lines.count(), task.count()) == (1, 1, 1)


def test_the_pages_lead_there_and_back(report: Intake, lan: User, phu: User, signed_in: SignedIn) -> None:
    report = accepted(report, lan)
    browser, page = signed_in(lan), reverse("intake:intake", args=[report.public_id])
    assert "Đưa 2 nhiệm vụ, chỉ tiêu đã nhận vào kế hoạch" in browser.get(f"{page}?muc=nhiem-vu").content.decode()
    address = reverse("intake:plan", args=[report.public_id])
    assert signed_in(phu).post(address, {"year": "2027", "muc": "nhiem-vu"}).status_code == 403
    browser = signed_in(lan)
    assert browser.post(address, {"year": "", "muc": "nhiem-vu"})["Location"].startswith(page)
    sent = browser.post(address, {"year": "2027", "muc": "nhiem-vu"}, follow=True)
    plan = Plan.objects.get()
    assert sent.redirect_chain == [(reverse("plans:plan", args=[plan.public_id]), 302)]
    shown = sent.content.decode()
    assert "Đã thêm 2 dòng" in shown and "30/9/2027" in shown and f"{page}?muc=nhiem-vu" in shown
    back = browser.get(f"{page}?muc=nhiem-vu").content.decode()
    assert "Đã đưa vào:" in back and reverse("plans:plan", args=[plan.public_id]) in back
    assert plan.title in browser.get(reverse("plans:list")).content.decode()
