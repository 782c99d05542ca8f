"""Units' figures from files: good rows are kept, every other row is named with its place and reason."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.tables.sample_set import sample_set
from xlsxwriter import Workbook

from parindex.engine.numbers.ratio import Ratio
from parindex.engine.numbers.reading import NumberNote, NumberProblem
from parindex.engine.scoring.values import Absence
from parindex.engine.tables import FiguresTable, TableProblem, TableRefused, read_figures, write_csv, write_workbook
from parindex.wording import codes, sentence

SET = sample_set()


def read(content: str | bytes, name: str = "so_lieu.csv") -> FiguresTable:
    data = content.encode() if isinstance(content, str) else content
    return read_figures(data, file_name=name, criteria_set=SET)


def one(value: str, leaf: str, name: str = "") -> FiguresTable:
    return read(f"unit;leaf;input;value\nA;{leaf};{name};{value}\n")


def found_codes(table: FiguresTable) -> list[str]:
    return [item.code for item in table.faults]


def workbook(*sheets: list[list[Any]]) -> bytes:
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for rows in sheets:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def test_every_type_is_read_from_a_vietnamese_csv() -> None:
    table = read(
        "\ufeffĐơn vị;Tiêu chí;Số liệu;Giá trị;Tử số;Mẫu số;Lý do thiếu;Ghi chú\n"
        "Xã Nâm Nung;1.1;;03;;;;đã kiểm tra\n"
        "Xã Nâm Nung;1.2;on_time;9.823⁽⁶⁾/11.392;;;;\n"
        "Xã Nâm Nung;1.3;;20/3/2024;;;;\n"
        "Xã Nâm Nung;1.4;Ban hành kế hoạch;x;;;;\n"
        "Xã Nâm Nung;1.5;way;Phương án B;;;;\n"
        "Xã Nâm Nung;1.5;points;14,591;;;;\n"
        "Xã Tà Đùng;1.2;;;14,591;17;;\n"
        "Xã Tà Đùng;1.1;;;;;chưa đến hạn;\n"
        "Xã Tà Đùng;1.3;;không thực hiện;;;;\n"
        "Xã Tà Đùng;1.4;;;;;;\n"
    )
    assert table.faults == ()
    assert table.rows == len(table.good) == 10
    assert table.ignored_columns == ("Ghi chú",)
    assert table.figures["Xã Nâm Nung"] == {
        "1.1": {"late": Decimal(3)},
        "1.2": {"on_time": Ratio(Decimal(9823), Decimal(11392))},
        "1.3": {"issued": date(2024, 3, 20)},
        "1.4": {"done": True},
        "1.5": {"way": "b", "points": Decimal("14.591")},
    }
    assert table.figures["Xã Tà Đùng"] == {
        "1.2": {"on_time": Ratio(Decimal("14.591"), Decimal(17))},
        "1.1": {"late": Absence.NOT_YET_DUE},
        "1.3": {"issued": Absence.NEVER},
        "1.4": {"done": Absence.MISSING},
    }
    assert table.good[1].notes == (NumberNote.FOOTNOTE_REMOVED,)


@pytest.mark.parametrize(
    ("leaf", "name", "value", "code"),
    [
        ("1.1", "", "1,5", NumberProblem.NOT_WHOLE),
        ("1.1", "", "nhiều", NumberProblem.NOT_A_NUMBER),
        ("1.10", "", "1.310", NumberProblem.AMBIGUOUS),
        ("1.2", "", "97,62 %", NumberProblem.NOT_A_RATIO),
        ("1.3", "", "31/02/2026", NumberProblem.NO_SUCH_DAY),
        ("1.3", "", "01/2026", NumberProblem.DATE_INCOMPLETE),
        ("1.4", "", "có lẽ", TableProblem.NOT_YES_NO),
        ("1.1", "", "không thực hiện", TableProblem.NEVER_ONLY_FOR_DATES),
        ("1.5", "way", "c", TableProblem.UNKNOWN_CHOICE),
        ("1.5", "", "a", TableProblem.INPUT_MISSING),
        ("1.1", "early", "3", TableProblem.UNKNOWN_INPUT),
        ("9.9", "", "3", TableProblem.UNKNOWN_LEAF),
        ("1", "", "3", TableProblem.NOT_A_LEAF),
        ("", "", "3", TableProblem.LEAF_MISSING),
    ],
)
def test_a_bad_row_is_named_with_its_place_and_reason(leaf: str, name: str, value: str, code: str) -> None:
    table = one(value, leaf, name)
    assert table.good == ()
    assert table.rejected == table.rows == 1
    (found,) = table.faults
    assert found.code == code
    assert (found.place.file, found.place.row) == ("so_lieu.csv", 2)
    assert sentence(found.code, found.values)
    assert sentence(found.code, found.values, "en")


def test_columns_of_a_ratio_and_of_absence_contradict_the_value() -> None:
    table = read(
        "unit,leaf,value,numerator,denominator,absence\n"
        "A,1.2,1/2,1,2,\nB,1.2,1/2,,,thiếu\nC,1.2,,1,,\nD,1.1,,1,2,\nE,1.1,,,,mất\n,1.1,1,,,\n"
    )
    assert found_codes(table) == [
        TableProblem.VALUE_TWICE,
        TableProblem.VALUE_AND_ABSENCE,
        TableProblem.RATIO_NEEDS_TWO_NUMBERS,
        TableProblem.WRONG_TYPE,
        TableProblem.UNKNOWN_ABSENCE,
        TableProblem.UNIT_MISSING,
    ]
    assert [sentence(item.code, item.values) for item in table.faults]


def test_a_row_with_two_faults_lists_both_and_counts_once() -> None:
    table = read("unit;leaf;value\n;9.9;3\n")
    assert found_codes(table) == [TableProblem.UNIT_MISSING, TableProblem.UNKNOWN_LEAF]
    assert table.rejected == 1


def test_an_unquoted_comma_is_found() -> None:
    table = read("unit,leaf,value\nA,1.10,85,96\n")
    assert found_codes(table) == [TableProblem.TOO_MANY_CELLS]
    assert read('unit,leaf,value\nA,1.10,"85,96"\n').figures == {"A": {"1.10": {"points": Decimal("85.96")}}}


def test_equal_rows_keep_the_first_and_unequal_rows_keep_none() -> None:
    table = read("unit;leaf;value\nA;1.1;3\nA;1.1;03\nB;1.1;3\nB;1.1;4\n")
    assert [(item.place.row, item.code) for item in table.faults] == [
        (3, TableProblem.DUPLICATE),
        (4, TableProblem.CONFLICTING),
        (5, TableProblem.CONFLICTING),
    ]
    assert table.figures == {"A": {"1.1": {"late": Decimal(3)}}}
    assert sentence(table.faults[1].code, table.faults[1].values)


def test_a_workbook_with_a_sheet_of_instructions() -> None:
    header = ["Đơn vị", "Mã tiêu chí", "Giá trị"]
    table = read(
        workbook(
            [["Hướng dẫn"], ["Điền vào trang sau"]],
            [
                header,
                ["A", "1.1", 3],
                ["A", "1.3", date(2026, 1, 31)],
                ["A", "1.10", 14.591],
                ["A", 1.1, 5],
                ["A", "1.2", 0.97],
                [],
                ["A", "1.2", date(2026, 2, 1)],
                ["A", "1.4", True],
            ],
        ),
        "so_lieu.xlsx",
    )
    assert table.ignored_sheets == ("Sheet1",)
    assert table.figures == {
        "A": {
            "1.1": {"late": Decimal(3)},
            "1.3": {"issued": date(2026, 1, 31)},
            "1.10": {"points": Decimal("14.591")},
            "1.4": {"done": True},
        }
    }
    assert [(item.place.sheet, item.place.row, item.code) for item in table.faults] == [
        ("Sheet2", 5, TableProblem.CODE_BECAME_NUMBER),
        ("Sheet2", 6, TableProblem.RATIO_NEEDS_TWO_NUMBERS),
        ("Sheet2", 8, TableProblem.RATIO_BECAME_DATE),
    ]
    assert [sentence(item.code, item.values) for item in table.faults]


def test_yaml_and_json_nested_or_listed_give_the_same() -> None:
    nested = """
