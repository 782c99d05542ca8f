"""The one door to figures: any window, view, keys and kept version, from the cheapest source that tells the truth.

A stored roll-up answers when it has the keys, the window fits its grain and it was summed of just the files that are
asked for; else the records themselves are summed. Both come from the same movements: the route changes no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ibis.backends import BaseBackend
from ibis.expr.types import Table

from parindex.engine.working_days import WorkingCalendar
from parindex.lake import backends
from parindex.lake.columns import PARTITION, RECORD_SCHEMA, Name
from parindex.lake.due_soon import OpenWork, open_work
from parindex.lake.figures import PLACE_OF, Group, View, Window, day_of, figures_of, groups_of
from parindex.lake.movements import (
    MOVED_ON,
    UNIT_DAY,
    UNIT_PROCEDURE_MONTH,
    Cube,
    Grain,
    Measure,
    counted_once,
    movements,
)
from parindex.lake.progress_766 import Progress, progress_766
from parindex.lake.register import batches, standing, unregistered
from parindex.lake.rollups import Policy, Refreshed, fresh_rollup, refresh
from parindex.lake.spent import Spent, spent_in
from parindex.lake.store import RecordStore

ROLLUPS = "rollups"
"""Folder of the roll-ups below the store's own."""
ORDINARY = Policy()


class Source(StrEnum):
    """Where an answer comes from."""

    UNIT_DAY = "unit_day"
    UNIT_PROCEDURE_MONTH = "unit_procedure_month"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Answer:
    """Groups in the order of their keys, the version of the store that they tell of, and the source."""

    groups: tuple[Group, ...]
    version: int
    source: Source


def answer(
    store: RecordStore,
    rollups: str | None,
    window: Window,
    *,
    view: View = View.RECEIVED,
    by: Sequence[Name] = (),
    places: Sequence[str] | None = None,
    total: bool = False,
    as_of_version: int | None = None,
    policy: Policy = ORDINARY,
    engine: BaseBackend | None = None,
) -> Answer:
    """Figures of ``window`` by place (unless ``total``) and by the columns ``by``, at the newest or a kept version.

    ``rollups``: folder of the stored roll-ups (``rollups_of``), None to sum the records. Raises ``VersionGone``.
    """
    version = store.version() if as_of_version is None else as_of_version
    files = store.files(version)
    own = engine or backends.duckdb_engine()
    try:
        for cube in _fitting(window, by) if rollups is not None else ():
            summed_of, sources = files_by_month(files), sources_of(store)
            options = _options(store)
            table = fresh_rollup(own, rollups or "", cube, summed_of, policy, sources, storage_options=options)
            if table is not None:
                asked = figures_of(table, window, grain=cube.grain, view=view, by=by, places=places, total=total)
                return Answer(groups_of(asked), version, Source(cube.name))
        records = _chosen(_records(own, store, files, policy), view, places)
        live = Cube("asked", Grain.DAY, tuple(by))
        asked = figures_of(
            movements(records, live, due=policy.due), window, grain=Grain.DAY, view=view, by=by, total=total
        )
        return Answer(groups_of(asked), version, Source.RECORDS)
    finally:
        if engine is None:
            own.disconnect()


def spent(
    store: RecordStore,
    window: Window,
    *,
    view: View = View.RECEIVED,
    by: Sequence[Name] = (),
    places: Sequence[str] | None = None,
    total: bool = False,
    as_of_version: int | None = None,
    policy: Policy = ORDINARY,
    engine: BaseBackend | None = None,
) -> tuple[Spent, ...]:
    """Working minutes of the dossiers resolved in ``window``, as ``answer`` groups them; always from the records."""
    own = engine or backends.duckdb_engine()
    try:
        records = _records(own, store, store.files(as_of_version), policy)
        return spent_in(_chosen(records, view, places), window, keys=((() if total else (PLACE_OF[view],)) + tuple(by)))
    finally:
        if engine is None:
            own.disconnect()


