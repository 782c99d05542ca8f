"""Roll-ups and figures as the pages, reports and facts ask for them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from ibis.backends import BaseBackend

from parindex.lake import backends, outcomes, rollups
from parindex.lake.answering import Prepared, prepare
from parindex.lake.asked import answer, sources_of
from parindex.lake.columns import PARTITION, Name
from parindex.lake.engine_room import connection
from parindex.lake.figures import Figures, Group, View, Window, figures_of, groups_of
from parindex.lake.indicators import (
    COUNTS,
    IndicatorDefinitions,
    IndicatorValue,
    ReportFigures,
    indicator_values,
    read_indicators,
    read_report_figures,
    report_values,
)
from parindex.lake.movements import UNIT_DAY, Cube
from parindex.lake.outcomes import each_code_once
from parindex.lake.register import standing
from parindex.lake.rollups import Policy, Refreshed, refresh
from parindex.lake.rows import Outcome, Rows, rows_of
from parindex.portal.dossiers.engine_bridge.store import lake, rollup_root, storage_options
from parindex.portal.dossiers.models import DossierSource

ANSWERING_MEMORY = "512MB"
_MOST_READERS = 6
"""The web server's threads and the worker's. Threads that are idle end and others begin, mostly with other numbers."""


class _Read(NamedTuple):
    place: str
    version: int
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class _Reader:
    """A DuckDB of one thread, and the roll-ups that it has read by the place where they stand."""

    engine: BaseBackend
    read: dict[str, _Read] = field(default_factory=dict)


# By the number of the thread, which a later one takes over with the reader. Not in ``threading.local``: that is thrown
# away while its thread ends, and dropping a kept table asks DuckDB, which must not be called from there: the threads of
# the web server are not Python's own, and the process would die (docs/decisions/0011).
_readers: OrderedDict[int, _Reader] = OrderedDict()
_turn = threading.Lock()


@cache
def definitions() -> IndicatorDefinitions:
    """How indicators are made of counts."""
    return read_indicators((files("parindex") / "rulebooks" / "indicators" / "dossier_figures.yaml").read_bytes())


@cache
def report_figures() -> ReportFigures:
    """What is recorded for the reports of a period: the columns of form II.06a by name."""
    return read_report_figures((files("parindex") / "rulebooks" / "indicators" / "report_figures.yaml").read_bytes())


def values_of(figures: Figures, *, level: str | None) -> tuple[IndicatorValue, ...]:
    """Every indicator of a unit's counts, as criteria take them."""
    return indicator_values(definitions().figures, figures, level=level)


def values_for_reports(figures: Figures) -> tuple[IndicatorValue, ...]:
    """A unit's counts as reports of a period say them: columns of form II.06a, then the shares."""
    return report_values(report_figures(), definitions().figures, figures)


@dataclass(frozen=True, slots=True)
class MadeOf:
    """Names of the counts that a figure is made of."""

    count: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()


def made_of(code: str) -> MadeOf:
    """What a recorded figure is made of: a column of form II.06a, or an indicator of the criteria."""
    for column in report_figures().figures:
        if column.code == code:
            return MadeOf(column.count, column.less)
    found = next(each for each in definitions().figures if each.code == code)
    return MadeOf(found.count, (), found.numerator, found.denominator)


def view_of_indicator(code: str) -> View | None:
    """Of which dossiers criteria mean an indicator; None: as its unit's level counts."""
    return next((each.view for each in definitions().figures if each.code == code), None)


def counts_letters(code: str) -> bool:
    """Whether an indicator counts letters of apology, so that the day of a letter matters."""
    return any("late_with_letter" in each.numerator for each in definitions().figures if each.code == code)


def counts_of(figures: Figures) -> dict[str, int]:
    """Every count by name, with those that follow from others."""
    return {name: int(getattr(figures, name)) for name in sorted(COUNTS)}


def records_behind(
    version: int, *, unit: str, view: View, window: Window, outcome: Outcome | None, first: int, limit: int
) -> Rows:
    """The records of a unit in a window, of a kept version of the store. Raises ``VersionGone``."""
    return rows_of(
        lake(),
        version,
        unit=unit,
        view=view,
        window=window,
        precedence=_precedence(),
        outcome=outcome,
        first=first,
        limit=limit,
    )