Xã Nâm Nung:
  1.1: 3
  1.2: {numerator: 41, denominator: 42}
  1.3: 2026-01-31
  1.4: true
  1.5: {way: a, points: 14.591}
  1.10: {points: {absence: not_yet_due}}
"""
    as_yaml = read(nested, "so_lieu.yaml")
    assert as_yaml.faults == ()
    rows = [
        {"unit": "Xã Nâm Nung", "leaf": "1.1", "value": 3},
        {"unit": "Xã Nâm Nung", "leaf": "1.2", "value": "41/42"},
        {"unit": "Xã Nâm Nung", "leaf": "1.3", "value": "31/01/2026"},
        {"unit": "Xã Nâm Nung", "leaf": "1.4", "value": "có"},
        {"unit": "Xã Nâm Nung", "leaf": "1.5", "input": "way", "value": "a"},
        {"unit": "Xã Nâm Nung", "leaf": "1.5", "input": "points", "value": 14.591},
        {"unit": "Xã Nâm Nung", "leaf": "1.10", "absence": "chưa đến hạn"},
    ]
    as_json = read(json.dumps(rows), "so_lieu.json")
    assert as_json.figures == as_yaml.figures
    assert as_json.figures["Xã Nâm Nung"]["1.5"]["points"] == Decimal("14.591")


def test_a_broken_document_row_is_named() -> None:
    table = read("A: {'1.1': [1, 2]}\nB: 5\n", "x.yaml")
    assert found_codes(table) == [TableProblem.NOT_A_ROW, TableProblem.LEAF_MISSING]
    assert table.faults[0].place.path == "A/1.1"


@pytest.mark.parametrize("value", ["1e999999999", "-1e-999999999", "NaN", "Infinity"])
def test_numbers_without_end_are_bad_rows(value: str) -> None:
    table = read(f'[{{"unit": "A", "leaf": "1.10", "value": {value}}}]', "a.json")
    assert found_codes(table) == [NumberProblem.NOT_A_NUMBER]


def test_aliases_without_end_are_one_bad_row() -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    table = read("\n".join(lines), "a.yaml")
    assert table.good == ()
    assert table.rejected == table.rows == 12


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", TableProblem.EMPTY),
        (b"unit;leaf;value\n\xff\xfe", "a.csv", TableProblem.NOT_UTF8),
        (b"x;y\n1;2\n", "a.csv", TableProblem.HEADER_MISSING),
        ("unit;đơn vị;leaf;value\n".encode(), "a.csv", TableProblem.HEADER_TWICE),
        (b"not a workbook", "a.xlsx", TableProblem.UNREADABLE),
        (b"[1, 2", "a.json", TableProblem.UNREADABLE),
        (b"a: [", "a.yaml", TableProblem.UNREADABLE),
        (b"", "a.yaml", TableProblem.EMPTY),
        (b"abc", "a.json", TableProblem.UNREADABLE),
        (b"5", "a.json", TableProblem.NOT_A_ROW),
        (b"x", "a.pdf", TableProblem.UNKNOWN_FORMAT),
        (workbook([["x", "y"], [1, 2]]), "a.xlsx", TableProblem.HEADER_MISSING),
        (workbook([]), "a.xlsx", TableProblem.EMPTY),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read(content, name)
    (found,) = refused.value.faults
    assert found.code == code
    assert sentence(found.code, found.values)


cells = st.sampled_from(
    [
        "",
        "A",
        "B",
        "1",
        "1.1",
        "1.2",
        "1.3",
        "1.10",
        "late",
        "points",
        "3",
        "1/2",
        "85,96",
        "=1",
        "x",
        "thiếu",
        "01/02/2026",
    ]
)


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=30))
def test_good_and_rejected_are_all_rows(rows: list[tuple[str, str, str, str]]) -> None:
    header = ("unit", "leaf", "input", "value")
    filled = sum(any(row) for row in rows)
    for table in (read(write_csv(header, rows)), read(write_workbook(header, rows), "a.xlsx")):
        assert len(table.good) + table.rejected == table.rows == filled
        assert len({(item.place.sheet, item.place.row) for item in table.faults}) == table.rejected


@pytest.mark.parametrize("code", list(TableProblem))
def test_every_problem_has_a_sentence(code: str) -> None:
    assert code in codes("vi")