def progress(
    store: RecordStore,
    window: Window,
    calendar: WorkingCalendar,
    *,
    view: View = View.RECEIVED,
    places: Sequence[str] | None = None,
    as_of_version: int | None = None,
    policy: Policy = ORDINARY,
    due_holds_pause: bool = False,
) -> dict[str, Progress]:
    """What the index of QĐ 766 counts by rules of its own, by place (``progress_766``); always from the records."""
    own = backends.duckdb_engine()
    try:
        records = _records(own, store, store.files(as_of_version), policy)
        return progress_766(records, window, calendar, view=view, places=places, due_holds_pause=due_holds_pause)
    finally:
        own.disconnect()


def work_at(
    store: RecordStore,
    at: date,
    until: Sequence[date],
    *,
    view: View = View.RECEIVED,
    places: Sequence[str] | None = None,
    as_of_version: int | None = None,
    policy: Policy = ORDINARY,
) -> tuple[OpenWork, ...]:
    """Open dossiers by unit, and how many fall due until each day (``due_soon``); always from the records."""
    own = backends.duckdb_engine()
    try:
        records = _records(own, store, store.files(as_of_version), policy)
        return open_work(records, at, until, view=view, places=places)
    finally:
        own.disconnect()


def days_of_records(
    store: RecordStore, *, as_of_version: int | None = None, policy: Policy = ORDINARY
) -> tuple[date, date] | None:
    """Between which days anything was received or closed, as a version of the store has it; None where nothing was.

    Raises ``VersionGone``.
    """
    own = backends.duckdb_engine()
    try:
        records = _records(own, store, store.files(as_of_version), policy)
        moved = movements(records, Cube("asked", Grain.DAY, ()), due=policy.due)
        happened = moved.filter((moved[Measure.RECEIVED] + moved[Measure.RESOLVED] + moved[Measure.WITHDRAWN]) > 0)
        ends = happened.agg(first=happened[MOVED_ON].min(), last=happened[MOVED_ON].max()).to_pyarrow().to_pylist()[0]
    finally:
        own.disconnect()
    return None if ends["first"] is None else (day_of(ends["first"]), day_of(ends["last"]))


def bring_up_to_date(
    store: RecordStore, *, policy: Policy = ORDINARY, said: Callable[[str, int, int], None] | None = None
) -> tuple[Refreshed, ...]:
    """Refresh the roll-ups at their default place. ``said(roll-up, months done, of)``."""
    return refresh(
        files=files_by_month(store.files()),
        root=rollups_of(store),
        policy=policy,
        storage_options=_options(store),
        said=said,
        sources=sources_of(store),
        changes=store.changes_folder(),
    )


def rollups_of(store: RecordStore) -> str:
    """Where the roll-ups of a store stand by default."""
    return f"{store.root}/{ROLLUPS}"


def sources_of(store: RecordStore) -> tuple[str, ...]:
    """Systems whose batches stand in the newest version, the one that is just being entered in the register too."""
    return tuple(sorted({entry.source for entry in (*standing(store), *unregistered(store))}))


def ever_sources_of(store: RecordStore) -> tuple[str, ...]:
    """Systems whose batches stand in any version: what an older one is to be counted by."""
    return tuple(sorted({entry.source for entry in (*batches(store), *unregistered(store))}))


def files_by_month(files: Sequence[str]) -> dict[str, list[str]]:
    """Received month → its files, as ``rollups.refresh`` takes them."""
    found: dict[str, list[str]] = {}
    for path in files:
        found.setdefault(path.rsplit(f"{PARTITION}=", 1)[-1].split("/", 1)[0], []).append(path)
    return found


def _fitting(window: Window, by: Sequence[Name]) -> list[Cube]:
    """Roll-ups that have the keys and the grain; the smaller answer first."""
    months = [UNIT_PROCEDURE_MONTH] if window.whole_months else []
    return [cube for cube in [*months, UNIT_DAY] if set(by) <= set(cube.keys)]


def _records(engine: BaseBackend, store: RecordStore, files: Sequence[str], policy: Policy) -> Table:
    records = backends.records_in(engine, files, schema=RECORD_SCHEMA, storage_options=_options(store))
    return counted_once(records, policy.precedence) if len(ever_sources_of(store)) > 1 else records


def _chosen(records: Table, view: View, places: Sequence[str] | None) -> Table:
    return records if places is None else records.filter(records[PLACE_OF[view]].isin(list(places)))


def _options(store: RecordStore) -> dict[str, str] | None:
    return dict(store.setting.storage_options) or None
