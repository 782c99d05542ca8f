"""Work that is late or falls due: the open dossiers of a part as at a day, and which late ones have a letter.

Only codes, units, procedures, states and days of the newest version of the store; never a citizen. What was read is
remembered under the version of the store and the order of the sources, so that it can never be stale.
"""
# ruff: noqa: S608  (SQL from the names of our own columns; everything asked for goes in as a parameter)

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from parindex.lake.columns import LOCAL_HOURS, NOT_COUNTED, WAITING, Status
from parindex.lake.engine_room import connection
from parindex.lake.figures import PLACE_OF, View, Window
from parindex.lake.movements import CLOSED
from parindex.lake.outcomes import STANDS, Outcome, each_code_once, moved_records
from parindex.portal.dossiers.engine_bridge import dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import lake
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.platform import clock

REMEMBERED = 24
AHEAD = (1, 3, 5)
"""Working days of the lists of work that falls due."""


class Work(StrEnum):
    """A queue: overdue, waiting for the citizen past the printed due day, or due within so many working days; values
    stand in addresses.
    """

    OVERDUE = "qua-han"
    WAITING = "cho-cong-dan"
    ONE = "1"
    THREE = "3"
    FIVE = "5"

    @property
    def days(self) -> int:
        """Working days ahead; 0 for what is past its due day."""
        return 0 if self in (Work.OVERDUE, Work.WAITING) else int(self.value)


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """An open dossier; ``days_late``: working days since the due day, negative while some are left.

    ``is_late``: as every figure of dossiers counts it, so not where the clock had stopped by the due day.
    ``asked_on``: the day of the newest request for papers, where the source or a change of state says it.
    """

    source: str
    record_code: str
    receiving_unit: str
    deciding_unit: str
    procedure_code: str
    status: int
    received_on: date
    due_on: date
    extended_on: date | None
    apology_sent: bool
    simulated: bool
    asked_on: date | None
    days_late: int
    is_late: bool
    waits_past_due: bool
    """The printed due day has passed while it waits for the citizen: not late."""

    @property
    def key(self) -> str:
        """Names it on a page."""
        return f"{self.source}:{self.record_code}"

    @property
    def waits(self) -> bool:
        """Whether it waits for the citizen: supplements, a fee, or stopped."""
        return self.status in _WAITING

    @property
    def waits_since(self) -> date | None:
        """Since which day; None where nothing tells it. A fee and a stop have no day of their own."""
        return self.asked_on if self.status == Status.SUPPLEMENT_ASKED else None

    @property
    def stopped(self) -> bool:
        """Whether it is known that the clock stood still by the due day, as under every way of counting."""
        return self.waits_since is not None and self.waits_since <= self.due_on

    @property
    def letter_at_source(self) -> bool:
        """Whether the source says that a letter went out or that the dossier was extended."""
        return self.apology_sent or self.extended_on is not None

    def place(self, view: View) -> str:
        """Code of the unit in whose queue it is."""
        return self.deciding_unit if view is View.DECIDED else self.receiving_unit


CLOSED_STATES = frozenset(int(each) for each in CLOSED)
_WAITING = frozenset(int(each) for each in WAITING)


def as_at() -> date | None:
    """The day that queues are counted at: today, or the last day that the records cover; None without records."""
    known = dashboard.first_and_last_day()
    return min(clock.today(), known[1]) if known else None


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return working_calendar().is_working_day(day)


def until(at: date, days: int) -> date:
    """The so-many-th working day after ``at``; before it when negative."""
    return working_calendar().add_working_days(at, days)


def open_records(part: Part, at: date) -> tuple[OpenRecord, ...]:
    """Open dossiers of the part that are overdue or fall due within the longest list, by due day and code."""
    if not part.places:
        return ()
    store = lake()
    return _open_records(store.root, store.version(), _sources(), part, at, until(at, max(AHEAD)))


def of_queue(records: Iterable[OpenRecord], work: Work, at: date) -> list[OpenRecord]:
    """Those of one queue; a list of days ahead holds also what is due in fewer."""
    if work is Work.OVERDUE:
        return [each for each in records if each.is_late]
    if work is Work.WAITING:
        return [each for each in records if each.waits_past_due]
    last = until(at, work.days)
    return [each for each in records if at <= each.due_on <= last]


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """One dossier as its page shows it, in its latest state."""

    source: str
    record_code: str
    receiving_unit: str
    deciding_unit: str
    procedure_code: str
    field_code: str
    channel: int
    status: int
    received_on: date
    due_on: date | None
    extended_on: date | None
    finished_on: date | None
    returned_on: date | None
    supplement_requests: int | None
    apology_sent: bool
    simulated: bool
    batch_id: str
    clock_stands: bool
    """It waits for the citizen, and did so by its due day."""


