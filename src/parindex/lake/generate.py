"""Simulated dossiers: seeded, in batches of whole days, every row marked ``simulated``. No person is invented.

What is imitated: communes of different size, a few procedures that make most of the work, months and the quiet weeks
around Tết, the office day with its two peaks, dossiers sent online at night, terms in working days, offices that are
often or seldom late, supplements, fees, digitisation, satisfaction. What is not: any real office's figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.columns import LOCAL_HOURS, RECORD_SCHEMA, Channel, OnlineLevel, Status

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
BATCH_ROWS = 250_000
MINUTE, DAY = 60_000_000, 86_400_000_000
TERMS = np.array([0, 0, 1, 2, 3, 3, 5, 7, 10, 15, 20, 30], dtype=np.int64)
"""Terms of procedures in working days; 0 is the same day."""
FIELDS = (
    "HO-TICH",
    "CHUNG-THUC",
    "DAT-DAI",
    "XAY-DUNG",
    "BTXH",
    "DKKD",
    "NONG-NGHIEP",
    "GIAO-DUC",
    "Y-TE",
    "CONG-THUONG",
)
HOURS = np.array([0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 1, 9, 16, 15, 11, 5, 1, 7, 13, 11, 7, 2, 1, 1, 1.2, 1, 0.6, 0.3])
MONTHS = np.array([0.85, 0.75, 1.1, 1.05, 1.0, 1.1, 1.2, 1.1, 1.05, 1.05, 1.0, 0.95])


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is generated. Equal settings give equal rows."""

    rows: int
    units: tuple[str, ...]
    """Codes of the units with a desk."""
    upper_unit: str
    """Code of the unit that decides what communes only receive."""
    first_day: date
    last_day: date
    seed: int = 1
    source: str = "mo_phong"
    batch_id: str = "mo_phong"
    procedures: int = 150
    lateness: float = 0.04
    """Mean share of late dossiers; single units lie between a fifth and four times of it."""


@dataclass(frozen=True, slots=True)
class SimulatedProcedure:
    """A procedure of the simulation. ``term_days``: working days, 0 the same day. ``upper``: the upper unit decides."""

    code: str
    field: str
    term_days: int
    online_level: OnlineLevel
    fee_dong: int
    upper: bool


@dataclass(frozen=True, slots=True)
class _Procedures:
    """Columns of the procedures; number ``i`` is the ``i``-th most frequent."""

    codes: list[str]
    term: Ints
    level: Ints
    upper: Flags
    fee: Ints
    field_of: Ints


@dataclass(frozen=True, slots=True)
class _Tables:
    """Drawn once for the whole run."""

    days: Ints
    """Days since 1970 of the span."""
    counts: Ints
    """Rows of each day."""
    working: Ints
    """Days since 1970 that are worked, far enough beyond the span."""
    unit_weights: Floats
    unit_late: Floats
    unit_online: Floats
    procedure_weights: Floats
    term: Ints
    level: Ints
    upper: Flags
    fee: Ints
    field_of: Ints
    as_of: int
    names: dict[str, pa.Array] = field(default_factory=dict)


def simulate(wanted: Simulation) -> Iterator[pa.RecordBatch]:
    """Batches of ``RECORD_SCHEMA``, by day of receipt. Memory does not grow with ``rows``."""
    draw = np.random.default_rng(wanted.seed)
    tables = _tables(wanted, draw)
    ends = np.cumsum(tables.counts)
    first, made = 0, 0
    while first < len(tables.days):
        last = max(int(np.searchsorted(ends, made + BATCH_ROWS, side="right")), first + 1)
        if int(tables.counts[first:last].sum()):
            yield _batch(wanted, tables, draw, np.repeat(tables.days[first:last], tables.counts[first:last]))
        made, first = int(ends[last - 1]), last


