"""Plans: drafted, changed line by line, issued, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
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
