"""Timed work runs when it is due, once, and goes on after a failure."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest import MonkeyPatch

from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditSeal, TimedWork
from parindex.portal.site import schedule
from parindex.portal.site.schedule import Timed

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 12, 11, 15, tzinfo=UTC)  # 22:00 in Vietnam


def test_the_audit_is_sealed_after_midnight() -> None:
    with clock.stopped_at(EVENING):
        audit.record(stream="unit:a", action="tests.act", subject="s", actor=None)
        assert schedule.run_due() == []  # takes note of the first moments
    with clock.stopped_at(EVENING + timedelta(hours=3)):
        assert "seal_audit" in schedule.run_due()
        assert schedule.run_due() == []
    seal = AuditSeal.objects.get()
    assert (seal.day.isoformat(), seal.entries) == ("2026-12-11", 1)


def test_work_that_breaks_is_noted_and_runs_again(monkeypatch: MonkeyPatch) -> None:
    ran: list[str] = []

    def break_once() -> None:
        ran.append("x")
        if len(ran) == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(schedule, "TIMED", (Timed("tests", break_once, schedule.every(5)),))
    problems = []
    for minutes in (0, 6, 12):
        with clock.stopped_at(EVENING + timedelta(minutes=minutes)):
            schedule.run_due()
            problems.append(bool(TimedWork.objects.get(name="tests").problem))
    assert ran == ["x", "x"]
    assert problems == [False, True, False]


def test_daily_work_is_due_at_its_time_in_vietnam() -> None:
    after = schedule.daily_at(0, 10)
    assert after(EVENING) == datetime(2026, 12, 11, 17, 10, tzinfo=UTC)
    assert after(after(EVENING)) == datetime(2026, 12, 12, 17, 10, tzinfo=UTC)
