"""The audit cannot be changed unnoticed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from parindex.portal.accounts.models import User
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AppendOnlyError, AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 12, 11, 2, 41, tzinfo=UTC)


def _three(stream: str = "unit:a", actor: User | None = None) -> list[AuditEntry]:
    return [
        audit.record(stream=stream, action="tests.act", subject=f"s{number}", actor=actor, references={"rows": number})
        for number in (1, 2, 3)
    ]


def test_a_stream_is_one_chain(hoa: User) -> None:
    entries = _three(actor=hoa)
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[1].previous_hash == entries[0].hash
    assert entries[0].previous_hash == ""
    assert list(audit.broken_entries("unit:a")) == []


def test_streams_do_not_touch_each_other() -> None:
    _three("unit:a")
    assert audit.record(stream="unit:b", action="tests.act", subject="x", actor=None).number == 1


def test_entries_are_not_changed_or_deleted_through_the_model() -> None:
    entry = _three()[0]
    entry.action = "tests.other"
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(action="tests.other")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE platform_auditentry SET action = 'tests.forged' WHERE number = 2",
        "UPDATE platform_auditentry SET subject = 'other' WHERE number = 2",
        "DELETE FROM platform_auditentry WHERE number = 2",
    ],
)
def test_a_change_behind_the_models_back_is_found(statement: str) -> None:
    _three()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(audit.broken_entries("unit:a"))


def test_a_seal_shows_that_the_last_entries_of_a_day_are_gone() -> None:
    with clock.stopped_at(MORNING):
        _three()
        seal = audit.seal_day(clock.today())
    assert seal.entries == 3
    assert list(audit.broken_seals()) == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_auditentry WHERE number = 3")
    assert list(audit.broken_entries("unit:a")) == []  # a chain cut at its end looks whole
    assert [broken.day for broken in audit.broken_seals()] == [seal.day]


def test_seals_follow_each_other_and_a_day_is_sealed_once() -> None:
    with clock.stopped_at(MORNING):
        _three()
        first = audit.seal_day(clock.today())
        again = audit.seal_day(clock.today())
    with clock.stopped_at(MORNING + timedelta(days=1)):
        _three("unit:b")
        second = audit.seal_day(clock.today())
    assert first == again
    assert second.previous_hash == first.hash
    assert AuditSeal.objects.count() == 2
    assert list(audit.broken_seals()) == []
