"""Dossiers as movements: what was received, fell overdue and was closed on which day, as integer counts that add up.

A dossier moves at most three times: it is received, it falls overdue (on the day after its due date, while it is still
open), it is closed. Each movement carries only 1 and 0 (and one sum of minutes), so that counts of any window are
differences of sums, and what is pending on a day is everything received less everything closed until then. Early, on
time and late compare *days* in local time, as the one-stop systems do; a dossier without a due date is a group of its
own and is never on time by default. One definition serves every engine: the expressions are ibis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.datatypes as dt
from ibis.expr.types import BooleanColumn, IntegerColumn, Table

from parindex.lake.columns import LOCAL_HOURS, NOT_COUNTED, PAUSED, Channel, Name, Status


class Measure(StrEnum):
    """Sums of a roll-up: counts of dossiers, except ``processing_minutes``."""

    # on the day of receipt
    RECEIVED = "received"
    RECEIVED_ONLINE = "received_online"
    RECEIVED_POST = "received_post"
    RECEIVED_FULL_ONLINE = "received_full_online"
    """Received online for a procedure that is wholly online."""
    FULL_ONLINE_ELIGIBLE = "full_online_eligible"
    """Received, whatever the channel, for a procedure that is wholly online."""
    WITH_FEE = "with_fee"
    PAID_ONLINE = "paid_online"
    DIGITISED = "digitised"
    REUSED = "reused"
    SUPPLEMENTED = "supplemented"
    RECEIVED_WITHOUT_DUE = "received_without_due"
    SUSPENDED_NOW = "suspended_now"
    """Stopped or waiting for a fee, in the stored version."""
    AWAITING_SUPPLEMENT_NOW = "awaiting_supplement_now"
    CLOSED_UNDATED = "closed_undated"
    """Closed according to its state, but without any date of closing: in no other sum."""
    # on the day after the due date
    WAITING_PAST_DUE = "waiting_past_due"
    """Waits in the stored version, and did so by its due day: not overdue, whatever the receipt says."""
    FELL_OVERDUE = "fell_overdue"
    FELL_OVERDUE_WITH_LETTER = "fell_overdue_with_letter"
    """Of these, with a letter of apology (whenever it was sent)."""
    # on the day of closing
    RESOLVED = "resolved"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RESOLVED_WITHOUT_DUE = "resolved_without_due"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_OVERDUE = "withdrawn_overdue"
    WITHDRAWN_OVERDUE_WITH_LETTER = "withdrawn_overdue_with_letter"
    WITHDRAWN_WITHOUT_DUE = "withdrawn_without_due"
    PROCESSING_MINUTES = "processing_minutes"
    PROCESSING_KNOWN = "processing_known"
    """Resolved dossiers whose processing time is known: the denominator of its mean."""
    DIGITISED_RESULT = "digitised_result"
    ASKED = "asked"
    """Resolved, and the citizen said whether satisfied."""
    SATISFIED = "satisfied"
    LATE_WITH_LETTER = "late_with_letter"


class DueDate(StrEnum):
    """Which promise counts. The law keeps the date on the receipt; whether an extension moves it is a policy."""

    ORIGINAL = "original"
    EXTENDED = "extended"


class Grain(StrEnum):
    """How finely time is kept."""

    DAY = "day"
    """``moved_on``: days since 1970-01-01, local."""
    MONTH = "month"
    """``moved_on``: year × 100 + month, local."""


@dataclass(frozen=True, slots=True)
class Cube:
    """What a roll-up is kept by: the two views of place always, then ``keys``, then the time of the movement."""

    name: str
    grain: Grain
    keys: tuple[Name, ...]


PLACES = (Name.RECEIVING_UNIT, Name.DECIDING_UNIT)
MOVED_ON = "moved_on"
UNIT_DAY = Cube("unit_day", Grain.DAY, (Name.FIELD_CODE,))
"""Any window of a unit and field, to the day."""
UNIT_PROCEDURE_MONTH = Cube("unit_procedure_month", Grain.MONTH, (Name.FIELD_CODE, Name.PROCEDURE_CODE, Name.CHANNEL))
CUBES = (UNIT_DAY, UNIT_PROCEDURE_MONTH)

CLOSED = (Status.FINISHED, Status.RETURNED, Status.WITHDRAWN)
_SECONDS_OF_DAY = 86_400


def movements(records: Table, cube: Cube, *, due: DueDate = DueDate.ORIGINAL) -> Table:
    """The roll-up of ``records`` by ``cube``: received month (its partition), places, keys, time, every measure.

    Rows whose measures are all zero do not occur. ``records`` has the columns of the store, each dossier once.
    """
    dossiers = _dossiers(records, due)
    parts = [
        _received(dossiers, cube),
        _overdue(dossiers, cube),
        _closed(dossiers, cube),
    ]
    keys = [Name.RECEIVED_MONTH.value, *(name.value for name in (*PLACES, *cube.keys)), MOVED_ON]
    sums = {measure.value: ibis._[measure.value].sum().cast("int64") for measure in Measure}
    return ibis.union(*parts).group_by(keys).agg(**sums)


def counted_once(records: Table, precedence: Sequence[str]) -> Table:
    """Each record code once: of the first source in ``precedence`` that holds it; sources not named come last, by name.

    A code that only one source holds stays as it is.
    """
    rank = ibis.cases(
        *((records[Name.SOURCE] == source, place) for place, source in enumerate(precedence)), else_=len(precedence)
    )
    window = ibis.window(group_by=records[Name.RECORD_CODE], order_by=[rank, records[Name.SOURCE]])
    numbered = records.mutate(place_=ibis.row_number().over(window))
    return numbered.filter(numbered.place_ == 0).drop("place_")


def local_day(moment: ibis.Value) -> IntegerColumn:
    """Days since 1970-01-01 in local time; whole seconds, so that every engine agrees."""
    seconds = moment.truncate("s").epoch_seconds() + LOCAL_HOURS * 3600
    return (seconds // _SECONDS_OF_DAY).cast("int32")


def in_plain_utc(records: Table) -> Table:
    """The same records; on DuckDB their instants as UTC times without a zone, elsewhere as they are.

    DuckDB takes instants apart by its calendar of time zones, a hundred times slower than times without one.
    """
    if records.get_backend().name != "duckdb":
        return records
    zoned = [name for name, kind in records.schema().items() if kind.is_timestamp() and kind.timezone is not None]
    return records.mutate(**{name: make_timestamp(epoch_us(records[name])) for name in zoned})


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def epoch_us(moment: dt.Timestamp("UTC")) -> dt.int64:  # type: ignore[valid-type]
    """DuckDB: microseconds since 1970."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def make_timestamp(microseconds: dt.int64) -> dt.timestamp:
    """DuckDB: the time without a zone, so many microseconds after 1970."""


