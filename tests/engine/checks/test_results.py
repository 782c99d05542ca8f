"""Each identity: silent when it holds, named with its figures and likely cause when it does not."""

import csv
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks import (
    Cause,
    Finding,
    FindingCode,
    PrintedPart,
    PrintedResult,
    Severity,
    check_printed_results,
)
from parindex.engine.numbers.exact import percent, round_half_up

D = Decimal


def result(
    *pairs: tuple[str, str], total: str | None = None, index: str | None = None, scale: str | None = None
) -> PrintedResult:
    parts = tuple(PrintedPart(str(n), D(points), D(maximum)) for n, (points, maximum) in enumerate(pairs, start=1))
    return PrintedResult(
        "A", parts, D(total) if total else None, D(scale) if scale else None, D(index) if index else None
    )


def only(printed: PrintedResult) -> Finding:
    (finding,) = check_printed_results(printed)
    return finding


def test_a_result_that_holds_is_silent() -> None:
    assert check_printed_results(result(("8.5", "10"), ("40", "50"), total="48.5", index="80.83", scale="60")) == ()


def test_what_is_not_printed_is_not_judged() -> None:
    parts = (PrintedPart("1", D("3"), None), PrintedPart("2", None, D("10")))
    assert check_printed_results(PrintedResult("A", parts, D("99"), D("100"))) == ()


def test_total_with_swapped_digits() -> None:
    finding = only(result(("8.5", "10"), ("40.25", "50"), total="48.57", scale="60"))
    assert (finding.code, finding.cause, finding.repair) == (
        FindingCode.PARTS_DIFFER_FROM_TOTAL,
        Cause.DIGITS_SWAPPED,
        D("48.75"),
    )


def test_total_with_a_lost_digit() -> None:
    finding = only(result(("8.5", "10"), ("40.25", "50"), total="4.75", scale="60"))
    assert (finding.cause, finding.repair) == (Cause.DIGIT_LOST, D("48.75"))


def test_total_with_a_doubled_digit() -> None:
    finding = only(result(("8.5", "10"), ("40.25", "50"), total="448.75", scale="60"))
    assert (finding.cause, finding.repair) == (Cause.DIGIT_DOUBLED, D("48.75"))


def test_a_slip_in_one_part_is_proposed_when_the_other_parts_are_confirmed() -> None:
    parts = (PrintedPart("1", D("8.50"), D("10"), D("85")), PrintedPart("2", D("40.52"), D("50")))
    finding = only(PrintedResult("A", parts, D("48.75")))
    assert (finding.code, finding.cause) == (FindingCode.PARTS_DIFFER_FROM_TOTAL, Cause.DIGITS_SWAPPED)
    assert finding.cause_values == {"printed": D("40.52"), "expected": D("40.25")}


def test_index_of_the_wrong_denominator() -> None:
    finding = only(result(("45.96", "49.75"), ("40", "50.25"), total="85.96", index="86.39", scale="99.5"))
    assert finding.code is FindingCode.MAXIMA_DIFFER_FROM_SCALE
    parts = result(("45.96", "49.5"), ("40", "50"), total="85.96", index="86.39", scale="100")
    finding = next(f for f in check_printed_results(parts) if f.code is FindingCode.INDEX_DIFFERS_FROM_TOTAL)
    assert (finding.cause, finding.cause_values["denominator"]) == (Cause.WRONG_DENOMINATOR, D("99.5"))
    assert finding.repair == D("85.96")


def test_index_as_mean_of_percentages() -> None:
    finding = only(result(("5", "10"), ("81", "90"), total="86", index="70.00", scale="100"))
    assert (finding.cause, finding.repair) == (Cause.MEAN_OF_PERCENTAGES, D("86.00"))


def test_a_cut_last_digit_is_low() -> None:
    finding = only(result(("14.588", "17"), ("81", "83"), total="95.588", index="95.58", scale="100"))
    assert (finding.severity, finding.cause, finding.repair) == (Severity.LOW, Cause.ROUNDING, D("95.59"))
    assert finding.cause_values["way"] == "down"