def simulated_procedures(wanted: Simulation) -> list[SimulatedProcedure]:
    """The procedures that the rows will name, most frequent first; they depend on ``seed`` and ``procedures`` alone."""
    kinds = _procedures(wanted)
    return [
        SimulatedProcedure(
            code=code,
            field=FIELDS[int(kinds.field_of[at])],
            term_days=int(kinds.term[at]),
            online_level=OnlineLevel(int(kinds.level[at])),
            fee_dong=int(kinds.fee[at]),
            upper=bool(kinds.upper[at]),
        )
        for at, code in enumerate(kinds.codes)
    ]


def _procedures(wanted: Simulation) -> _Procedures:
    """Drawn by a generator of their own, so that a catalogue can be made without the rows."""
    draw, count = np.random.default_rng([wanted.seed, 766]), wanted.procedures
    numbers = draw.choice(np.arange(1000, 9999), count, replace=False)
    upper = draw.random(count) < 0.25
    levels = [OnlineLevel.FULL, OnlineLevel.PARTIAL, OnlineLevel.INFORMATION]
    return _Procedures(
        codes=[f"{1 + at % 2}.00{number}" for at, number in enumerate(numbers)],
        term=np.where(upper, np.maximum(draw.choice(TERMS, count), 5), draw.choice(TERMS, count)),
        level=draw.choice(levels, count, p=[0.55, 0.3, 0.15]).astype(np.int64),
        upper=upper,
        fee=np.where(draw.random(count) < 0.55, draw.integers(1, 60, count) * 5000, 0),
        field_of=draw.integers(0, len(FIELDS), count),
    )


def _tables(wanted: Simulation, draw: np.random.Generator) -> _Tables:
    first, last = (
        np.datetime64(day).astype("datetime64[D]").astype(np.int64) for day in (wanted.first_day, wanted.last_day)
    )
    days = np.arange(first, last + 1)
    worked = _working_days(wanted.first_day, wanted.last_day + timedelta(days=120))
    weights = (
        np.where(np.isin(days, worked), 1.0, 0.06)
        * MONTHS[days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12]
    )
    weights *= draw.lognormal(0, 0.12, len(days))
    count, units = wanted.procedures, len(wanted.units)
    popular = 1 / (np.arange(1, count + 1) ** 1.1)
    size = draw.lognormal(0, 0.6, units)
    kinds = _procedures(wanted)
    return _Tables(
        days=days,
        counts=draw.multinomial(wanted.rows, weights / weights.sum()).astype(np.int64),
        working=worked,
        unit_weights=np.cumsum(size / size.sum()),
        unit_late=np.clip(
            wanted.lateness * draw.lognormal(-0.15, 0.6, units), wanted.lateness / 5, wanted.lateness * 4
        ),
        unit_online=np.clip(draw.normal(0.62, 0.15, units), 0.15, 0.95),
        procedure_weights=np.cumsum(popular / popular.sum()),
        term=kinds.term,
        level=kinds.level,
        upper=kinds.upper,
        fee=kinds.fee,
        field_of=kinds.field_of,
        as_of=int(last + 1) * DAY - LOCAL_HOURS * 60 * MINUTE,
        names={
            "unit": pa.array([*wanted.units, wanted.upper_unit]),
            "prefix": pa.array([f"H{68 % 100:02d}.{at // 100:02d}.{at % 100:02d}" for at in range(units)]),
            "procedure": pa.array(kinds.codes),
            "field": pa.array(FIELDS),
        },
    )


def _working_days(first: date, last: date) -> Ints:
    """Days since 1970 on which the offices open, by the shipped calendar: made-up Saturdays too; the quiet of Tết."""
    calendar = _calendar(first.year, last.year)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return np.array([day for day in days if calendar.is_working_day(day)], dtype="datetime64[D]").astype(np.int64)


