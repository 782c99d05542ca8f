"""Reminders fire before each end and escalate after it, once, by the timetable; a broken one stops no other."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from tests.portal.conftest import Places, SignedIn, _holder
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import extend_stage
from parindex.portal.assessments.actions.remind_of_stages import SomeNotReminded
from parindex.portal.assessments.actions.remind_of_stages import remind_of_stages as run
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Sheet, Thread, ThreadState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock, notifications
from parindex.portal.platform.models import AuditEntry, Notification, TimedWork
from parindex.portal.site import schedule


def told(moment: datetime) -> list[tuple[str, str]]:
    """(user name, code) of what the run at this moment tells."""
    last = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with clock.stopped_at(moment):
        run()
    rows = Notification.objects.filter(pk__gt=last).order_by("person__username", "code")
    return list(rows.values_list("person__username", "code"))


def test_the_self_assessment_is_reminded_at_seven_three_and_one_days(
    running: Round, lan: User, thinh: User, nga: User
) -> None:
    everyone = [(name, "reminder.self_assessment") for name in ("lan", "nga", "thinh")]
    assert told(at(8, 12, 2026)) == [], "eight days before"
    assert told(at(9, 12, 2026, hour=8)) == everyone
    assert told(at(9, 12, 2026, hour=9)) == [], "not twice"
    assert told(at(12, 12, 2026)) == [], "between the days"
    assert told(at(13, 12, 2026, hour=8)) == everyone
    assert told(at(15, 12, 2026, hour=8)) == everyone


def test_after_the_end_the_head_and_the_coordinator_hear_of_it_once(
    running: Round, nam_nung: RoundUnit, lan: User, thinh: User, hoa: User
) -> None:
    assert told(at(16, 12, 2026, hour=8)) == [("hoa", "escalated.round"), ("thinh", "escalated.unit")]
    summary = Notification.objects.get(person=hoa)
    assert summary.values["number"] == 3
    assert told(at(17, 12, 2026)) == []
    audited = AuditEntry.objects.get(action="assessments.remind_stage", subject=nam_nung.unit.public_id)
    assert audited.references == {"code": "escalated.unit", "stage": "self_assessment", "told": 1}


def test_who_has_handed_in_or_has_more_time_is_left_alone(
    running: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, lan: User, thinh: User, nga: User, hoa: User
) -> None:
    sheet = Sheet.objects.get(round_unit=nam_nung)
    sheet.hand_in()
    sheet.save()
    extend_stage(
        actor=hoa, round_unit=dak_wil, stage=RoundStage.SELF_ASSESSMENT, until=at(19, 12, 2026), reason="mất điện"
    )
    assert told(at(15, 12, 2026, hour=8)) == [("nga", "reminder.self_assessment")], "her own end is in four days"
    assert told(at(16, 12, 2026, hour=8)) == [("hoa", "escalated.round"), ("nga", "reminder.self_assessment")]
    assert Notification.objects.get(person=hoa).values["units"] == "Phường Phước Hội"


def test_explanations_are_reminded_and_escalated(
    running: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User, lan: User, thinh: User, nga: User, hoa: User
) -> None:
    handed_in(nam_nung)
    assert told(at(11, 1, hour=8)) == [("hoa", "escalated.office")], "its appraisal is late"
    with clock.stopped_at(at(12, 1)):
        request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu căn cứ")
    assert told(at(17, 1, hour=8)) == [("lan", "reminder.explanation"), ("thinh", "reminder.explanation")]
    assert told(at(18, 1, hour=8)) == [("hoa", "escalated.round"), ("thinh", "escalated.unit")]


def test_appraisers_are_reminded_and_the_coordinator_hears_when_they_are_late(
    running: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User, hoa: User
) -> None:
    for sheet in Sheet.objects.filter(round_unit__round=running):
        sheet.hand_in()
        sheet.save()
    assert told(at(9, 1)) == [("minh", "reminder.appraisal_1")]
    assert told(at(11, 1, hour=8)) == [("hoa", "escalated.office")]
    with clock.stopped_at(at(12, 1)):
        thread = request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu căn cứ")
        Thread.objects.filter(pk=thread.pk).update(state=ThreadState.ANSWERED)
    assert told(at(29, 1, hour=8)) == [("minh", "reminder.appraisal_2")]


def test_the_council_is_reminded(running: Round, places: Places) -> None:
    _holder("kim", "Đặng Kim", "council_member", places.province, places.province, "hội đồng")
    assert ("kim", "reminder.council") in told(at(5, 2, hour=8))


def test_one_broken_unit_stops_no_other(
    running: Round, nam_nung: RoundUnit, lan: User, nga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module(run.__module__)
    sound = module._undone

    def broken(member: RoundUnit, stage: RoundStage) -> int:
        if member.pk == nam_nung.pk:
            raise RuntimeError("hàng hỏng")
        number: int = sound(member, stage)
        return number

    monkeypatch.setattr(module, "_undone", broken)
    with clock.stopped_at(at(15, 12, 2026, hour=8)), pytest.raises(SomeNotReminded, match="hàng hỏng"):
        run()
    assert list(Notification.objects.values_list("person__username", flat=True)) == ["nga"]


def test_the_timetable_fires_reminders_and_mail(running: Round, lan: User) -> None:
    with clock.stopped_at(at(14, 12, 2026, hour=9)):
        schedule.run_due()
        assert not Notification.objects.exists(), "due for the first time tomorrow at 7:30"
    with clock.stopped_at(at(15, 12, 2026, hour=8)):
        ran = schedule.run_due()
    assert {"remind_of_stages", "send_mail"} <= set(ran)
    assert TimedWork.objects.get(name="remind_of_stages").problem == ""
    (sent,) = mail.outbox
    assert sent.to == [lan.email]
    assert sent.subject == "Nhắc nộp phiếu tự đánh giá, hạn 15/12/2026 23:59"
    assert "Xã Nâm Nung chưa nộp phiếu tự đánh giá" in sent.body and "/dot-danh-gia/" in sent.body


def test_mail_is_sent_once_and_a_failure_is_tried_again(
    running: Round, lan: User, nga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (lan, nga):
        notifications.tell(
            person,
            key="k",
            code="reminder.self_assessment",
            values={"title": "Đợt", "unit": "Xã", "ends": "15/12/2026"},
        )
    sound = EmailMessage.send

    def refuses_lan(message: EmailMessage, fail_silently: bool = False) -> int:
        if message.to == [lan.email]:
            raise OSError("hộp thư đầy")
        return sound(message, fail_silently)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuses_lan)
        assert notifications.send_waiting() == 1
    assert Notification.objects.get(person=lan).mail_problem == "hộp thư đầy"
    assert notifications.send_waiting() == 1
    assert notifications.send_waiting() == 0
    assert [message.to for message in mail.outbox] == [[nga.email], [lan.email]]


def test_what_is_too_old_is_not_mailed(running: Round, lan: User) -> None:
    notifications.tell(lan, key="k", code="reminder.council", values={"title": "Đợt", "ends": "hôm qua"})
    with clock.stopped_at(clock.now() + timedelta(days=4)):
        assert notifications.send_waiting() == 0


def test_a_reminder_stands_in_the_page(running: Round, lan: User, signed_in: SignedIn) -> None:
    with clock.stopped_at(at(15, 12, 2026, hour=8)):
        run()
        assert "Xã Nâm Nung chưa nộp phiếu tự đánh giá" in signed_in(lan).get("/viec-cua-toi/").content.decode()
