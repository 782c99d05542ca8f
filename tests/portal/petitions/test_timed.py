"""The timetable reminds of petitions in the morning and forgets petitioners at night."""

from __future__ import annotations

from datetime import timedelta

from tests.portal.petitions.conftest import BINH, at, new

from parindex.portal.accounts.models import User
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.receive_petitions import receive_petitions
from parindex.portal.petitions.models import Petition, Petitioner
from parindex.portal.platform import clock
from parindex.portal.platform.models import Notification, TimedWork
from parindex.portal.site import schedule


def test_both_really_fire(petition: Petition, lan: User) -> None:
    receive_petitions(actor=lan, unit=petition.unit, rows=[new(person=BINH)])
    handle_petition(actor=lan, petition=petition, handling=Handling(Act.REFUSE, text="Trùng nội dung"))
    morning = at("2027-11-22 00:00")
    with clock.stopped_at(morning):
        schedule.run_due()  # takes note of the first moments
    with clock.stopped_at(morning + timedelta(hours=7, minutes=20)):
        assert {"remind_of_petitions", "forget_petitioners"} <= set(schedule.run_due())
    assert not TimedWork.objects.exclude(problem="").filter(name__contains="petition").exists()
    assert Notification.objects.filter(person=lan, code="petitions.late").exists()
    assert Petitioner.objects.get(petition=petition).full_name == ""
    assert Petitioner.objects.exclude(petition=petition).get().full_name == BINH.full_name
