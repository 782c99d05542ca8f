"""Roll-ups made ready for pages give the figures that the stored ones give, for any window."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table
from tests.lake.conftest import dossier, dossiers

from parindex.lake.answering import prepare
from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.figures import View, Window, figures_of, groups_of
from parindex.lake.movements import MOVED_ON, UNIT_DAY, UNIT_PROCEDURE_MONTH, Cube, Grain, movements

ENGINE = duckdb_engine(threads=1)
DAYS = st.dates(date(2025, 11, 20), date(2026, 4, 10))


def _rollup(records: list[dict[str, Any]], cube: Cube) -> Table:
    table = ENGINE.create_table("records", pa.Table.from_pylist(records, RECORD_SCHEMA), overwrite=True)
    return movements(table, cube).cache()


@given(
    records=st.lists(dossiers(), max_size=25, unique_by=lambda each: each["record_code"]),
    days=st.lists(st.tuples(DAYS, DAYS), min_size=3, max_size=5),
    view=st.sampled_from(View),
    total=st.booleans(),
)
@settings(max_examples=12, deadline=None)
def test_any_window_has_the_figures_of_the_stored_roll_up(
    records: list[dict[str, Any]], days: list[tuple[date, date]], view: View, total: bool
) -> None:
    rollup = _rollup(records, UNIT_DAY)
    held = prepare(rollup, UNIT_DAY)
    for one, other in days:
        window = Window(min(one, other), max(one, other))
        by = () if total and len(records) % 2 else (Name.FIELD_CODE,)
        asked, wanted = (
            groups_of(figures_of(table, window, grain=Grain.DAY, view=view, by=by, total=total))
            for table in (held.until(window), rollup)
        )
        assert asked == wanted


@pytest.mark.parametrize("first", [date(2025, 12, 1), date(2026, 1, 1)])
@pytest.mark.parametrize("last", [date(2026, 1, 31), date(2026, 2, 28)])
def test_months_are_asked_of_months(first: date, last: date) -> None:
    records = [
        dossier(record_code=str(n), procedure_code=f"1.{n % 3}", received_at=dossier()["received_at"] + _after(n))
        for n in range(-30, 90, 7)
    ]
    rollup = _rollup(records, UNIT_PROCEDURE_MONTH)
    window, by = Window(first, last), (Name.PROCEDURE_CODE,)
    asked, wanted = (
        groups_of(figures_of(table, window, grain=Grain.MONTH, view=View.RECEIVED, by=by))
        for table in (prepare(rollup, UNIT_PROCEDURE_MONTH).until(window), rollup)
    )
    assert asked == wanted and sum(group.figures.received_new for group in asked) > 0


def test_days_are_read_only_of_months_that_the_window_cuts() -> None:
    records = [dossier(record_code=str(n), received_at=dossier()["received_at"] + _after(n)) for n in range(-60, 90)]
    held = prepare(_rollup(records, UNIT_DAY), UNIT_DAY)
    whole = held.until(Window(date(2026, 1, 1), date(2026, 2, 28))).count().to_pyarrow().as_py()
    cut = held.until(Window(date(2026, 1, 1), date(2026, 2, 27))).count().to_pyarrow().as_py()
    assert whole <= 4 < 27 <= cut < held.every.count().to_pyarrow().as_py()
    assert str(held.every[MOVED_ON].type()) == "int32" and str(held.every["received"].type()) == "int32"


def _after(days: int) -> timedelta:
    return timedelta(days=days)