def _precedence() -> tuple[str, ...]:
    return tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))


class _Store(NamedTuple):
    """What the roll-ups are summed of."""

    months: dict[str, list[str]]
    sources: list[str]
    policy: Policy
    changes: Path | None


def _standing_store() -> _Store:
    store = lake()
    months: dict[str, list[str]] = {}
    for path in store.files():
        months.setdefault(path.rsplit(f"{PARTITION}=", 1)[-1].split("/", 1)[0], []).append(path)
    sources = sorted({entry.source for entry in standing(store)})
    return _Store(months, sources, Policy(precedence=_precedence()), store.changes_folder())


def rolled_up(said: Callable[[str, int, int], None] | None = None) -> tuple[Refreshed, ...]:
    """Bring the stored roll-ups up to date with the newest version of the store; only touched months are summed."""
    store = _standing_store()
    return refresh(
        files=store.months,
        root=rollup_root(),
        policy=store.policy,
        storage_options=storage_options(),
        said=said,
        sources=store.sources,
        changes=store.changes,
    )


def is_rolled_up() -> bool:
    """Whether the stored roll-ups are those of the newest version of the store, as this version of the program sums."""
    store = _standing_store()
    return rollups.is_fresh(rollup_root(), store.months, store.policy, store.sources, storage_options=storage_options())


def rollup(cube: Cube = UNIT_DAY) -> Prepared | None:
    """A stored roll-up, ready for questions; None before the first import. Read once a version and thread."""
    place, version = f"{rollup_root()}/{cube.name}", rollup_version(cube)
    if version is None:
        return None
    reader = _reader()
    known = reader.read.get(place)
    if known is None or known.version != version:
        table = rollups.rollup_in(reader.engine, rollup_root(), cube, storage_options=storage_options())
        if table is None:
            return None
        known = reader.read[place] = _Read(place, version, prepare(table, cube))
    return known.prepared


def counted_records() -> int:
    """Dossiers that count in the newest version, straight from the records: what every roll-up must hold."""
    store = lake()
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened)
        once = each_code_once(_precedence()) if len(sources_of(store)) > 1 else "SELECT * FROM records"
        row = opened.execute(f"SELECT count(*) FROM ({outcomes.counted_records(once)})").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def rollup_version(cube: Cube = UNIT_DAY) -> int | None:
    """Changes exactly when figures of the roll-up may have changed; for caches of pages."""
    return rollups.version_of(rollup_root(), cube, storage_options=storage_options())


def counted(window: Window, view: View, *, places: Sequence[str] | None = None) -> Mapping[str, Figures]:
    """Code of a unit → its own counts in the window (to the day)."""
    return {str(group.keys[0]): group.figures for group in counted_by(window, view, places=places)}


def counted_at(version: int, window: Window, view: View) -> Mapping[str, Figures]:
    """The same of one version of the store and no other, whatever an import writes meanwhile. Raises ``VersionGone``.

    From the roll-up where it was summed of just that version, else from its records.
    """
    policy = Policy(precedence=_precedence())
    found = answer(lake(), rollup_root(), window, view=view, as_of_version=version, policy=policy)
    return {str(group.keys[0]): group.figures for group in found.groups}


def counted_by(
    window: Window,
    view: View,
    *,
    by: Sequence[Name] = (),
    places: Sequence[str] | None = None,
    total: bool = False,
    cube: Cube = UNIT_DAY,
) -> tuple[Group, ...]:
    """Counts by place and ``by``; nothing before the first import. Raises ``NotWholeMonths`` for a cube by month."""
    held = rollup(cube)
    if held is None:
        return ()
    return groups_of(
        figures_of(held.until(window), window, grain=cube.grain, view=view, by=by, places=places, total=total)
    )


def _reader() -> _Reader:
    number = threading.get_ident()
    with _turn:
        reader = _readers.pop(number, None) or _Reader(backends.duckdb_engine(threads=1, memory=ANSWERING_MEMORY))
        _readers[number] = reader
        # The one that was asked longest ago goes; a thread that still reads from it holds it until it has its answer.
        unused = [_readers.popitem(last=False) for _ in range(len(_readers) - _MOST_READERS)]
    del unused
    return reader