def _dossiers(records: Table, due: DueDate) -> Table:
    records = in_plain_utc(records)
    promised = records[Name.DUE_AT]
    if due is DueDate.EXTENDED:
        promised = ibis.coalesce(records[Name.EXTENDED_DUE_AT], promised)
    closing = ibis.coalesce(records[Name.FINISHED_AT], records[Name.RETURNED_AT])
    counted = records.filter(records[Name.STATUS].notin(sorted(int(each) for each in NOT_COUNTED)))
    days = counted.mutate(
        received_=records[Name.RECEIVED_AT],
        due_=promised,
        closed_=ibis.ifelse(records[Name.STATUS].isin([int(each) for each in CLOSED]), closing, ibis.null()),
        is_closed_=records[Name.STATUS].isin([int(each) for each in CLOSED]),
    )
    return days.mutate(
        received_day_=local_day(days.received_), due_day_=local_day(days.due_), closed_day_=local_day(days.closed_)
    )


def _received(dossiers: Table, cube: Cube) -> Table:
    t = dossiers
    undated = t.is_closed_ & t.closed_day_.isnull()
    level = t[Name.ONLINE_LEVEL].fill_null(-1)
    online = t[Name.CHANNEL] == int(Channel.ONLINE)
    known = {
        Measure.RECEIVED: ~undated,
        Measure.RECEIVED_ONLINE: online,
        Measure.RECEIVED_POST: t[Name.CHANNEL] == int(Channel.POST),
        Measure.RECEIVED_FULL_ONLINE: online & (level == 2),
        Measure.FULL_ONLINE_ELIGIBLE: level == 2,
        Measure.WITH_FEE: t[Name.FEE_REQUIRED].fill_null(False),
        Measure.PAID_ONLINE: t[Name.FEE_REQUIRED].fill_null(False) & t[Name.PAID_ONLINE].fill_null(False),
        Measure.DIGITISED: t[Name.DIGITISED_PARTS].fill_null(0) > 0,
        Measure.REUSED: t[Name.REUSED_PARTS].fill_null(0) > 0,
        Measure.SUPPLEMENTED: t[Name.SUPPLEMENT_REQUESTS].fill_null(0) > 0,
        Measure.RECEIVED_WITHOUT_DUE: t.due_day_.isnull(),
        Measure.SUSPENDED_NOW: t[Name.STATUS].isin([int(each) for each in PAUSED]),
        Measure.AWAITING_SUPPLEMENT_NOW: t[Name.STATUS] == int(Status.SUPPLEMENT_ASKED),
    }
    ones = {measure: holds & ~undated for measure, holds in known.items()} | {Measure.CLOSED_UNDATED: undated}
    return _summed(t, cube, t.received_, t.received_day_, 0, ones)


