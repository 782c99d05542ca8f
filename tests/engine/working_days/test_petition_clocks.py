"""Clocks of petitions: dated, with their act, one that counts for each duty."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.engine.working_days.shipped import DATA

from parindex.engine.working_days import DocumentRefused, calendar_of
from parindex.engine.working_days.petition_clocks import Duty, PetitionClocks, read_petition_clocks


@pytest.fixture(scope="module")
def clocks() -> PetitionClocks:
    return read_petition_clocks((DATA / "petition_clocks.yaml").read_bytes())


def test_terms_of_the_index_hold_since_august_2022(clocks: PetitionClocks) -> None:
    day = date(2026, 11, 5)
    counted = {duty: clocks.on(duty, day)[0] for duty in Duty}
    amounts = {duty.value: (clock.amount, clock.unit.value) for duty, clock in counted.items()}
    assert amounts == {
        "forward": (5, "working_day"),
        "refuse": (2, "working_day"),
        "supplement": (5, "working_day"),
        "answer": (15, "working_day"),
        "publish": (2, "working_day"),
        "update": (7, "calendar_day"),
    }
    assert all(clock.counts and clock.act for clock in counted.values())


def test_the_circulars_twenty_days_counted_before_and_stand_beside_since(clocks: PetitionClocks) -> None:
    (before,) = clocks.on(Duty.ANSWER, date(2021, 5, 4))
    assert (before.amount, before.counts, bool(before.unsure)) == (20, True, True)
    counts, beside = clocks.on(Duty.ANSWER, date(2026, 5, 4))
    assert (counts.amount, beside.amount, beside.counts) == (15, 20, False)


def test_before_any_act_there_is_no_clock(clocks: PetitionClocks) -> None:
    assert clocks.on(Duty.ANSWER, date(2007, 1, 1)) == ()


@pytest.mark.parametrize(
    ("received", "amount", "due"),
    [
        # 24/11 is a day off since 2026
        ("2026-11-05T09:00", 15, "2026-11-27T17:00"),
        ("2026-11-05T09:00", 5, "2026-11-12T17:00"),
        # Saturday: counted from Monday
        ("2026-11-07T09:00", 2, "2026-11-11T17:00"),
        # Tết 2026 (16–20/02) lies between
        ("2026-02-12T09:00", 5, "2026-02-26T17:00"),
    ],
)
def test_due_days_by_hand(clocks: PetitionClocks, received: str, amount: int, due: str) -> None:
    calendar = calendar_of((DATA / "working_calendar.yaml").read_bytes(), first_year=2025, last_year=2027)
    clock = next(each for each in clocks.clocks if each.amount == amount and each.unit == "working_day")
    assert calendar.due_at(datetime.fromisoformat(received), clock.term, clocks.policy).at == datetime.fromisoformat(
        due
    )


def test_two_clocks_that_count_at_once_are_refused() -> None:
    text = (DATA / "petition_clocks.yaml").read_text(encoding="utf-8").replace("counts: false", "counts: true")
    with pytest.raises(DocumentRefused, match="two clocks"):
        read_petition_clocks(text.encode())