def record_of(source: str, record_code: str) -> WholeRecord | None:
    """The dossier of a source, as its newest import says; None when there is none."""
    query = f"""SELECT source, record_code, receiving_unit, deciding_unit, procedure_code, coalesce(field_code, ''),
            channel, status, {_day("received_at")}, {_day("due_at")}, {_day("extended_due_at")}, {_day("finished_at")},
            {_day("returned_at")}, supplement_requests, coalesce(apology_sent, false), simulated, batch_id,
            {STANDS.replace("due_on", _day("due_at"))}
        FROM records WHERE source = $source AND record_code = $code"""
    rows = _rows(query, {"source": source, "code": record_code})
    return WholeRecord(*rows[0]) if rows else None


def days_late(due: date, at: date) -> int:
    """Working days after ``due`` up to ``at``; negative while some are left."""
    return working_calendar().working_days_between(due, at)


def new_due_on(due: date, today: date, days: int) -> date:
    """So many working days after the old due day, or after today where that is later."""
    return until(max(due, today), days)


@dataclass(frozen=True, slots=True)
class LateRecord:
    """A dossier that was resolved late in a window or is overdue at its end, without a letter at its source."""

    source: str
    record_code: str
    receiving_unit: str
    deciding_unit: str
    field_code: str
    procedure_code: str
    is_open: bool


def late_among(
    codes: frozenset[str], view: View, places: tuple[str, ...], window: Window, version: int | None = None
) -> tuple[LateRecord, ...]:
    """Of these dossiers: the late ones of the window whose source does not know of their letter. ``version``: of the
    store; None: the newest.
    """
    if not codes or not places:
        return ()
    store = lake()
    number = store.version() if version is None else version
    return _late_among(store.root, number, _sources(), codes, Part(view, places), window)


@lru_cache(REMEMBERED)
def _late_among(
    _root: str, version: int, sources: tuple[str, ...], codes: frozenset[str], part: Part, window: Window
) -> tuple[LateRecord, ...]:
    asked = _asked(part, window) | {"codes": sorted(codes)}
    moved = _moved(part, sources, "record_code IN (SELECT unnest($codes))")
    query = f"""SELECT source, record_code, receiving_unit, deciding_unit, coalesce(field_code, ''), procedure_code,
            outcome = '{Outcome.PENDING_OVERDUE}'
        FROM ({moved}) WHERE outcome IN ('{Outcome.LATE}', '{Outcome.PENDING_OVERDUE}')
            AND NOT coalesce(apology_sent, false) ORDER BY record_code"""
    return tuple(LateRecord(*row) for row in _rows(query, asked, version))


@lru_cache(REMEMBERED)
def _open_records(
    _root: str, version: int, sources: tuple[str, ...], part: Part, at: date, last: date
) -> tuple[OpenRecord, ...]:
    asked = _asked(part, Window(at, at)) | {"until": last}
    closed, refused = (", ".join(str(int(each)) for each in group) for group in (CLOSED, sorted(NOT_COUNTED)))
    # first the few that are open and due, so that sources are ranked over those codes only
    near = f"""record_code IN (SELECT record_code FROM records WHERE {_mine(part)} AND status NOT IN ({refused})
        AND {_day("due_at")} <= $until
        AND (status NOT IN ({closed}) OR {_day("coalesce(finished_at, returned_at)")} > $last))"""
    query = f"""SELECT source, record_code, receiving_unit, deciding_unit, procedure_code, status, received_on, due_on,
            {_day("extended_due_at")}, coalesce(apology_sent, false), simulated, {_day("supplement_asked_at")},
            outcome = '{Outcome.PENDING_OVERDUE}'
        FROM ({_moved(part, sources, near)}) WHERE due_on <= $until
            AND outcome IN ('{Outcome.PENDING_WITHIN}', '{Outcome.PENDING_OVERDUE}')
        ORDER BY due_on, record_code, source"""
    rows, calendar = _rows(query, asked, version), working_calendar()
    late = {day: calendar.working_days_between(day, at) for day in {row[7] for row in rows}}
    return tuple(OpenRecord(*(*row[:-1], late[row[7]], row[-1], row[7] < at and not row[-1])) for row in rows)


def _moved(part: Part, sources: tuple[str, ...], only: str) -> str:
    """Records of the part with their outcome; ``only``: a condition on rows of all sources."""
    once = each_code_once(sources, f"(SELECT * FROM records WHERE {only})")
    return moved_records(once, _mine(part), first="$first", last="$last")


def _mine(part: Part) -> str:
    return f"{PLACE_OF[part.view].value} IN (SELECT unnest($places))"


def _day(moment: str) -> str:
    return f"CAST(timezone('UTC', {moment}) + INTERVAL {LOCAL_HOURS} HOUR AS DATE)"


def _asked(part: Part, window: Window) -> dict[str, object]:
    return {"first": window.first, "last": window.last, "places": list(part.places)}


def _rows(query: str, asked: Mapping[str, object], version: int | None = None) -> list[tuple[Any, ...]]:
    """Answer a question; what was asked and is not used would be refused."""
    store = lake()
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=version)
        used = {name: value for name, value in asked.items() if f"${name}" in query}
        found: list[tuple[Any, ...]] = opened.execute(query, used).fetchall()
        return found


def _sources() -> tuple[str, ...]:
    return tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
