"""A draft of an annual plan: a line or all of it deleted, written out as a document, a sentence is one line."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import as_word
from tests.portal.intake.test_deciding import card, decide
from tests.portal.intake.test_into_plans import PLAN, accepted

from parindex.portal.accounts.models import User
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.decide_items import ItemAnswer
from parindex.portal.intake.actions.drop_plan_lines import drop_plan_draft, drop_plan_line
from parindex.portal.intake.actions.make_plan_lines import PlannedItems, make_plan_lines
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import ReadingItem
from parindex.portal.plans.actions import issue_plan, join_target
from parindex.portal.plans.models import Plan, PlanLine
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.reports.actions.draft_from_plan import draft_from_plan

BOTH = PLAN.replace(
    "II. NHIỆM VỤ\n",
    "II. NHIỆM VỤ\n2. Phòng Kinh tế chủ trì nâng tỷ lệ hồ sơ nộp trực tuyến đạt từ 80% trở lên, hoàn thành trước ngày "
    "30/11/2027.\n",
)


def made_of(text: str, places: Places, lan: User) -> PlannedItems:
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="ke-hoach.docx", content=as_word(text))
    return make_plan_lines(actor=lan, intake=accepted(read_document(intake=intake), lan), year=2027)


@pytest.fixture
def plan(places: Places, lan: User) -> Plan:
    """A draft with a target and a task."""
    return made_of(PLAN, places, lan).plan


def test_a_line_goes_and_its_reading_waits_again(plan: Plan, lan: User) -> None:
    line = plan.lines.exclude(task="").get()
    drop_plan_line(actor=lan, line=line, row_version=line.row_version)
    assert plan.lines.count() == 1
    item = ReadingItem.objects.get(kind="task")
    assert (item.state, item.plan_line) == ("accepted", None)
    assert AuditEntry.objects.get(action="plans.delete_plan_line").subject == line.public_id
    again = make_plan_lines(actor=lan, intake=item.intake, year=2027)
    assert (again.plan, again.written) == (plan, 1)


def test_the_whole_draft_goes(plan: Plan, lan: User) -> None:
    public_id = plan.public_id
    drop_plan_draft(actor=lan, plan=plan)
    assert not Plan.objects.exists() and not PlanLine.objects.exists()
    assert set(ReadingItem.objects.filter(kind__in=["task", "target"]).values_list("state", flat=True)) == {"accepted"}
    assert AuditEntry.objects.get(action="plans.delete_draft").references == {"lines": 2}
    assert AuditEntry.objects.filter(stream=f"plan:{public_id}").count() > 1


def test_it_is_refused_to_others_to_late_comers_and_for_what_was_issued(
    plan: Plan, lan: User, phu: User, quan: User
) -> None:
    line = plan.lines.exclude(task="").get()
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            drop_plan_line(actor=person, line=line, row_version=line.row_version)
        with pytest.raises(NotAllowed):
            drop_plan_draft(actor=person, plan=plan)
    with pytest.raises(Conflict):
        drop_plan_line(actor=lan, line=line, row_version=line.row_version + 1)
    issue_plan(actor=lan, plan=plan, number="12/KH-UBND", issued_on=clock.today())
    with pytest.raises(ActionRefused):
        drop_plan_line(actor=lan, line=line, row_version=line.row_version)
    with pytest.raises(ActionRefused):
        drop_plan_draft(actor=lan, plan=plan)
    assert plan.lines.count() == 2
    assert set(ReadingItem.objects.filter(kind__in=["task", "target"]).values_list("state", flat=True)) == {"used"}


def test_one_sentence_with_target_and_deadline_is_one_line(places: Places, lan: User) -> None:
    made = made_of(BOTH, places, lan)
    line = made.plan.lines.get(lead="Phòng Kinh tế")
    assert "hồ sơ nộp trực tuyến" in line.task and "80%" in line.target and line.due is not None
    assert (made.joined, made.written, made.plan.lines.count()) == (1, 3, 3)
    assert {each.kind for each in ReadingItem.objects.filter(plan_line=line)} == {"task", "target"}


def test_a_target_accepted_later_goes_into_the_line_of_its_task(
    places: Places, lan: User, phu: User, signed_in: SignedIn
) -> None:
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="ke-hoach.docx", content=as_word(BOTH))
    intake = confirm_card(actor=lan, intake=read_document(intake=intake), card=card())
    tasks, targets = (list(intake.items.filter(kind=kind).order_by("line")) for kind in ("task", "target"))
    assert set(decide(lan, intake, ItemAnswer.ACCEPT, *tasks)) == {""}
    plan = make_plan_lines(actor=lan, intake=intake, year=2027).plan
    line = plan.lines.get(lead="Phòng Kinh tế")
    assert line.target == "" and plan.lines.count() == 2
    assert set(decide(lan, intake, ItemAnswer.ACCEPT, *targets)) == {""}
    with pytest.raises(NotAllowed):
        make_plan_lines(actor=phu, intake=intake, year=2027)
    address = reverse("intake:plan", args=[intake.public_id])
    page = signed_in(lan).post(address, {"year": "2027", "muc": "chi-tieu"}, follow=True).content.decode()
    assert "1 chỉ tiêu nằm chung dòng với nhiệm vụ" in page
    before, line = line.row_version, plan.lines.get(lead="Phòng Kinh tế")
    assert "80%" in line.target and line.row_version == before + 1
    assert plan.lines.count() == 3, "the target of no task stands alone"
    assert {each.kind for each in ReadingItem.objects.filter(plan_line=line)} == {"task", "target"}
    assert AuditEntry.objects.get(action="plans.join_target").subject == line.public_id
    assert join_target(actor=lan, line=line, target=line.target).row_version == line.row_version, "said once"


def test_a_target_is_joined_by_who_writes_and_into_a_draft_only(plan: Plan, lan: User, phu: User) -> None:
    line = plan.lines.exclude(task="").get()
    with pytest.raises(NotAllowed):
        join_target(actor=phu, line=line, target="Đạt 100%")
    assert join_target(actor=lan, line=line, target="Đạt 100%").target == "Đạt 100%"
    assert join_target(actor=lan, line=line, target="Đạt 90%").target == "Đạt 100%; Đạt 90%"
    issue_plan(actor=lan, plan=plan, number="12/KH-UBND", issued_on=clock.today())
    with pytest.raises(ActionRefused):
        join_target(actor=lan, line=line, target="Khác")


def test_a_plan_is_written_out_as_a_document(plan: Plan, lan: User, phu: User) -> None:
    with pytest.raises(NotAllowed):
        draft_from_plan(actor=phu, plan=plan)
    draft = draft_from_plan(actor=lan, plan=plan)
    assert (draft.kind, draft.unit, draft.subject) == ("plan", plan.unit, "Cải cách hành chính năm 2027")
    target, task = [row.split("\t") for row in draft.head["annex"].split("\n")]
    assert target[:3] == ["1", "Phấn đấu tỷ lệ hồ sơ trả đúng hạn đạt từ 98% trở lên", "(chưa phân công)"]
    assert task[0] == "2" and task[2:] == ["Văn phòng HĐND và UBND xã", "Phòng Kinh tế", "", "30/09/2027"]
    plan.lines.all().update(task="", target="")
    drop = plan.lines.all()
    ReadingItem.objects.filter(plan_line__in=drop).update(plan_line=None)
    drop.delete()
    with pytest.raises(ActionRefused) as refused:
        draft_from_plan(actor=lan, plan=plan, anew=True)
    assert refused.value.code == "reports.plan_without_lines"


def test_a_plan_whose_document_is_open_gets_a_further_one_only_when_asked(
    plan: Plan, lan: User, phu: User, signed_in: SignedIn
) -> None:
    browser, out = signed_in(lan), reverse("reports:from_plan", args=[plan.public_id])
    first = browser.post(out)["Location"]
    assert browser.post(out)["Location"] == first
    page = browser.get(first).content.decode()
    assert "đã có văn bản đang soạn" in page and plan.title in page and "Lập thêm bản mới từ kế hoạch" in page
    with pytest.raises(ActionRefused) as refused:
        draft_from_plan(actor=lan, plan=plan)
    assert refused.value.code == "reports.plan_draft_open"
    assert plan.drafts.count() == AuditEntry.objects.filter(action="reports.create_draft").count() == 1
    further = browser.post(out, {"anew": "1"})["Location"]
    assert further != first and browser.post(out)["Location"] == further
    assert signed_in(phu).post(out).status_code == 403
    drop_plan_draft(actor=lan, plan=plan)  # the documents stay
    assert browser.get(further).status_code == 200


def test_the_page_leads_to_all_three(plan: Plan, lan: User, phu: User, signed_in: SignedIn) -> None:
    browser, address = signed_in(lan), reverse("plans:plan", args=[plan.public_id])
    line = plan.lines.exclude(task="").get()
    drop = reverse("intake:drop_line", args=[plan.public_id, line.public_id])
    out, whole = (reverse(name, args=[plan.public_id]) for name in ("reports:from_plan", "intake:drop_draft"))
    page = browser.get(address).content.decode()
    assert all(f'action="{each}"' in page for each in (drop, out, whole))
    written = browser.post(out)
    assert written.status_code == 302 and "reports" not in written["Location"]
    word = browser.get(written["Location"] + "word/")
    assert word.status_code == 200, word.content.decode().split("message error")[1][:300]
    assert word.content[:2] == b"PK"
    assert browser.post(drop, {"row_version": "1"}).status_code == 302
    assert browser.post(drop, {"row_version": "1"}).status_code == 404
    assert browser.post(whole).status_code == 302 and not Plan.objects.exists()


def test_who_only_reads_sees_no_buttons(plan: Plan, phu: User, signed_in: SignedIn) -> None:
    page = signed_in(phu).get(reverse("plans:plan", args=[plan.public_id])).content.decode().split("<main")[1]
    assert "<button" not in page and "Bản nháp. Người lập kế hoạch" in page
