"""Figures of any window against the same said dossier by dossier; identities of form 06a; both views; the policy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend
from ibis.expr.types import Table
from tests.lake.conftest import dossier, dossiers
from tests.lake.plain_figures import figures_by_hand

from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.figures import (
    NO_FIGURES,
    Figures,
    NotWholeMonths,
    View,
    Window,
    figures_of,
    form_06a,
    groups_of,
)
from parindex.lake.movements import UNIT_DAY, UNIT_PROCEDURE_MONTH, Cube, DueDate, Grain, counted_once, movements

JANUARY = Window(date(2026, 1, 1), date(2026, 1, 31))


@cache
def _engine() -> BaseBackend:
    """One for all: starting an engine costs more than an example."""
    return duckdb_engine(threads=1)


@pytest.fixture
def engine() -> BaseBackend:
    return _engine()


def _table(engine: BaseBackend, records: list[dict[str, Any]]) -> Table:
    return engine.create_table("records", pa.Table.from_pylist(records, RECORD_SCHEMA), overwrite=True)


def _figures(
    records: Table, window: Window, view: View = View.RECEIVED, cube: Cube = UNIT_DAY, due: DueDate = DueDate.ORIGINAL
) -> dict[str, Figures]:
    summed = movements(records, cube, due=due)
    groups = groups_of(figures_of(summed, window, grain=cube.grain, view=view))
    return {str(group.keys[0]): group.figures for group in groups}


@st.composite
def _windows(draw: st.DrawFn) -> Window:
    first = draw(st.dates(date(2025, 12, 1), date(2026, 3, 31)))
    return Window(first, draw(st.dates(first, date(2026, 4, 30))))


@settings(max_examples=25, deadline=None)
@given(st.lists(dossiers(), max_size=40), _windows(), st.sampled_from(View))
def test_any_window_is_what_the_dossiers_say(records: list[dict[str, Any]], window: Window, view: View) -> None:
    engine = _engine()
    found = _figures(_table(engine, records), window, view)
    expected = figures_by_hand(records, window, view)
    for unit in found.keys() | expected.keys():
        assert found.get(unit, NO_FIGURES) == expected.get(unit, NO_FIGURES), unit


@settings(max_examples=10, deadline=None)
@given(st.lists(dossiers(), min_size=1, max_size=30))
def test_days_and_months_agree_on_whole_months(records: list[dict[str, Any]]) -> None:
    engine = _engine()
    table = _table(engine, records)
    assert _figures(table, JANUARY) == _figures(table, JANUARY, cube=UNIT_PROCEDURE_MONTH)


@settings(max_examples=25, deadline=None)
@given(st.lists(dossiers(), max_size=40), _windows())
def test_the_identities_of_the_form_hold(records: list[dict[str, Any]], window: Window) -> None:
    engine = _engine()
    answers = _figures(_table(engine, records), window).values()
    for figures in answers:
        row = form_06a(figures)
        assert row.received == row.received_online + row.received_direct_post + row.carried_over
        assert row.resolved + row.pending == row.received
        assert row.early + row.on_time + row.late + row.within + row.overdue + row.without_due == row.received
        assert min(row.within, row.overdue, row.pending, row.without_due) >= 0


def test_opening_is_the_last_closing(engine: BaseBackend) -> None:
    records = _table(engine, [dossier(record_code=f"H46.01-260105-{n:04d}", status=4 + n % 2) for n in range(9)])
    closing = _figures(records, JANUARY)["24703"]
    opening = _figures(records, Window(date(2026, 2, 1), date(2026, 2, 28)))["24703"]
    assert opening.carried_over == closing.pending == 9
    # every second one waits for papers: no day of the request is known, so its state says that the clock stands
    assert opening.carried_overdue == closing.pending_overdue == 5
    assert closing.waiting_past_due == 4 and closing.pending_within == 4


@pytest.mark.parametrize(
    ("cut_off", "overdue"),
    [(date(2026, 1, 7), 0), (date(2026, 1, 8), 0), (date(2026, 1, 9), 1)],
    ids=["before the due date", "on the due date it is still within", "the day after"],
)
def test_pending_is_overdue_from_the_day_after(engine: BaseBackend, cut_off: date, overdue: int) -> None:
    records = _table(engine, [dossier(status=4, finished_at=None)])
    figures = _figures(records, Window(date(2026, 1, 1), cut_off))["24703"]
    assert (figures.pending, figures.pending_overdue) == (1, overdue)


@pytest.mark.parametrize(
    ("status", "asked", "overdue"),
    [
        (5, datetime(2026, 1, 7, 3, tzinfo=UTC), 0),
        (5, datetime(2026, 1, 8, 3, tzinfo=UTC), 0),
        (5, datetime(2026, 1, 9, 3, tzinfo=UTC), 1),
        (5, None, 0),
        (6, None, 0),
        (8, datetime(2026, 1, 9, 3, tzinfo=UTC), 0),
        (4, datetime(2026, 1, 7, 3, tzinfo=UTC), 1),
    ],
    ids=["asked before", "asked on the due day", "asked after it", "no day known", "fee", "stopped", "goes on again"],
)
def test_who_waits_for_the_citizen_is_overdue_only_when_asked_after_the_due_day(
    engine: BaseBackend, status: int, asked: datetime | None, overdue: int
) -> None:
    records = _table(engine, [dossier(status=status, finished_at=None, supplement_asked_at=asked)])
    figures = _figures(records, JANUARY)["24703"]
    assert (figures.pending, figures.pending_overdue) == (1, overdue)
    assert (figures.waiting_past_due, figures.pending_within) == ((0, 0) if overdue else (1, 1))
    assert (form_06a(figures).within, form_06a(figures).overdue) == (1 - overdue, overdue)
    before = _figures(records, Window(date(2026, 1, 1), date(2026, 1, 8)))["24703"]
    assert (before.pending_overdue, before.waiting_past_due) == (0, 0)


def test_what_was_resolved_after_the_cut_off_is_pending_in_the_window(engine: BaseBackend) -> None:
    records = _table(engine, [dossier(finished_at=datetime(2026, 2, 10, 3, tzinfo=UTC))])
    figures = _figures(records, JANUARY)["24703"]
    assert (figures.resolved, figures.pending, figures.pending_overdue) == (0, 1, 1)


def test_without_a_due_date_nothing_is_on_time(engine: BaseBackend) -> None:
    figures = _figures(_table(engine, [dossier(due_at=None)]), JANUARY)["24703"]
    assert (figures.resolved, figures.resolved_without_due) == (1, 1)
    assert (figures.early, figures.on_time, figures.late) == (0, 0, 0)
    assert form_06a(figures).without_due == 1


def test_an_extension_moves_the_due_date_only_where_the_policy_says_so(engine: BaseBackend) -> None:
    extended = datetime(2026, 1, 20, 10, tzinfo=UTC)
    finished = datetime(2026, 1, 12, 3, tzinfo=UTC)
    records = _table(engine, [dossier(extended_due_at=extended, finished_at=finished)])
    assert _figures(records, JANUARY)["24703"].late == 1
    assert _figures(records, JANUARY, due=DueDate.EXTENDED)["24703"].early == 1


def test_received_here_and_decided_there(engine: BaseBackend) -> None:
    records = _table(engine, [dossier(deciding_unit="H46")])
    assert set(_figures(records, JANUARY)) == {"24703"}
    assert set(_figures(records, JANUARY, View.DECIDED)) == {"H46"}


def test_the_local_day_counts(engine: BaseBackend) -> None:
    """17:00 UTC is midnight in Hà Nội."""
    at = datetime(2026, 1, 31, 16, 59, 59, tzinfo=UTC), datetime(2026, 1, 31, 17, 0, tzinfo=UTC)
    records = _table(engine, [dossier(record_code=f"H46.01-260131-000{n}", received_at=at[n]) for n in range(2)])
    assert _figures(records, JANUARY)["24703"].received_new == 1


def test_a_dossier_of_two_portals_counts_once(engine: BaseBackend) -> None:
    records = _table(
        engine, [dossier(source="cong_tinh", status=4), dossier(source="cong_quoc_gia"), dossier(record_code="X")]
    )
    once = counted_once(records, ["cong_quoc_gia", "cong_tinh"])
    figures = _figures(once, JANUARY)["24703"]
    assert (figures.received_new, figures.resolved) == (2, 2)
    other = _figures(counted_once(records, ["cong_tinh"]), JANUARY)["24703"]
    assert (other.received_new, other.resolved) == (2, 1)


def test_a_window_inside_a_month_is_not_asked_of_months(engine: BaseBackend) -> None:
    summed = movements(_table(engine, [dossier()]), UNIT_PROCEDURE_MONTH)
    window = Window(date(2025, 12, 15), date(2026, 1, 31))
    with pytest.raises(NotWholeMonths):
        figures_of(summed, window, grain=Grain.MONTH, view=View.RECEIVED)


def test_by_procedure_of_chosen_units(engine: BaseBackend) -> None:
    records = [
        dossier(),
        dossier(record_code="2", procedure_code="2.000635"),
        dossier(record_code="3", receiving_unit="24649"),
    ]
    summed = movements(_table(engine, records), UNIT_PROCEDURE_MONTH)
    answer = figures_of(
        summed, JANUARY, grain=Grain.MONTH, view=View.RECEIVED, by=[Name.PROCEDURE_CODE], places=["24703"]
    )
    assert [group.keys for group in groups_of(answer)] == [("24703", "1.001193"), ("24703", "2.000635")]
    (total,) = groups_of(figures_of(summed, JANUARY, grain=Grain.MONTH, view=View.RECEIVED, total=True))
    assert total.keys == () and total.figures.received_new == 3


def test_a_window_that_ends_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Window(date(2026, 2, 1), date(2026, 1, 1))
