"""A ranking table against its own values."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks import Cause, FindingCode, PrintedRank, check_printed_ranks

D = Decimal


def test_equal_printed_values_may_have_different_ranks() -> None:
    rows = [PrintedRank("Hà Tĩnh", D("84.94"), 4), PrintedRank("Lai Châu", D("84.94"), 5)]
    assert check_printed_ranks(rows) == ()


def table(*values: str) -> list[PrintedRank]:
    return [PrintedRank(f"unit {rank}", D(value), rank) for rank, value in enumerate(values, start=1)]


def test_a_better_value_on_a_worse_rank_is_named() -> None:
    (finding,) = check_printed_ranks(table("91.20", "84.11", "85.52", "82.00"))
    assert (finding.code, finding.subject) == (FindingCode.RANK_AGAINST_VALUE, "unit 3")
    assert (finding.figures["other"], finding.cause) == ("unit 2", None)


def test_swapped_digits_that_would_put_the_value_in_its_place_are_proposed() -> None:
    (finding,) = check_printed_ranks(table("91.20", "84.94", "94.10", "38.00"))
    assert (finding.cause, finding.repair) == (Cause.DIGITS_SWAPPED, D("49.10"))


def test_one_rank_for_unlike_values() -> None:
    rows = [PrintedRank("A", D("91.2"), 1), PrintedRank("B", D("90.1"), 1)]
    assert [finding.code for finding in check_printed_ranks(rows)] == [FindingCode.RANK_SHARED_BY_UNLIKE]


def test_a_rank_outside_the_group() -> None:
    assert [f.code for f in check_printed_ranks([PrintedRank("A", D("80"), 12)], size=11)] == [
        FindingCode.RANK_OUTSIDE_GROUP
    ]


@given(st.lists(st.integers(0, 10_000), max_size=30), st.randoms())
def test_a_right_ranking_is_silent_in_any_order(values: list[int], random: object) -> None:
    ordered = sorted((D(value).scaleb(-2) for value in values), reverse=True)
    rows = [PrintedRank(f"u{at}", value, 1 + ordered.index(value)) for at, value in enumerate(ordered)]
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert check_printed_ranks(rows, size=len(rows)) == ()