@lru_cache(4)
def _calendar(first_year: int, last_year: int) -> WorkingCalendar:
    content = (files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml").read_bytes()
    return calendar_of(content, first_year=first_year, last_year=last_year)


def _pick(draw: np.random.Generator, cumulative: Floats, rows: int) -> Ints:
    return np.minimum(np.searchsorted(cumulative, draw.random(rows)), len(cumulative) - 1).astype(np.int64)


def _office_minutes(draw: np.random.Generator, rows: int, hours: Floats) -> Ints:
    """Microseconds since local midnight, whole seconds."""
    shares = np.cumsum(hours / hours.sum())
    return _pick(draw, shares, rows) * 3600_000_000 + draw.integers(0, 3600, rows) * 1_000_000


def _batch(wanted: Simulation, tables: _Tables, draw: np.random.Generator, days: Ints) -> pa.RecordBatch:
    rows = len(days)
    unit = _pick(draw, tables.unit_weights, rows)
    procedure = _pick(draw, tables.procedure_weights, rows)
    level = tables.level[procedure]
    online = (level > 0) & (draw.random(rows) < tables.unit_online[unit])
    channel = np.where(online, Channel.ONLINE, np.where(draw.random(rows) < 0.04, Channel.POST, Channel.DIRECT))
    daytime = np.where(np.arange(24) < 7, 0, HOURS) * (np.arange(24) < 18)
    at = np.where(online, _office_minutes(draw, rows, HOURS), _office_minutes(draw, rows, daytime))
    received = days * DAY + at - LOCAL_HOURS * 60 * MINUTE
    times = _times(tables, draw, unit, procedure, days, received)
    done, waiting = times["finished"] <= tables.as_of, draw.random(rows)
    status = _status(draw, waiting, done, times["returned"] <= tables.as_of)
    done = np.isin(status, (Status.FINISHED, Status.RETURNED))
    late = times["finished"] > times["due"]
    fee = tables.fee[procedure]
    paid = online & (fee > 0) & (draw.random(rows) < 0.6)
    supplements = times["supplements"]
    digitised = np.where(draw.random(rows) < 0.78, draw.integers(1, 6, rows), 0)
    answered = done & (draw.random(rows) < 0.18)
    order = np.lexsort((unit, days))
    sequence = np.empty(rows, dtype=np.int64)
    keys = days[order] * 100_000 + unit[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    sequence[order] = np.arange(rows) - np.repeat(starts, np.diff(np.r_[starts, rows])) + 1
    upper = np.where(tables.upper[procedure], len(wanted.units), unit)
    arrays = {
        "source": _same(wanted.source, rows),
        "record_code": _codes(tables, unit, days, sequence),
        "receiving_unit": tables.names["unit"].take(pa.array(unit)),
        "deciding_unit": tables.names["unit"].take(pa.array(upper)),
        "procedure_code": tables.names["procedure"].take(pa.array(procedure)),
        "field_code": tables.names["field"].take(pa.array(tables.field_of[procedure])),
        "channel": pa.array(channel.astype(np.int8)),
        "online_level": pa.array(level.astype(np.int8)),
        "status": pa.array(status.astype(np.int8)),
        "received_at": _moments(received),
        "due_at": _moments(times["due"], draw.random(rows) > 0.997),
        "extended_due_at": _moments(times["extended"], ~(late & times["apology"])),
        "finished_at": _moments(times["finished"], ~done),
        "returned_at": _moments(times["returned"], status != Status.RETURNED),
        "supplement_requests": pa.array(supplements.astype(np.int16)),
        "supplement_asked_at": _moments(times["asked"], supplements == 0),
        "paused_minutes": pa.array(times["paused"].astype(np.int32)),
        "processing_minutes": pa.nulls(rows, pa.int32()),
        "fee_required": pa.array(fee > 0),
        "fee_dong": pa.array(fee),
        "paid_online": pa.array(paid),
        "digitised_parts": pa.array(digitised.astype(np.int16)),
        "digitised_result": pa.array(done & (draw.random(rows) < 0.7)),
        "reused_parts": pa.array(np.where(digitised > 0, draw.integers(0, 3, rows), 0).astype(np.int16)),
        "satisfied": pa.array((draw.random(rows) < 0.94).astype(np.int8), mask=~answered),
        "apology_sent": pa.array(late & times["apology"]),
        "batch_id": _same(wanted.batch_id, rows),
        "source_row": pa.nulls(rows, pa.int64()),
        "simulated": pa.array(np.ones(rows, dtype=bool)),
        "received_month": _months(days),
    }
    return pa.record_batch([arrays[name] for name in RECORD_SCHEMA.names], schema=RECORD_SCHEMA)


def _times(
    tables: _Tables, draw: np.random.Generator, unit: Ints, procedure: Ints, days: Ints, received: Ints
) -> dict[str, Any]:
    """Due, finished, returned … in microseconds UTC; from the first worked day at or after receipt."""
    rows = len(days)
    term = tables.term[procedure]
    last = len(tables.working) - 1
    begin = np.searchsorted(tables.working, days)
    supplements = (draw.random(rows) < 0.07).astype(np.int64) + (draw.random(rows) < 0.008)
    waited = np.where(supplements > 0, draw.integers(1, 8, rows), 0)
    due_day = tables.working[np.minimum(begin + term + waited, last)]
    due = due_day * DAY + 17 * 60 * MINUTE - LOCAL_HOURS * 60 * MINUTE
    late = draw.random(rows) < tables.unit_late[unit]
    taken = np.where(
        late, term + 1 + draw.integers(0, 6, rows), np.floor(term * draw.beta(2.2, 1.6, rows)).astype(np.int64)
    )
    end_day = tables.working[np.minimum(begin + waited + taken, last)]
    finished = end_day * DAY + draw.integers(8 * 3600, 17 * 3600, rows) * 1_000_000 - LOCAL_HOURS * 60 * MINUTE
    finished = np.maximum(finished, received + draw.integers(600, 7200, rows) * 1_000_000)
    return {
        "due": np.maximum(due, received + 60 * MINUTE),
        "extended": due + 5 * DAY,
        "finished": finished,
        "returned": finished + draw.integers(0, 3 * 86_400, rows) * 1_000_000,
        "supplements": supplements,
        "asked": received + 4 * 60 * MINUTE,
        "paused": waited * 480,
        "apology": draw.random(rows) < 0.75,
    }


def _status(draw: np.random.Generator, share: Floats, finished: Flags, returned: Flags) -> Ints:
    open_states = np.select(
        [share < 0.06, share < 0.08, share < 0.10, share < 0.11],
        [Status.SUPPLEMENT_ASKED, Status.FEE_ASKED, Status.STOPPED, Status.RECEIVED],
        Status.IN_PROCESS,
    )
    closed = np.where(returned, Status.RETURNED, Status.FINISHED)
    status = np.where(finished, closed, open_states)
    refused = draw.random(len(status))
    status = np.where(refused < 0.010, Status.WITHDRAWN, status)
    return np.where((refused >= 0.010) & (refused < 0.018), Status.NOT_RECEIVED, status)


def _codes(tables: _Tables, unit: Ints, days: Ints, sequence: Ints) -> pa.Array:
    first = int(days.min())
    span = np.arange(first, int(days.max()) + 1).astype("datetime64[D]")
    dates = pa.array([f"-{text[2:4]}{text[5:7]}{text[8:]}-" for text in span.astype(str)])
    numbers = pa.array([f"{number:04d}" for number in range(int(sequence.max()) + 1)])
    return pc.binary_join_element_wise(
        tables.names["prefix"].take(pa.array(unit)),
        dates.take(pa.array(days - first)),
        numbers.take(pa.array(sequence)),
        "",
    )


def _months(days: Ints) -> pa.Array:
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    names, which = np.unique(months, return_inverse=True)
    return pa.array(names.astype(str)).take(pa.array(which))


def _moments(values: Ints, missing: Flags | None = None) -> pa.Array:
    return pa.array(values, type=pa.int64(), mask=missing).cast(pa.timestamp("us", tz="UTC"))


def _same(text: str, rows: int) -> pa.Array:
    return pa.repeat(text, rows)


def end_of(day: date) -> datetime:
    """The instant at which a local day is over."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=24 - LOCAL_HOURS)
