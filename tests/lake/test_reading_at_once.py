"""Columns read at once say what the engine says of single cells: moments, tidy texts, letters."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.exported import LAYOUT
from tests.lake.test_row_checks_agree import MOMENTS, ODD

from parindex.engine.tables.layouts import tidy
from parindex.engine.tables.row_checks import read_moment
from parindex.engine.tables.writing import unguarded
from parindex.lake.letters import letters_of
from parindex.lake.preparing import tidy_cells
from parindex.lake.raw_rows import RawBatch
from parindex.lake.reading_moments import read_moments

CLOCKS = st.sampled_from([" 08:05:59", " 00:00:00", "T23:59:59", " 24:00:00", " 08:60:00", " 08:05", "T8:05:00", ""])
WIDE_DAYS = st.builds(
    "{:02d}/{:02d}/{:04d}".format,
    st.integers(0, 32),
    st.integers(0, 13),
    st.sampled_from([999, 1000, 1900, 2024, 2999]),
)
WIDE = st.builds(
    "{}{}".format,
    st.one_of(WIDE_DAYS, st.dates(date(1000, 1, 1)).map(str)),
    CLOCKS,
)
CELLS = st.lists(st.one_of(st.none(), WIDE, WIDE, MOMENTS, ODD.map(tidy)), max_size=30)


@pytest.mark.parametrize("day_only", ["start", "end"])
@given(texts=CELLS, cut=st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_moments_of_a_column_are_those_of_its_cells(day_only: str, texts: list[str | None], cut: int) -> None:
    found = read_moments(pa.array(texts, pa.string()).slice(cut), day_only, 7)
    assert found is not None
    values, problems = found
    expected = [None if text is None else read_moment(text, day_only, 7) for text in texts[cut:]]
    assert values.to_pylist() == expected
    pairs = zip(texts[cut:], expected, strict=True)
    assert problems.tolist() == [text is not None and moment is None for text, moment in pairs]


def test_every_day_of_two_thousand_years_is_read() -> None:
    days = np.arange("1000-01-01", "3000-01-01", dtype="datetime64[D]")
    for texts in (days.astype(str), [f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in days.astype(str)]):
        found = read_moments(pa.array(texts, pa.string()), "start", 0)
        assert found is not None and not found[1].any()
        assert (found[0].to_numpy() == days).all()


def test_a_column_of_rare_shapes_is_left_to_sql() -> None:
    assert read_moments(pa.array(["5/1/2026 8:05"] * 100, pa.string()), "start", 7) is None


@given(st.lists(st.one_of(st.none(), st.text(" \t'=-\u00a0\u200baắA1\u0301", max_size=5)), min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_texts_of_a_column_are_tidied_as_single_ones(texts: list[str | None]) -> None:
    more = [f"{text or ''}{number}" for number, text in enumerate(texts)]  # hardly a text twice: no dictionary
    batch = RawBatch({"field_code": pa.array(texts), "record_code": pa.array(more)}, np.arange(len(texts)))
    tidied, _ = tidy_cells(batch, LAYOUT)
    for column, given_texts in (("field_code", texts), ("record_code", more)):
        single = [None if text is None else unguarded(tidy(text) or "") or None for text in given_texts]
        assert tidied[column].to_pylist() == single


def test_letters_of_a_slice_are_its_own() -> None:
    cells = pa.array(["x", "ab", None, "cd", ""], pa.string()).slice(1, 3)
    letters = letters_of(cells)
    assert letters.lengths.tolist() == [2, 0, 2]
    assert bytes(letters.matrix(np.array([0, 2]), 2)) == b"abcd"
    assert bytes(letters.matrix(np.array([2]), 2)) == b"cd"
