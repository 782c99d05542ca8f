"""Counts of a part of the dossiers: months add up, records are as many as the figure says."""

from __future__ import annotations

from datetime import date

import pytest

from parindex.lake.figures import NO_FIGURES, View, Window
from parindex.portal.dossiers.engine_bridge import Name, dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.records import Counted, records_of
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, Target, target_of

pytestmark = pytest.mark.usefixtures("records")
ALL = Part(View.RECEIVED, ("23235", "24649", "24703", "68"))
DECIDED = Part(View.DECIDED, ("68",))
ODD = Window(date(2025, 12, 15), date(2026, 3, 14))
SUMMER = Window(date(2026, 5, 1), date(2026, 8, 31))


@pytest.mark.parametrize("part", [ALL, DECIDED, Part(View.RECEIVED, ("24703",), field="HO-TICH")])
@pytest.mark.parametrize("window", [ODD, SUMMER])
def test_a_month_of_the_row_is_the_month_asked_alone(part: Part, window: Window) -> None:
    rows = dashboard.months(part, window)
    for month, figures in rows:
        alone = Window(max(month, window.first), min(dashboard.month_end(month), window.last))
        assert figures == dashboard.whole(part, alone)
    assert sum(row.figures.received_new for row in rows) == dashboard.whole(part, window).received_new > 0
    assert rows[-1].figures.pending == dashboard.whole(part, window).pending


def test_a_procedures_months_are_read_from_the_roll_up_by_months() -> None:
    code = str(dashboard.groups(ALL, SUMMER, Name.PROCEDURE_CODE)[0].keys[0])
    part = Part(View.RECEIVED, ALL.places, procedure=code)
    rows = dashboard.months(part, SUMMER)
    assert [row.month.month for row in rows] == [5, 6, 7, 8]
    assert [row.figures for row in rows] == [
        dashboard.whole(part, Window(month, dashboard.month_end(month))) for month, _figures in rows
    ]


@pytest.mark.parametrize("by", [None, Name.FIELD_CODE, Name.PROCEDURE_CODE])
def test_groups_add_up_to_the_whole(by: Name | None) -> None:
    groups = dashboard.groups(ALL, SUMMER, by)
    assert len(groups) > 1
    assert sum((group.figures for group in groups), NO_FIGURES) == dashboard.whole(ALL, SUMMER)


@pytest.mark.parametrize("part", [ALL, DECIDED, Part(View.RECEIVED, ("24649",), field="HO-TICH")])
@pytest.mark.parametrize("window", [ODD, SUMMER])
def test_as_many_records_as_the_figure_says(part: Part, window: Window) -> None:
    figures = dashboard.whole(part, window)
    for counted in (each for each in Counted if each is not Counted.HANDLED):
        assert records_of(part, window, counted).count == getattr(figures, counted.value), counted
    assert records_of(part, window, Counted.HANDLED).count == figures.received_total > 0


def test_records_are_found_by_a_part_of_their_code_and_paged() -> None:
    page = records_of(ALL, SUMMER, Counted.RECEIVED_NEW, limit=3)
    assert len(page.rows) == 3
    wanted = page.rows[2].record_code
    found = records_of(ALL, SUMMER, Counted.RECEIVED_NEW, text=wanted.lower())
    assert [row.record_code for row in found.rows] == [wanted]


def test_records_name_no_citizen() -> None:
    row = records_of(ALL, SUMMER, Counted.HANDLED, limit=1).rows[0]
    assert set(row.__dataclass_fields__) == {
        "record_code", "receiving_unit", "deciding_unit", "procedure_code", "field_code", "channel", "status",
        "received_on", "due_on", "closed_on", "outcome", "source",
    }  # fmt: skip


def test_whole_months_that_have_ended() -> None:
    assert dashboard.ended_months(Window(date(2026, 1, 15), date(2026, 12, 31))) == Window(
        date(2026, 2, 1), date(2026, 9, 30)
    )
    assert dashboard.ended_months(Window(date(2026, 3, 2), date(2026, 3, 30))) is None


def test_a_target_is_compared_exactly() -> None:
    target = target_of(ON_TIME, date(2026, 6, 30))
    assert target is not None
    assert target.act
    assert target.reached(98, 100) is True
    assert target.reached(979_999, 1_000_000) is False
    assert target.reached(0, 0) is None
    assert target_of(ON_TIME, date(2025, 6, 30)) is None
    assert Target.model_validate(target.model_dump()) == target
