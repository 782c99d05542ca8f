"""QĐ 766: its own rule of being in time, exact points, the scheme of the day, what the records cannot tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend
from pydantic import ValidationError
from tests.lake.conftest import dossier, dossiers

from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.figures import NO_FIGURES, Window
from parindex.lake.index_766 import NoScheme, Scheme766, points_766, read_schemes, scheme_of, values_766
from parindex.lake.progress_766 import Progress, progress_766

RULEBOOKS = files("parindex.rulebooks")
JANUARY = Window(date(2026, 1, 1), date(2026, 1, 31))
FRIDAY_DUE = datetime(2026, 1, 16, 10, tzinfo=UTC)
"""17:00 local time on Friday 16 January 2026; Saturday the 10th was worked."""


@cache
def _engine() -> BaseBackend:
    return duckdb_engine(threads=1)


@cache
def _calendar() -> WorkingCalendar:
    content = (RULEBOOKS / "calendars" / "vn" / "working_calendar.yaml").read_bytes()
    return calendar_of(content, first_year=2025, last_year=2027)


@pytest.fixture(scope="module")
def schemes() -> tuple[Scheme766, ...]:
    return read_schemes((RULEBOOKS / "indicators" / "qd766.yaml").read_bytes())


def _progress(records: list[dict[str, Any]], *, due_holds_pause: bool = False) -> dict[str, Progress]:
    table = _engine().create_table("records_766", pa.Table.from_pylist(records, RECORD_SCHEMA), overwrite=True)
    return progress_766(table, JANUARY, _calendar(), due_holds_pause=due_holds_pause)


def _one(**given: Any) -> Progress:
    return _progress([dossier(due_at=FRIDAY_DUE, **given)])["24703"]


@pytest.mark.parametrize(
    ("given", "in_time"),
    [
        ({"finished_at": datetime(2026, 1, 16, 16, 59, tzinfo=UTC)}, True),
        ({"finished_at": datetime(2026, 1, 19, 2, tzinfo=UTC)}, False),
        ({"finished_at": datetime(2026, 1, 19, 2, tzinfo=UTC), "paused_minutes": 480}, True),
        ({"finished_at": datetime(2026, 1, 20, 2, tzinfo=UTC), "paused_minutes": 480}, False),
        ({"supplement_requests": 1}, True),
        ({"supplement_requests": 2}, False),
        ({"status": 5, "finished_at": None, "supplement_asked_at": datetime(2026, 1, 15, 2, tzinfo=UTC)}, True),
        ({"status": 5, "finished_at": None, "supplement_asked_at": datetime(2026, 1, 19, 2, tzinfo=UTC)}, False),
        ({"status": 4, "finished_at": None}, False),
        ({"finished_at": datetime(2026, 2, 5, 2, tzinfo=UTC)}, False),
    ],
    ids=[
        "on the day, in the night",
        "the next working day",
        "a day's waiting is taken off",
        "and no more than that",
        "one request",
        "two requests",
        "waiting: the day of the request",
        "asked after it was due",
        "unfinished: the end of the window",
        "finished after the window",
    ],
)
def test_the_rule_of_2_1(given: dict[str, Any], in_time: bool) -> None:
    found = _one(**given)
    assert (found.handled, found.in_time) == (1, int(in_time))


def test_waiting_that_the_due_date_holds_is_not_taken_off_twice() -> None:
    late = dossier(due_at=FRIDAY_DUE, finished_at=datetime(2026, 1, 19, 2, tzinfo=UTC), paused_minutes=480)
    assert _progress([late], due_holds_pause=True)["24703"].in_time == 0


def test_what_is_not_counted_and_what_has_no_due_date() -> None:
    assert _progress([dossier(status=7), dossier(status=8, record_code="2"), dossier(status=3, record_code="3")]) == {}
    found = _progress([dossier(due_at=None)])["24703"]
    assert (found.handled, found.in_time, found.without_due) == (1, 0, 1)


@settings(max_examples=15, deadline=None)
@given(st.lists(dossiers(), max_size=30), st.integers(0, 3))
def test_taking_off_is_moving_the_due_date(records: list[dict[str, Any]], days: int) -> None:
    records = [record | {"paused_minutes": days * 480 + at % 3 * 60} for at, record in enumerate(records)]
    found = sum(each.in_time for each in _progress(records).values())
    assert found == sum(_in_time_by_hand(record) for record in records)


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None) + timedelta(hours=7)


def _in_time_by_hand(record: dict[str, Any]) -> bool:
    ended = (record["finished_at"] or record["returned_at"]) if record["status"] in (9, 10) else None
    over = record["status"] in (9, 10) and (ended is None or _local(ended).date() < JANUARY.first)
    if record["status"] in (1, 3, 7, 8) or over or _local(record["received_at"]).date() > JANUARY.last:
        return False
    if record["due_at"] is None or (record["supplement_requests"] or 0) > 1:
        return False
    until = min(JANUARY.last, _local(ended).date()) if ended else JANUARY.last
    due = _local(record["due_at"])
    moved = _calendar().add_working_minutes(due, record["paused_minutes"]) if record["paused_minutes"] else due
    return until <= max(moved.date(), due.date())


def test_maxima_make_a_hundred(schemes: tuple[Scheme766, ...]) -> None:
    first = scheme_of(schemes, date(2026, 6, 30))
    assert first.code == "2022" and sum(each.max for each in first.indicators) == 100


def test_a_scheme_without_a_date_is_taken_only_by_name(schemes: tuple[Scheme766, ...]) -> None:
    assert scheme_of(schemes, date(2026, 11, 1), code="2026").indicators[0].status == "unknown"
    with pytest.raises(NoScheme):
        scheme_of(schemes, date(2022, 7, 31))


@pytest.mark.parametrize(
    ("no", "numerator", "denominator", "points"),
    [("2.1", 1286, 1309, "19.65"), ("4.3", 4, 5, "2.00"), ("4.3", 1, 4, "0.63"), ("4.3", 0, 4, "0.00")],
)
def test_points_are_exact_and_half_up(
    schemes: tuple[Scheme766, ...], no: str, numerator: int, denominator: int, points: str
) -> None:
    indicator = next(each for each in schemes[0].indicators if each.no == no)
    assert str(points_766(numerator, denominator, indicator)) == points


def test_values_and_what_is_missing(schemes: tuple[Scheme766, ...]) -> None:
    figures = replace(
        NO_FIGURES,
        received_new=90,
        received_online=45,
        carried_over=10,
        late=3,
        pending_overdue=2,
        asked=9,
        satisfied=4,
    )
    values = {each.indicator.no: each for each in values_766(schemes[0], figures, Progress(100, 95))}
    assert (values["2.1"].numerator, values["2.1"].points) == (95, Decimal("19.00"))
    assert (values["5.4"].numerator, values["5.4"].denominator, values["5.4"].points) == (90, 100, Decimal("6.00"))
    assert values["3.3"].numerator == 45 and values["3.3"].points is None
    synced = {each.indicator.no: each for each in values_766(schemes[0], figures, Progress(), sync=Decimal("0.9"))}
    assert synced["3.3"].points == Decimal("5.40")
    assert values["1.1"].points is None and values["1.1"].indicator.why
    empty = {each.indicator.no: each for each in values_766(schemes[0], NO_FIGURES, Progress())}
    assert empty["5.4"].points == Decimal("0.00") and empty["4.1"].points is None


def test_an_indicator_says_its_counts_or_why_not() -> None:
    line = "{no: a, group: b, title: c, max: 1, status: verified}"
    with pytest.raises(ValidationError, match="or why not"):
        read_schemes(
            f"schema: parindex/dossier_index/1\nschemes: [{{code: x, title: y, indicators: [{line}]}}]".encode()
        )
