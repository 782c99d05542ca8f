"""Gaps as ranges, one number for two documents, dates against the order of the numbers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.documents.cataloguing.number_register import Gap, Numbered, read_register

FIRST = date(2024, 1, 1)


def _entry(number: int, day: int | None, title: str = "") -> Numbered:
    return Numbered(number, None if day is None else FIRST + timedelta(days=day), title or f"van ban {number}")


def test_gaps_are_ranges_from_one_on() -> None:
    found = read_register([_entry(9, 9), _entry(3, 3), _entry(4, 4)])
    assert found.gaps == (Gap(1, 2), Gap(5, 8))
    assert [gap.count for gap in found.gaps] == [2, 4]
    assert found.order == (1, 2, 0)


def test_a_number_with_two_dates_or_titles_is_a_conflict() -> None:
    assert read_register([_entry(1, 1), _entry(1, 2)]).conflicts == {0, 1}
    assert read_register([_entry(1, 1, "a"), _entry(1, 1, "b")]).conflicts == {0, 1}
    assert read_register([_entry(1, 1), _entry(1, 1), _entry(2, 2)]).conflicts == frozenset()


def test_one_wrong_date_accuses_itself_alone() -> None:
    late = [_entry(1, 1), _entry(2, 300), _entry(3, 3), _entry(4, 4), _entry(5, None)]
    assert read_register(late).out_of_order == {1}
    assert read_register([_entry(1, 5), _entry(2, 5), _entry(3, 5)]).out_of_order == frozenset()
    assert read_register([]).out_of_order == frozenset()


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 6) | st.none()), max_size=8))
def test_what_is_left_never_goes_back_and_no_fewer_would_do(rows: list[tuple[int, int | None]]) -> None:
    entries = [_entry(number, day) for number, day in rows]
    found = read_register(entries)
    left = [entries[at].day for at in found.order if entries[at].day and at not in found.out_of_order]
    assert left == sorted(left, key=lambda day: day or FIRST)
    dated = [entries[at].day for at in found.order if entries[at].day]
    longest = max(
        size
        for size in range(len(dated) + 1)
        if any(list(kept) == sorted(kept) for kept in combinations(dated, size))  # type: ignore[type-var]
    )
    assert len(left) == longest
    missing = {number for gap in found.gaps for number in range(gap.first, gap.last + 1)}
    numbers = {entry.number for entry in entries}
    assert missing | numbers == set(range(1, max(numbers, default=0) + 1)) and not missing & numbers
