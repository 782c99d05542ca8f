"""Once a week old files of the record store go; what a figure was recorded of stays, whatever its age."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.portal.conftest import Places
from tests.portal.dossiers.conftest import NOW, WINDOW, Imported, dossier, export

from parindex.lake.store import Pin, VersionGone
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.actions.vacuum_records import vacuum_records, versions_needed
from parindex.portal.dossiers.engine_bridge import Window
from parindex.portal.dossiers.models import DossierSource, FigureFact
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, TimedWork
from parindex.portal.site import schedule


def rows_of(version: int) -> int:
    """Rows that can really be read of a version."""
    store = engine_bridge.lake()
    return int(store.table(version).to_pyarrow_table().num_rows)


def aged() -> None:
    """Eleven years go by over the files of the store."""
    folder = Path(engine_bridge.lake().records_uri)
    earlier = time.time() - 11 * 366 * 86_400
    for entry in sorted((folder / "_delta_log").glob("*.json")):
        lines = [json.loads(line) for line in entry.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            if "remove" in line:
                line["remove"]["deletionTimestamp"] = int(earlier * 1000)
        entry.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for file in folder.rglob("*.parquet"):
        os.utime(file, (earlier, earlier))


@pytest.fixture
def versions(imported: Imported, places: Places, hoa: User) -> tuple[int, int, int, int]:
    """Four imports of one growing export; figures are recorded of the second."""
    found = []
    for count in range(1, 5):
        batch = imported([dossier(number) for number in range(1, count + 1)], name=f"{count}.csv")
        assert batch.version_after is not None
        found.append(batch.version_after)
        if count == 2:
            with clock.stopped_at(NOW):
                record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=Window(*WINDOW))
    return found[0], found[1], found[2], found[3]


def test_nothing_goes_within_the_time_of_keeping(versions: tuple[int, int, int, int]) -> None:
    assert vacuum_records() == 0
    assert [rows_of(version) for version in versions] == [1, 2, 3, 4]
    entry = AuditEntry.objects.get(action="dossiers.vacuum_records")
    assert entry.actor is None and entry.references["files_dropped"] == 0


def test_while_an_import_is_at_work_nothing_goes_and_the_import_loses_nothing(
    versions: tuple[int, int, int, int], source: DossierSource, hoa: User
) -> None:
    """The timetable runs in a thread of its own: the vacuum comes at every step of an import, over aged files."""
    aged()
    dropped: list[int] = []
    with clock.stopped_at(NOW):
        lines = [dossier(number) for number in range(1, 8)]
        batch = take_in_export(actor=hoa, source=source, name="5.csv", content=[export(lines)])
        batch = confirm_columns(actor=hoa, batch=batch, columns={row[0]: row[1] for row in batch.proposal if row[1]})
        batch = run_import(actor=hoa, batch=batch, tell=lambda done, of: dropped.append(vacuum_records()))
    assert len(dropped) > 3 and set(dropped) == {0}
    assert batch.version_after is not None and rows_of(batch.version_after) == 7
    assert [rows_of(version) for version in versions] == [1, 2, 3, 4]
    assert not AuditEntry.objects.filter(action="dossiers.vacuum_records").exists()
    assert vacuum_records() > 0 and rows_of(batch.version_after) == 7  # once it has ended


def test_what_a_figure_was_recorded_of_and_what_may_be_undone_stay(versions: tuple[int, int, int, int]) -> None:
    first, recorded, before_last, last = versions
    store = engine_bridge.lake()
    for pin in store.pins():  # the row of the figure alone keeps its version
        store.unpin(pin, clock.now())
    assert versions_needed() == {recorded, before_last}
    aged()
    assert vacuum_records() > 0
    assert [rows_of(version) for version in (recorded, before_last, last)] == [2, 3, 4]
    with pytest.raises(Exception, match=r"(?i)not found|no such file"):
        rows_of(first)
    assert AuditEntry.objects.get(action="dossiers.vacuum_records").references["files_dropped"] > 0


def test_what_the_store_keeps_for_somebody_stays(versions: tuple[int, int, int, int]) -> None:
    engine_bridge.lake().pin(Pin("window", "Q1/2026", versions[0]), clock.now())
    aged()
    vacuum_records()
    assert rows_of(versions[0]) == 1


def test_nothing_is_deleted_where_a_version_that_must_stay_is_not_there(versions: tuple[int, int, int, int]) -> None:
    FigureFact.objects.update(store_version=99)
    aged()
    with pytest.raises(VersionGone):
        vacuum_records()
    assert [rows_of(version) for version in versions] == [1, 2, 3, 4]
    assert not AuditEntry.objects.filter(action="dossiers.vacuum_records").exists()


def test_nothing_happens_during_an_import_nor_switched_off(versions: tuple[int, int, int, int], settings: Any) -> None:
    aged()
    with engine_bridge.one_import_at_a_time():
        assert vacuum_records() == 0
    settings.LAKE_VACUUM = False
    assert vacuum_records() == 0
    assert rows_of(versions[0]) == 1


def test_it_really_runs_on_sunday_night(versions: tuple[int, int, int, int]) -> None:
    saturday = datetime(2026, 11, 21, 20, 0, tzinfo=clock.VIETNAM)
    aged()
    with clock.stopped_at(saturday):
        schedule.run_due()  # takes note of the first moments
    with clock.stopped_at(saturday + timedelta(hours=8)):
        assert "vacuum_records" in schedule.run_due()
    row = TimedWork.objects.get(name="vacuum_records")
    assert row.problem == "" and row.next_run_at == datetime(2026, 11, 29, 3, 30, tzinfo=clock.VIETNAM)
    assert AuditEntry.objects.filter(action="dossiers.vacuum_records").count() == 1


@pytest.mark.parametrize("hour", [0, 3, 4, 23])
def test_a_week_is_from_sunday_to_sunday(hour: int) -> None:
    after = schedule.weekly_at(6, 3, 30)
    moments = [datetime(2026, 11, day, hour, 0, tzinfo=clock.VIETNAM) for day in range(16, 23)]
    due = {moment.day: after(moment).astimezone(clock.VIETNAM).day for moment in moments}
    assert due == {day: 22 for day in range(16, 22)} | {22: 22 if hour <= 3 else 29}
