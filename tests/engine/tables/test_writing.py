"""Tables out: values read back as they were, and nothing is ever a formula."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tables.sample_set import sample_set

from parindex.engine.numbers.ratio import Ratio
from parindex.engine.tables import OutCell, read_figures, write_csv, write_workbook

HEADER = ("unit", "leaf", "input", "value")
ROWS: list[tuple[OutCell, ...]] = [
    ("A", "1.1", None, 1310),
    ("A", "1.2", None, Ratio(Decimal("14.591"), Decimal(17))),
    ("A", "1.3", None, date(2026, 1, 31)),
    ("A", "1.4", None, False),
    ("A", "1.10", None, Decimal("-85.959")),
]


@pytest.mark.parametrize(("write", "name"), [(write_csv, "a.csv"), (write_workbook, "a.xlsx")])
def test_values_read_back(write: object, name: str) -> None:
    content = write_csv(HEADER, ROWS) if write is write_csv else write_workbook(HEADER, ROWS)
    table = read_figures(content, file_name=name, criteria_set=sample_set())
    assert table.faults == ()
    assert table.figures["A"] == {
        "1.1": {"late": Decimal(1310)},
        "1.2": {"on_time": Ratio(Decimal("14.591"), Decimal(17))},
        "1.3": {"issued": date(2026, 1, 31)},
        "1.4": {"done": False},
        "1.10": {"points": Decimal("-85.959")},
    }


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_text_is_never_a_formula(text: str) -> None:
    line = write_csv(("a",), [(text,)]).decode("utf-8-sig").splitlines()[1].strip('"')
    assert line.startswith("'")
    with ZipFile(BytesIO(write_workbook(("a",), [(text,)]))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@given(st.text(alphabet="=+-@'ab1,.", min_size=1, max_size=12))
def test_a_guarded_unit_name_reads_back(unit: str) -> None:
    row = (unit, "1.1", None, 3)
    for content, name in ((write_csv(HEADER, [row]), "a.csv"), (write_workbook(HEADER, [row]), "a.xlsx")):
        table = read_figures(content, file_name=name, criteria_set=sample_set())
        assert list(table.figures) == [unit]
