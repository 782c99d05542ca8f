"""Deadlines and groups worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.engine.working_days.shipped import moment, pauses, policy, shipped_calendar, table, term

from parindex.engine.working_days import Course, StepCode, Timing, Unit, due_at, judge, vectorised

DEADLINES = table("deadlines")
TIMINGS = table("timings")
IN_ARRAYS = [
    row for row in DEADLINES if "." not in row["term"] and "stops" not in row and len(row.get("pauses", ())) <= 1
]
"""Arrays hold whole amounts and one pause a row."""


def named(row: dict[str, Any]) -> str:
    return f"{row['policy']}: {row['why']}"


def test_the_tables_are_large_enough() -> None:
    assert len(DEADLINES) >= 60
    assert {row["timing"] for row in TIMINGS} == {timing.name for timing in Timing}


@pytest.mark.parametrize("row", DEADLINES, ids=named)
def test_deadline(row: dict[str, Any]) -> None:
    received = moment(row["received"])
    due = due_at(shipped_calendar(), received, term(row["term"]), policy(row["policy"], received.date()), pauses(row))
    assert due.at == (None if row["due"] is None else moment(row["due"]))
    assert due.steps[0].code is StepCode.RECEIVED
    assert due.steps[-1].code in (StepCode.DUE, StepCode.WAITING, StepCode.STOPPED)


@pytest.mark.parametrize("row", IN_ARRAYS, ids=named)
def test_the_arrays_say_the_same(row: dict[str, Any]) -> None:
    received = moment(row["received"])
    asked = term(row["term"])
    paused = {}
    for pause in pauses(row):
        paused = {
            "paused_from": np.array([pause.began_at], dtype="datetime64[s]"),
            "paused_until": np.array([pause.ended_at], dtype="datetime64[s]"),
        }
    due = vectorised.due_dates(
        shipped_calendar(),
        np.array([received], dtype="datetime64[us]"),
        int(asked.amount),
        Unit(asked.unit),
        policy(row["policy"], received.date()),
        **paused,
    )
    assert due.dtype == np.dtype("datetime64[s]")
    assert due[0].item() == (None if row["due"] is None else moment(row["due"]))


@pytest.mark.parametrize("row", TIMINGS, ids=named)
def test_timing(row: dict[str, Any]) -> None:
    received = moment("2026-01-05 09:00")
    course = Course(
        received,
        term(row["term"]) if row.get("term", "") else None if "term" in row else term("5 working_day"),
        printed_due=moment(row["printed_due"]) if "printed_due" in row else None,
        finished_at=moment(row["finished"]) if "finished" in row else None,
        pauses=pauses(row),
        counted=row.get("counted", True),
    )
    as_of = moment(row.get("as_of", "2026-01-31 18:00"))
    judged = judge(shipped_calendar(), course, policy(row["policy"], received.date()), as_of)
    assert judged.timing is Timing[row["timing"]]
