"""Each working morning units are told; what is overdue for long is told to the level above, once a week."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.portal.conftest import Places
from tests.portal.dossiers.conftest import NOW, Imported
from tests.portal.dossiers.letters.conftest import LINES, drafted

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions import remind_of_overdue as module
from parindex.portal.dossiers.actions.remind_of_overdue import SomeNotReminded, remind_of_overdue
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.platform import clock, words
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.site import schedule

pytestmark = pytest.mark.usefixtures("lan", "thinh", "hoa", "phu", "ngan", "minh", "quan")


def told(code: str) -> dict[str, Notification]:
    """User name → what he was told."""
    return {row.person.username: row for row in Notification.objects.filter(code=code).select_related("person")}


@pytest.mark.usefixtures("day")
def test_the_unit_is_told_each_morning_and_the_level_above_once_a_week(lan: User, places: Places) -> None:
    drafted(lan, places.nam_nung, 1)
    assert remind_of_overdue() == 4
    mornings = told("dossiers.overdue_morning")
    assert set(mornings) == {"lan", "thinh"}
    said = words.say(mornings["lan"].code, mornings["lan"].values)
    assert "2 hồ sơ quá hạn (1 chưa có văn bản xin lỗi), 1 hồ sơ đến hạn trong 1 ngày" in said
    above = told("dossiers.overdue_escalated")
    assert set(above) == {"hoa", "phu"}, "who runs rounds and who leads; nobody of another province"
    # only the first is overdue by three working days or more
    assert above["phu"].values["count"] == 1 and "Xã Nâm Nung (1)" in str(above["phu"].values["named"])
    assert AuditEntry.objects.filter(action="dossiers.remind_of_overdue").get().references == {"told": 2}
    assert remind_of_overdue() == 0, "run twice, told once"
    with clock.stopped_at(NOW + timedelta(days=1)):
        assert remind_of_overdue() == 2, "a new morning, the same week"
    with clock.stopped_at(NOW + timedelta(days=7)):
        assert remind_of_overdue() == 4


def test_nobody_is_told_on_days_off_nor_of_old_records(imported: Imported) -> None:
    with clock.stopped_at(NOW):
        assert remind_of_overdue() == 0, "nothing was imported"
    imported(LINES)
    with clock.stopped_at(datetime(2026, 11, 21, 7, 20, tzinfo=clock.VIETNAM)):
        assert remind_of_overdue() == 0, "a Saturday"
    days = overdue_policy().reminder.newest_records_days
    with clock.stopped_at(NOW + timedelta(days=days + 1)):
        assert remind_of_overdue() == 0, "what is overdue may be resolved since"


@pytest.mark.usefixtures("day")
def test_a_unit_that_breaks_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module._remind
    seen: list[str] = []

    def breaks(morning: module._Morning, at: object) -> int:
        seen.append(morning.unit.code)
        if morning.unit.code == "24649":
            raise ZeroDivisionError
        return right(morning, at)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_remind", breaks)
    with pytest.raises(SomeNotReminded, match="24649"):
        remind_of_overdue()
    assert seen == ["24649", "24703"] and set(told("dossiers.overdue_morning")) == {"lan", "thinh"}


def test_it_is_in_the_timetable_and_its_settings_say_whose_they_are() -> None:
    assert "remind_of_overdue" in {timed.name for timed in schedule.TIMED}
    policy = overdue_policy()
    for part in (policy.reminder, policy.escalation, policy.letters):
        assert part.act or part.unsure
