"""The layout evaluated in Python and in SQL: the same rejects with the same reasons, the same values of good rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lake.exported import LAYOUT

from parindex.engine.tables.layouts import CellKind
from parindex.engine.tables.row_checks import Setting, read_moment
from parindex.lake.engine_room import connection
from parindex.lake.evaluating import Evaluated, PythonEvaluator, SqlEvaluator
from parindex.lake.preparing import tidy_cells
from parindex.lake.raw_rows import RawBatch

SETTING = Setting(datetime(2026, 11, 21), 7)  # noqa: DTZ001
WITH_UNITS = Setting(datetime(2026, 11, 21), 7, {"xa ba nam": "24703", "24703": "24703"})  # noqa: DTZ001

CLOCKS = st.sampled_from(["", " 08:05", " 8:05:59", "T23:59:59", " 24:00", " 08:60", "T08:00:00Z", "T08:00:00+07:00"])
MORE = st.sampled_from(["T08:00:00.5-03:30", "T08:00.123456Z", "T08:00:00+15:00", " 08:00 ", "x", " 1", "T8:1"])
DAYS = st.one_of(
    st.builds(
        "{}/{}/{}".format,
        st.integers(0, 33),
        st.sampled_from(["0", "1", "02", "2", "11", "12", "13"]),
        st.sampled_from(["2009", "2025", "2026", "2027", "26", "3026"]),
    ),
    st.dates(datetime(2009, 12, 30).date(), datetime(2026, 12, 31).date()).map(str),  # noqa: DTZ001
    st.sampled_from(["2026-02-30", "2026-2-3", "29/02/2026", "29/02/2024", "01-02-2026"]),
)
MOMENTS = st.one_of(st.builds("{}{}".format, DAYS, st.one_of(CLOCKS, MORE)), DAYS)
ODD = st.one_of(
    st.text(st.sampled_from("aAđĐắ0123456789./:-+ ,'@ıſK?\u00a0"), max_size=14),
    st.sampled_from(["Nguyễn Văn A", "0912345678", "068199001234", "a@b.vn", "=1+1", "'=2", "?24703", "Xã Ba Nam"]),
)
BY_KIND: Mapping[CellKind, st.SearchStrategy[str]] = {
    CellKind.CODE: st.sampled_from(
        ["H46.01-260105-0001", "h46.01-260105-0002", "1.001193", "2.000635.000.00.00.H46", "1.1"]
    ),
    CellKind.TEXT: st.sampled_from(["HO-TICH", "Đất đai", "x" * 201]),
    CellKind.UNIT: st.sampled_from(["24703", "xã Ba  Nam", "XÃ BA NAM", "không có"]),
    CellKind.MOMENT: MOMENTS,
    CellKind.COUNT: st.sampled_from(["0", "1", "1.310", "1.31", "51", "99999999999999999", "-1", "3.0", "Có", "không"]),
    CellKind.YES_NO: st.sampled_from(["Có", "KHÔNG", "x", "1", "0", "2", "đã"]),
    CellKind.WORD: st.sampled_from(
        ["Trực tiếp", "trực  tuyến", "4", "9", "Đã trả kết quả", "Toàn trình", "Mức độ 3", "11"]
    ),
}


def cells_of(kind: CellKind) -> st.SearchStrategy[str | None]:
    """Cells that fit, nearly fit or do not fit a column."""
    return st.one_of(st.none(), BY_KIND[kind], BY_KIND[kind], ODD)


ROWS = st.fixed_dictionaries({each.column: cells_of(each.kind) for each in LAYOUT.columns})


def evaluate_both(rows: list[dict[str, str | None]], setting: Setting) -> tuple[Evaluated, Evaluated]:
    """The same rows through both."""
    cells = {each.column: pa.array([row[each.column] for row in rows], pa.string()) for each in LAYOUT.columns}
    tidied, batch = tidy_cells(RawBatch(cells, np.arange(2, len(rows) + 2)), LAYOUT)
    with connection() as opened:
        opened.execute("SET preserve_insertion_order = true")
        by_sql = SqlEvaluator(opened, LAYOUT, setting).evaluate(tidied, batch.rows)
    return PythonEvaluator(LAYOUT, setting).evaluate(tidied, batch.rows), by_sql


@pytest.mark.parametrize("setting", [SETTING, WITH_UNITS])
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_both_refuse_the_same_rows_for_the_same_reasons(setting: Setting, rows: list[dict[str, str | None]]) -> None:
    in_python, by_sql = evaluate_both(rows, setting)
    assert by_sql.rejected == in_python.rejected
    assert by_sql.good.to_pylist() == in_python.good.to_pylist()
    assert list(by_sql.rows) == list(in_python.rows)


@given(text=st.one_of(MOMENTS, ODD), other=MOMENTS)
@settings(max_examples=150, deadline=None)
def test_both_read_the_same_moments(text: str, other: str) -> None:
    """Many different texts: the SQL reads the cells itself, not word by word."""
    rows: list[dict[str, str | None]] = []
    for second in range(40):
        row: dict[str, str | None] = dict.fromkeys(each.column for each in LAYOUT.columns)
        row |= {"record_code": f"H46.01-260105-{second:04d}", "receiving_unit": "24703", "procedure_code": "1.001193"}
        row |= {"channel": "1", "status": "5", "received_at": f"05/01/2026 08:00:{second:02d}"}
        rows.append(row)
    rows[0] |= {"due_at": text, "returned_at": other, "finished_at": text}
    in_python, by_sql = evaluate_both(rows, SETTING)
    assert by_sql.rejected == in_python.rejected
    assert by_sql.good.to_pylist() == in_python.good.to_pylist()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("05/01/2026", "2026-01-04T17:00:00"),
        ("5/1/2026 08:05", "2026-01-05T01:05:00"),
        ("2026-01-05T08:00:00.5+07:00", "2026-01-05T01:00:00.500000"),
        ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00"),
        ("31/02/2026", None),
        ("05/01/26", None),
        ("05/01/2026 24:00", None),
    ],
)
def test_a_moment_is_read_as_utc_or_not_at_all(text: str, read: str | None) -> None:
    found = read_moment(text, "start", 7)
    assert (found.isoformat() if found else None) == read


def test_a_due_day_without_time_lasts_until_its_last_second() -> None:
    found = read_moment("05/01/2026", "end", 7)
    assert found is not None and found.isoformat() == "2026-01-05T16:59:59"
