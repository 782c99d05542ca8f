"""Printed as Vietnamese offices print; what is printed reads back as the same value."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.numbers.exact import percent, round_half_up
from parindex.engine.numbers.printing import (
    show_count,
    show_date,
    show_date_in_words,
    show_decimal,
    show_index,
    show_money,
    show_official_count,
    show_parts,
    show_percent,
    show_points,
    show_ratio,
    show_signed,
    shown_parts,
)
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.numbers.reading import (
    NumberNote,
    NumberProblem,
    read_count,
    read_date,
    read_decimal,
    read_money,
    read_percent,
    read_ratio,
)

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=9)
counts = st.integers(min_value=0, max_value=10**12)


def test_figures_of_krong_no() -> None:
    total = Decimal("85.959")
    assert show_points(total) == "85,959"
    assert show_index(total) == "85,96"
    assert show_percent(total) == "85,96 %"
    assert show_percent(percent(Decimal("14.591"), Decimal(17))) == "85,83 %"
    assert show_percent(Decimal(100)) == "100 %"
    assert show_points(Decimal(14)) == "14,000"


@pytest.mark.parametrize(("value", "text"), [("0.9", "+0,90"), ("-2.35", "−2,35"), ("0", "0"), ("-0.001", "0")])
def test_changes_carry_their_sign(value: str, text: str) -> None:
    assert show_signed(Decimal(value), 2) == text


def test_counts_dates_and_money() -> None:
    assert show_count(1310) == "1.310"
    assert show_official_count(5) == "05"
    assert show_official_count(12) == "12"
    assert show_official_count(0) == "0"
    assert show_date(date(2026, 12, 5)) == "05/12/2026"
    assert show_date_in_words(date(2026, 12, 5)) == "ngày 05 tháng 12 năm 2026"
    assert show_date_in_words(date(2024, 2, 20)) == "ngày 20 tháng 02 năm 2024"
    assert show_money(670282000) == "670.282.000 đồng"
    assert show_ratio(Decimal(41), Decimal(42)) == "41/42 (97,62 %)"


def test_rounding_is_half_up_and_never_shows_a_negative_zero() -> None:
    assert show_decimal(Decimal("0.125"), 2) == "0,13"
    assert show_decimal(Decimal("-0.125"), 2) == "−0,13"
    assert show_decimal(Decimal("-0.001"), 2) == "0,00"


def test_a_fraction_is_not_a_count() -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        show_count(Decimal("1.5"))


@given(numbers)
def test_a_printed_decimal_reads_back(value: Decimal) -> None:
    reading = read_decimal(show_decimal(value))
    if reading.value is None:
        assert reading.problem is NumberProblem.AMBIGUOUS
        assert value in reading.alternatives
    else:
        assert reading.value == value


@given(numbers, st.integers(min_value=1, max_value=9))
def test_printed_points_and_changes_read_back_at_their_decimals(value: Decimal, decimals: int) -> None:
    assert read_decimal(show_points(value, decimals)).value == round_half_up(value, decimals)
    assert read_decimal(show_signed(value, decimals)).value == round_half_up(value, decimals)


@given(st.decimals(min_value=0, max_value=999, places=2))
def test_a_printed_percent_reads_back(value: Decimal) -> None:
    assert read_percent(show_percent(value)).value == value


@given(counts)
def test_printed_counts_and_money_read_back(value: int) -> None:
    assert read_count(show_count(value)).value == value
    assert read_count(show_official_count(value)).value == value
    assert read_money(show_money(value)).value == value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_printed_dates_read_back(value: date) -> None:
    assert read_date(show_date(value)).value == value
    assert read_date(show_date_in_words(value)).value == value


@given(counts, counts)
def test_a_printed_ratio_reads_back(first: int, second: int) -> None:
    numerator, denominator = sorted((Decimal(first), Decimal(second)))
    reading = read_ratio(show_ratio(numerator, denominator))
    assert reading.value == Ratio(numerator, denominator)
    assert NumberNote.PERCENT_DISAGREES not in reading.notes


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_problem(text: str) -> None:
    for reading in (read_decimal(text), read_count(text), read_ratio(text), read_percent(text), read_money(text)):
        assert (reading.value is None) == (reading.problem is not None)
    day = read_date(text)
    assert (day.value is None) == (day.problem is not None)


PARTS = st.lists(st.decimals(min_value=-20, max_value=20, places=9), max_size=8)


@given(PARTS, st.sampled_from([0, 2, 3]))
def test_shown_parts_add_up_to_the_shown_total_and_stay_beside_their_own_value(
    parts: list[Decimal], decimals: int
) -> None:
    step = Decimal(1).scaleb(-decimals)
    shown = shown_parts(parts, decimals)
    assert sum(shown, Decimal(0)) == round_half_up(sum(parts, Decimal(0)), decimals)
    for part, each in zip(parts, shown, strict=True):
        assert abs(each - part) < step
        assert each == round_half_up(each, decimals)
        assert each == part or part != round_half_up(part, decimals), "what needs no rounding stays"


def test_two_halves_of_a_loss_add_up_as_printed() -> None:
    assert show_parts([Decimal("0.0815"), Decimal("0.0815")]) == ("0,082", "0,081")
    assert show_parts([Decimal("0.1"), Decimal("0.144897959")]) == ("0,100", "0,145")
    assert show_parts([]) == ()
