"""Figures worth a second look: against last year's, and ratios above one. Everything else is silent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks.plausibility import DoubtCode, PlausibilityRule, doubts_of
from parindex.engine.scoring.values import Absence, Ratio, Value

RULE = PlausibilityRule(Decimal(5), Decimal(20), Decimal(30), Decimal(10))


def of(upper: int, lower: int) -> Ratio:
    return Ratio(Decimal(upper), Decimal(lower))


@pytest.mark.parametrize(
    ("now", "before", "codes"),
    [
        (Decimal(1306), Decimal(1290), []),
        (Decimal(100), Decimal(20), [DoubtCode.RISE]),
        (Decimal(99), Decimal(20), []),
        (Decimal(20), Decimal(100), [DoubtCode.FALL]),
        (Decimal(21), Decimal(100), []),
        (Decimal(0), Decimal(40), [DoubtCode.FALL]),
        (Decimal(15), Decimal(1), []),
        (Decimal(5000), Decimal(0), []),
        (of(41, 42), of(40, 42), []),
        (of(20, 42), of(40, 42), [DoubtCode.SHARE_MOVED]),
        (of(70, 100), of(100, 100), [DoubtCode.SHARE_MOVED]),
        (of(71, 100), of(100, 100), []),
        (of(1, 3), of(3, 3), []),
        (of(4100, 4200), of(40, 42), [DoubtCode.RISE]),
        (of(43, 42), of(40, 42), [DoubtCode.ABOVE_ONE]),
        (of(43, 42), None, [DoubtCode.ABOVE_ONE]),
        (of(0, 0), of(40, 42), [DoubtCode.FALL]),
        (Decimal(100), None, []),
        (Absence.MISSING, Decimal(100), []),
        (True, False, []),
    ],
)
def test_what_is_doubted(now: Value | Absence, before: Value | None, codes: list[DoubtCode]) -> None:
    assert [doubt.code for doubt in doubts_of(now, before, RULE)] == codes


@given(st.integers(1, 10**9))
def test_the_same_figure_as_last_year_is_never_doubted(number: int) -> None:
    assert doubts_of(Decimal(number), Decimal(number), RULE) == ()
    assert doubts_of(of(number, number), of(number, number), RULE) == ()


@pytest.mark.parametrize(("today", "codes"), [(20, []), (19, [DoubtCode.DATE_AHEAD]), (None, [])])
def test_a_day_that_has_not_come_is_doubted(today: int | None, codes: list[DoubtCode]) -> None:
    day = None if today is None else date(2027, 1, today)
    assert [doubt.code for doubt in doubts_of(date(2027, 1, 20), None, RULE, day)] == codes