def _overdue(dossiers: Table, cube: Cube) -> Table:
    """Open when the due date had passed: not closed by the end of that day."""
    t = dossiers.filter(
        dossiers.due_day_.notnull()
        & ((~dossiers.is_closed_) | (dossiers.closed_day_.notnull() & (dossiers.closed_day_ > dossiers.due_day_)))
    )
    stands = clock_stands(t)
    ones = {
        Measure.WAITING_PAST_DUE: stands,
        Measure.FELL_OVERDUE: ~stands,
        Measure.FELL_OVERDUE_WITH_LETTER: ~stands & t[Name.APOLOGY_SENT].fill_null(False),
    }
    return _summed(t, cube, t.due_, t.due_day_, 1, ones)


def clock_stands(dossiers: Table) -> BooleanColumn:
    """Whether a dossier waits for the citizen and did so by ``due_day_``: papers that were asked for after that day do
    not undo its lateness; where no day is known its state says it, as systems count (decision 0018).
    """
    status, asked = dossiers[Name.STATUS], local_day(dossiers[Name.SUPPLEMENT_ASKED_AT])
    in_time = (asked <= dossiers.due_day_).fill_null(True)
    return status.isin([int(each) for each in PAUSED]) | ((status == int(Status.SUPPLEMENT_ASKED)) & in_time)


def _closed(dossiers: Table, cube: Cube) -> Table:
    t = dossiers.filter(dossiers.closed_day_.notnull())
    withdrawn = t[Name.STATUS] == int(Status.WITHDRAWN)
    resolved, dated = ~withdrawn, t.due_day_.notnull()
    late = dated & (t.closed_day_ > t.due_day_)
    minutes, letter = t[Name.PROCESSING_MINUTES], t[Name.APOLOGY_SENT].fill_null(False)
    ones = {
        Measure.RESOLVED: resolved,
        Measure.EARLY: resolved & dated & (t.closed_day_ < t.due_day_),
        Measure.ON_TIME: resolved & dated & (t.closed_day_ == t.due_day_),
        Measure.LATE: resolved & late,
        Measure.RESOLVED_WITHOUT_DUE: resolved & t.due_day_.isnull(),
        Measure.WITHDRAWN: withdrawn,
        Measure.WITHDRAWN_OVERDUE: withdrawn & late,
        Measure.WITHDRAWN_OVERDUE_WITH_LETTER: withdrawn & late & letter,
        Measure.WITHDRAWN_WITHOUT_DUE: withdrawn & t.due_day_.isnull(),
        Measure.PROCESSING_KNOWN: resolved & minutes.notnull(),
        Measure.DIGITISED_RESULT: resolved & t[Name.DIGITISED_RESULT].fill_null(False),
        Measure.ASKED: resolved & t[Name.SATISFIED].notnull(),
        Measure.SATISFIED: resolved & (t[Name.SATISFIED].fill_null(0) == 1),
        Measure.LATE_WITH_LETTER: resolved & late & letter,
    }
    spent = ibis.ifelse(resolved, minutes.fill_null(0), 0).cast("int64")
    return _summed(t, cube, t.closed_, t.closed_day_, 0, ones, minutes=spent)


def _summed(
    t: Table,
    cube: Cube,
    moment: ibis.Value,
    day: IntegerColumn,
    later: int,
    ones: dict[Measure, BooleanColumn],
    minutes: IntegerColumn | None = None,
) -> Table:
    """One movement of every row, summed: ``ones`` say which counts it adds to; the other measures are zero."""
    keys = {name.value: t[name] for name in (Name.RECEIVED_MONTH, *PLACES, *cube.keys)}
    keys[MOVED_ON] = (day + later).cast("int32") if cube.grain is Grain.DAY else _month(moment, later)
    sums = {
        measure.value: (
            ibis.ifelse(ones[measure], 1, 0).sum().cast("int64") if measure in ones else ibis.literal(0, "int64")
        )
        for measure in Measure
    }
    if minutes is not None:
        sums[Measure.PROCESSING_MINUTES.value] = minutes.sum()
    return t.group_by(**keys).agg(**sums)


def _month(moment: ibis.Value, later: int) -> IntegerColumn:
    local = moment + ibis.interval(hours=LOCAL_HOURS + 24 * later)
    return (local.year() * 100 + local.month()).cast("int32")
