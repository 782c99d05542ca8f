"""Figures as the sources print them; what is ambiguous is reported, never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from parindex.engine.numbers.ratio import Ratio
from parindex.engine.numbers.reading import (
    NumberNote,
    NumberProblem,
    PartialDate,
    read_count,
    read_date,
    read_decimal,
    read_money,
    read_percent,
    read_ratio,
)
from parindex.wording import codes, sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("85,96", "85.96"),
        ("14,591", "14.591"),
        ("03", "3"),
        ("100", "100"),
        ("-2,35", "-2.35"),
        ("−2,35", "-2.35"),
        ("+0,900", "0.9"),
        ("1.310,5", "1310.5"),
        ("754.089.000", "754089000"),
        ("0,000", "0"),
        (" 85,96\u00a0", "85.96"),
    ],
)
def test_decimals(text: str, value: str) -> None:
    reading = read_decimal(text)
    assert reading.value == Decimal(value)
    assert reading.notes == ()


def test_one_point_before_three_digits_is_ambiguous_as_a_decimal_and_thousands_as_a_count() -> None:
    reading = read_decimal("1.310")
    assert reading.value is None
    assert reading.problem is NumberProblem.AMBIGUOUS
    assert reading.alternatives == (Decimal(1310), Decimal("1.310"))
    assert read_count("1.310").value == 1310


@pytest.mark.parametrize("text", ["15.5", "0.950", "1234.567"])
def test_a_point_that_cannot_group_is_a_decimal_with_a_note(text: str) -> None:
    reading = read_decimal(text)
    assert reading.value == Decimal(text)
    assert reading.notes == (NumberNote.POINT_AS_DECIMAL,)


def test_english_grouping_is_accepted_with_a_note() -> None:
    assert read_decimal("754,089,000").value == 754089000
    assert read_decimal("1,310.50").notes == (NumberNote.ENGLISH_GROUPS,)


@pytest.mark.parametrize("text", ["abc", "1..2", "1,2,3", "1.31.000", "12 345", "٣", "1e5", "NaN", "=1+1", "9" * 300])
def test_what_is_no_number_says_so(text: str) -> None:
    assert read_decimal(text).problem is NumberProblem.NOT_A_NUMBER


def test_empty_is_empty_and_not_zero() -> None:
    assert read_decimal("  ").problem is NumberProblem.EMPTY
    assert read_ratio("").problem is NumberProblem.EMPTY
    assert read_date("").problem is NumberProblem.EMPTY


def test_a_count_is_whole_and_not_negative() -> None:
    assert read_count("5,0").value == 5
    assert read_count("-3").problem is NumberProblem.NEGATIVE
    assert read_count("1,5").problem is NumberProblem.NOT_WHOLE
    assert read_count("-1.5").problem is NumberProblem.NEGATIVE


@pytest.mark.parametrize(
    ("text", "whole", "fraction"),
    [("1.5", "15", "1,5"), ("1,310", "1310", "1,310"), ("0.950", "950", "0,950"), ("+12.25", "1225", "12,25")],
)
def test_a_whole_number_with_a_doubtful_sign_is_refused_with_both_readings(
    text: str, whole: str, fraction: str
) -> None:
    reading = read_count(text)
    assert reading.value is None
    assert reading.problem is NumberProblem.WHOLE_OR_FRACTION
    assert (reading.values["as_whole"], reading.values["as_fraction"]) == (whole, fraction)
    said = sentence(reading.problem.value, reading.values)
    assert all(each in said for each in (f"“{text}”", f"gõ {whole}", fraction))


@pytest.mark.parametrize("text", ["1.310", "-1.250", "999.999"])
def test_either_way_to_type_an_ambiguous_figure_is_read_as_meant(text: str) -> None:
    reading = read_decimal(text)
    again = [read_decimal(str(reading.values[each])) for each in ("as_whole", "as_fraction")]
    assert [each.value for each in again] == list(reading.alternatives)
    ratio = read_ratio("14.591/17")
    assert [read_ratio(str(ratio.values[each])).value for each in ("as_whole", "as_fraction")] == [*ratio.alternatives]


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [
        ("14,591 /17", "14.591", "17"),
        ("9.823⁽⁶⁾/11.392", "9823", "11392"),
        ("01/02", "1", "2"),
        ("41/42 (97,62 %)", "41", "42"),
        ("670.282.000 đồng/754.089.000 đồng", "670282000", "754089000"),
        ("670.282.000/754.089.000 đồng", "670282000", "754089000"),
        ("997/1.310 hồ sơ", "997", "1310"),
        ("0/0", "0", "0"),
    ],
)
def test_ratios(text: str, numerator: str, denominator: str) -> None:
    reading = read_ratio(text)
    assert reading.value == Ratio(Decimal(numerator), Decimal(denominator))
    assert NumberNote.PERCENT_DISAGREES not in reading.notes


def test_footnote_marks_are_taken_out_and_reported() -> None:
    reading = read_ratio("9.823⁽⁶⁾/11.392")
    assert reading.footnotes == ("⁽⁶⁾",)
    assert reading.notes == (NumberNote.FOOTNOTE_REMOVED,)
    assert read_count("139²").value == 139


def test_a_ratio_above_one_with_one_grouped_side_is_ambiguous() -> None:
    reading = read_ratio("14.591/17")
    assert reading.problem is NumberProblem.AMBIGUOUS
    assert reading.alternatives == (Ratio(Decimal(14591), Decimal(17)), Ratio(Decimal("14.591"), Decimal(17)))


def test_units_of_money_are_brought_together_and_other_units_are_not() -> None:
    assert read_ratio("670 triệu đồng/754.000.000 đồng").value == Ratio(Decimal(670000000), Decimal(754000000))
    assert read_ratio("5 hồ sơ/7 văn bản").problem is NumberProblem.UNITS_DIFFER


def test_a_printed_percentage_that_disagrees_is_noted() -> None:
    assert read_ratio("14,591/17 (85,69 %)").notes == (NumberNote.PERCENT_DISAGREES,)
    assert read_ratio("14,591/17 (85,83 %)").notes == ()


@pytest.mark.parametrize("text", ["34/2016/NĐ-CP", "5", "a/b", "/", "5/", "xếp thứ 09/11"])
def test_what_is_no_ratio_says_so(text: str) -> None:
    assert read_ratio(text).problem is NumberProblem.NOT_A_RATIO


def test_figures_without_end_are_no_numbers() -> None:
    assert read_decimal("9" * 31).problem is NumberProblem.NOT_A_NUMBER
    assert read_ratio("9" * 60 + "/1 (5 %)").problem is NumberProblem.NOT_A_RATIO
    assert read_money("9" * 60 + " tỷ đồng").problem is NumberProblem.NOT_AN_AMOUNT


def test_percents() -> None:
    assert read_percent("85,83%").value == Decimal("85.83")
    assert read_percent("100 %").value == 100
    assert read_percent("85,83").notes == (NumberNote.NO_PERCENT_SIGN,)
    assert read_percent("%").problem is NumberProblem.NOT_A_PERCENT
    assert read_percent("phần trăm").problem is NumberProblem.NOT_A_PERCENT
    assert read_percent("14.591 %").problem is NumberProblem.AMBIGUOUS


def test_money() -> None:
    assert read_money("670.282.000 đồng").value == 670_282_000
    assert read_money("248.000 triệu đồng").value == 248_000_000_000
    assert read_money("1,5 tỷ đồng").value == 1_500_000_000
    assert read_money("754.089.000").notes == (NumberNote.UNIT_ASSUMED,)
    assert read_money("1,5 đồng").problem is NumberProblem.NOT_WHOLE
    assert read_money("đồng").problem is NumberProblem.NOT_AN_AMOUNT


@pytest.mark.parametrize(
    "text",
    ["20/3/2024", "20/03/2024", "20-3-2024", "2024-03-20", "ngày 20/3/2024", "Krông Nô, ngày 20 tháng 3 năm 2024"],
)
def test_dates(text: str) -> None:
    assert read_date(text).value == date(2024, 3, 20)


def test_a_date_in_words() -> None:
    assert read_date("ngày 05 tháng 12 năm 2026").value == date(2026, 12, 5)


def test_a_date_with_a_blank_part_keeps_what_it_says() -> None:
    reading = read_date("Lộc Bình, ngày tháng 01 năm 2024")
    assert reading.problem is NumberProblem.DATE_INCOMPLETE
    assert reading.partial == PartialDate(2024, 1, None)
    assert read_date("ngày … tháng … năm 2026").partial == PartialDate(2026, None, None)
    assert read_date("6/2024").partial == PartialDate(2024, 6, None)


def test_days_that_do_not_exist_and_short_years_are_reported() -> None:
    assert read_date("31/02/2024").problem is NumberProblem.NO_SUCH_DAY
    american = read_date("12/25/2024")
    assert american.problem is NumberProblem.NO_SUCH_DAY
    assert american.alternatives == (date(2024, 12, 25),)
    assert read_date("01/02/24").problem is NumberProblem.YEAR_TOO_SHORT
    assert read_date("01/02").problem is NumberProblem.NOT_A_DATE


def test_decomposed_vietnamese_is_composed_first() -> None:
    assert read_money("5 đo\u0302\u0300ng").value == 5


@pytest.mark.parametrize("code", [*NumberProblem, *NumberNote])
def test_every_problem_and_note_has_a_sentence(code: str) -> None:
    assert code in codes("vi")
    assert sentence(code, read_decimal("1.310").values)
