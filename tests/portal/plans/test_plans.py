"""Plans: drafted, changed line by line, issued, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.plans.actions import LineWords, draft_plan, issue_plan, save_plan_line, withdraw_plan
from parindex.portal.plans.models import Plan, PlanKind
from parindex.portal.plans.permissions import visible_to
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Event
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed


@pytest.fixture
def plan(places: Places, lan: User) -> Plan:
    return draft_plan(
        actor=lan,
        kind=PlanKind.ANNUAL,
        unit=places.nam_nung,
        year=2027,
        title="Kế hoạch CCHC năm 2027",
        lines=[LineWords(task="Kiểm tra 08/08 đơn vị", product="Báo cáo", due=date(2027, 9, 30))],
    )


def test_a_line_is_changed_and_audited(plan: Plan, lan: User) -> None:
    line = plan.lines.get()
    saved = save_plan_line(actor=lan, line=line, words=LineWords(task="Kiểm tra đủ", lead="Văn phòng"), row_version=1)
    assert (saved.task, saved.lead, saved.due, saved.row_version) == ("Kiểm tra đủ", "Văn phòng", None, 2)
    assert AuditEntry.objects.filter(stream=f"plan:{plan.public_id}").count() == 2


def test_a_second_person_overwrites_nothing(plan: Plan, lan: User, thinh: User) -> None:
    line = plan.lines.get()
    save_plan_line(actor=lan, line=line, words=LineWords(task="Của Lan"), row_version=1)
    with pytest.raises(Conflict):
        save_plan_line(actor=thinh, line=line, words=LineWords(task="Của Thịnh"), row_version=1)
    line.refresh_from_db()
    assert line.task == "Của Lan"


def test_strangers_and_leaders_do_not_write(plan: Plan, quan: User, phu: User) -> None:
    for person in (quan, phu):
        with pytest.raises(NotAllowed):
            save_plan_line(actor=person, line=plan.lines.get(), words=LineWords(task="x"), row_version=1)
    assert (visible_to(quan).count(), visible_to(phu).count()) == (0, 1)


def test_an_issued_plan_stays(plan: Plan, thinh: User) -> None:
    with pytest.raises(ActionRefused, match="number_missing"):
        issue_plan(actor=thinh, plan=plan, number=" ", issued_on=clock.today())
    with pytest.raises(ActionRefused, match="in_the_future"):
        issue_plan(actor=thinh, plan=plan, number="12", issued_on=clock.today() + timedelta(days=1))
    issued = issue_plan(actor=thinh, plan=plan, number="12", issued_on=clock.today())
    assert (issued.state, issued.number) == ("issued", "12")
    assert Event.objects.filter(kind="plans.plan_issued", subject=plan.public_id).exists()
    with pytest.raises(ActionRefused, match="no_longer_draft"):
        save_plan_line(actor=thinh, line=plan.lines.get(), words=LineWords(task="x"), row_version=1)
    with pytest.raises(ActionRefused, match="no_longer_draft"):
        issue_plan(actor=thinh, plan=plan, number="13", issued_on=clock.today())


def test_withdrawing_needs_a_reason_and_happens_once(plan: Plan, lan: User) -> None:
    with pytest.raises(ActionRefused, match="reason_missing"):
        withdraw_plan(actor=lan, plan=plan, because="")
    assert withdraw_plan(actor=lan, plan=plan, because="Thay bằng kế hoạch khác").state == "withdrawn"
    with pytest.raises(ActionRefused, match="already_withdrawn"):
        withdraw_plan(actor=lan, plan=plan, because="nữa")


def test_a_line_is_put_right_on_the_page_of_the_plan(plan: Plan, lan: User, signed_in: SignedIn) -> None:
    line, browser, address = plan.lines.get(), signed_in(lan), f"/ke-hoach-nam/{plan.public_id}/"
    assert f"?sua={line.public_id}" in browser.get(address).content.decode()
    form = browser.get(f"{address}?sua={line.public_id}").content.decode()
    assert "Kiểm tra 08/08 đơn vị" in form and "30/09/2027" in form
    typed = {"task": "Kiểm tra đủ", "lead": "Ủy ban nhân dân xã Nâm Nung", "product": "Báo cáo kiểm tra"}
    typed |= {"due": "15/10/2027", "row_version": "1"}
    saved = browser.post(f"{address}dong/{line.public_id}/", typed, follow=True)
    assert "Đã lưu dòng." in saved.content.decode() and "15/10/2027" in saved.content.decode()
    line.refresh_from_db()
    assert (line.task, line.product, line.due) == ("Kiểm tra đủ", "Báo cáo kiểm tra", date(2027, 10, 15))
    entry = AuditEntry.objects.get(action="plans.save_plan_line")
    assert entry.actor_id == lan.pk and entry.subject == line.public_id


def test_two_people_at_one_line_of_the_page(plan: Plan, lan: User, thinh: User, signed_in: SignedIn) -> None:
    line, address = plan.lines.get(), f"/ke-hoach-nam/{plan.public_id}/"
    save_plan_line(actor=thinh, line=line, words=LineWords(task="Của Thịnh"), row_version=1)
    answer = signed_in(lan).post(f"{address}dong/{line.public_id}/", {"task": "Của Lan", "row_version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Của Thịnh" in page and "Của Lan" in page and "Người khác vừa sửa" in page
    nothing = signed_in(lan).post(f"{address}dong/{line.public_id}/", {"task": " ", "row_version": "2"})
    assert nothing.status_code == 422 and "phải có nhiệm vụ hoặc chỉ tiêu" in nothing.content.decode()
    line.refresh_from_db()
    assert line.task == "Của Thịnh"


def test_the_page_offers_it_to_nobody_else(plan: Plan, thinh: User, phu: User, quan: User, signed_in: SignedIn) -> None:
    line, address = plan.lines.get(), f"/ke-hoach-nam/{plan.public_id}/"
    typed = {"task": "x", "row_version": "1"}
    assert "sua=" not in signed_in(phu).get(address).content.decode()
    assert signed_in(phu).post(f"{address}dong/{line.public_id}/", typed).status_code == 403
    assert signed_in(quan).post(f"{address}dong/{line.public_id}/", typed).status_code == 404
    issue_plan(actor=thinh, plan=plan, number="12", issued_on=clock.today())
    assert "sua=" not in signed_in(thinh).get(address).content.decode()
    refused = signed_in(thinh).post(f"{address}dong/{line.public_id}/", typed)
    assert refused.status_code == 422 and "không còn là bản nháp" in refused.content.decode()


def test_the_unit_that_leads_follows_the_name(plan: Plan, places: Places, lan: User) -> None:
    line = plan.lines.get()
    name = version_on(places.nam_nung).name
    line = save_plan_line(actor=lan, line=line, words=LineWords(task="x", lead=name), row_version=1)
    assert line.lead_unit == places.nam_nung
    said = LineWords(task="x", lead=f"UBND {name.lower()}")
    assert save_plan_line(actor=lan, line=line, words=said, row_version=2).lead_unit == places.nam_nung
    line = save_plan_line(actor=lan, line=line, words=LineWords(task="x", lead="Văn phòng"), row_version=3)
    assert line.lead_unit is None