def test_percent_of_another_fields_maximum() -> None:
    parts = (PrintedPart("1", D("7.5"), D("10"), D("50.00")), PrintedPart("2", D("3"), D("15"), D("20.00")))
    finding = only(PrintedResult("A", parts))
    assert (finding.code, finding.subject) == (FindingCode.PERCENT_DIFFERS_FROM_POINTS, "A/1")
    assert (finding.cause, finding.cause_values["denominator"]) == (Cause.WRONG_DENOMINATOR, D("15"))


def test_pillars_against_their_field() -> None:
    pillars = (PrintedPart("8.1", D("7.84"), D("10")), PrintedPart("8.2", D("1.5"), D("2.5")))
    parts = (PrintedPart("8", D("9.43"), D("13"), parts=pillars),)
    points, maxima = check_printed_results(PrintedResult("A", parts))
    assert (points.code, points.cause, points.repair) == (
        FindingCode.PILLARS_DIFFER_FROM_FIELD,
        Cause.DIGITS_SWAPPED,
        D("9.34"),
    )
    assert (maxima.code, maxima.figures["expected"]) == (FindingCode.PILLAR_MAXIMA_DIFFER_FROM_FIELD, D("12.5"))


def test_points_above_their_maximum() -> None:
    assert only(result(("11", "10"))).code is FindingCode.POINTS_ABOVE_MAXIMUM


@pytest.mark.parametrize(
    ("appraised", "survey", "total"),
    [("53.25", "33.87", "87.12"), ("54.35", "31.79", "86.14"), ("52.75", "31.08", "83.83")],
)
def test_components_of_2012_add_up(appraised: str, survey: str, total: str) -> None:
    parts = (PrintedPart("appraised", D(appraised)), PrintedPart("survey", D(survey)))
    assert check_printed_results(PrintedResult("A", parts, D(total))) == ()


def test_every_published_row_of_components_adds_up_within_a_hundredth() -> None:
    table = files("parindex") / "rulebooks" / "published_results" / "par_index_components.csv"
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    assert rows
    for row in rows:
        names = [name for name in row if name.startswith("score_") and row[name] and name != "score_survey_total"]
        if row["score_survey_total"]:
            names = ["score_appraised", "score_survey_total"]
        parts = tuple(PrintedPart(name, D(row[name])) for name in names)
        assert len(parts) >= 2
        assert check_printed_results(PrintedResult(row["unit"], parts, D(row["par_index_pct"]))) == (), row


points_and_maximum = st.tuples(st.integers(0, 20_000), st.integers(1, 20_000)).map(
    lambda pair: (D(min(pair)).scaleb(-3), D(max(pair)).scaleb(-3))
)


@given(st.lists(points_and_maximum, min_size=1, max_size=9), st.integers(1, 3))
def test_a_correctly_printed_result_is_always_silent(pairs: list[tuple[Decimal, Decimal]], decimals: int) -> None:
    points, maxima = sum((p for p, _ in pairs), D(0)), sum((m for _, m in pairs), D(0))
    printed = PrintedResult(
        "A",
        tuple(PrintedPart(str(n), p, m, round_half_up(percent(p, m), decimals)) for n, (p, m) in enumerate(pairs)),
        total=round_half_up(points, decimals),
        scale=maxima,
        index=round_half_up(percent(points, maxima), decimals),
    )
    assert check_printed_results(printed) == ()


@given(st.lists(points_and_maximum, min_size=2, max_size=9), st.integers(1, 500))
def test_a_total_that_is_really_off_is_always_named(pairs: list[tuple[Decimal, Decimal]], off: int) -> None:
    points = sum((p for p, _ in pairs), D(0))
    wrong = points + D(off).scaleb(-1)
    printed = PrintedResult("A", tuple(PrintedPart(str(n), p, m) for n, (p, m) in enumerate(pairs)), total=wrong)
    assert [finding.code for finding in check_printed_results(printed)] == [FindingCode.PARTS_DIFFER_FROM_TOTAL]
