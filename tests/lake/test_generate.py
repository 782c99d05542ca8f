"""Simulated dossiers keep the offices' calendar: swapped days off are quiet, made-up Saturdays are worked."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pyarrow as pa

from parindex.lake.columns import LOCAL_HOURS, RECORD_SCHEMA
from parindex.lake.generate import Simulation, simulate

OFF, MADE_UP, SATURDAY = date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 17)


def test_a_made_up_saturday_is_worked_and_the_day_it_makes_up_for_is_not() -> None:
    wanted = Simulation(20_000, ("24703", "24649"), "68", date(2025, 12, 1), date(2026, 1, 31), procedures=20)
    rows = pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA)

    def days(column: str) -> Counter[date]:
        moments = [each for each in rows[column].to_pylist() if each is not None]
        return Counter((moment + timedelta(hours=LOCAL_HOURS)).date() for moment in moments)

    received, due = days("received_at"), days("due_at")
    assert received[MADE_UP] > 5 * received[SATURDAY] and received[MADE_UP] > 5 * received[OFF]
    assert due[MADE_UP] > 100 and due[OFF] == due[SATURDAY] == 0
