"""The workbook as an official edits it: what comes out, what is refused and where."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from parindex.engine.rulebook.document import CriteriaSet, leaves
from parindex.engine.rulebook.faults import Fault, FaultCode, RulebookRefused
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.rulebook.spreadsheet import find_workbook_faults, from_workbook, to_workbook
from parindex.wording import sentence

SAMPLE = read_criteria_set((Path(__file__).parent / "sample.yaml").read_bytes())
Sheets = dict[str, list[list[Any]]]


def edited(change: Callable[[Sheets], None], criteria_set: CriteriaSet = SAMPLE) -> bytes:
    """The exported workbook after someone changed its cells."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(to_workbook(criteria_set)))
    sheets: Sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    change(sheets)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as out:
        day = out.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = out.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)
                    elif value != "":
                        sheet.write(line, column, value)
    return stream.getvalue()


def find(rows: list[list[Any]], *wanted: str) -> int:
    """Position of the first row that holds all the wanted texts."""
    return next(at for at, row in enumerate(rows) if set(wanted) <= {str(cell) for cell in row})


def said(fault: Fault) -> str:
    return sentence(f"fault.{fault.code}", fault.values) + sentence(f"remedy.{fault.code}", fault.values)


def test_edited_cells_arrive() -> None:
    def change(sheets: Sheets) -> None:
        nodes, rules = sheets["Cây tiêu chí"], sheets["Quy tắc"]
        nodes[find(nodes, "1.3.1")][4] = "Sáng kiến mới"
        rules[find(rules, "1.3.1", "bands[1].points")][2] = "1,5"
        rules[find(rules, "1.1", "day")][2] = 30

    found = from_workbook(edited(change))
    by_code = {leaf.code: leaf for leaf in leaves(found)}
    assert by_code["1.3.1"].title == "Sáng kiến mới"
    assert by_code["1.3.1"].rule.model_dump()["bands"][1]["points"] == Decimal("1.5")  # type: ignore[union-attr]
    assert by_code["1.1"].rule.model_dump()["day"] == 30  # type: ignore[union-attr]


def test_nothing_edited_gives_the_same_document() -> None:
    assert from_workbook(edited(lambda sheets: None)) == SAMPLE


def test_every_fault_has_its_cell() -> None:
    def change(sheets: Sheets) -> None:
        nodes, rules, inputs = sheets["Cây tiêu chí"], sheets["Quy tắc"], sheets["Số liệu nhập"]
        nodes[find(nodes, "2.2")][6] = "hai mươi"
        nodes[find(nodes, "2")][6] = 59
        rules[find(rules, "1.3.1", "bands[1].at_least")][2] = 3
        inputs[find(inputs, "late")][3] = "đếm"
        rules.append(["9.9", "", 1, "kind"])
        rules[find(rules, "1.1", "day")][2] = "1.310"

    faults = find_workbook_faults(edited(change))
    cells = {(fault.code, fault.sheet, fault.column) for fault in faults}
    assert cells >= {
        (FaultCode.NOT_A_NUMBER, "Cây tiêu chí", "G"),
        (FaultCode.SCALE_DIFFERS, "Bộ tiêu chí", "B"),
        (FaultCode.BANDS_OVERLAP, "Quy tắc", "C"),
        (FaultCode.UNKNOWN_OPTION, "Số liệu nhập", "D"),
        (FaultCode.ROW_WITHOUT_PARENT, "Quy tắc", "A"),
        (FaultCode.CELL_UNREADABLE, "Quy tắc", "C"),
    }
    for fault in faults:
        assert fault.sheet and fault.row and fault.column
        assert said(fault)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sheets: sheets.pop("Quy tắc"), FaultCode.SHEET_MISSING),
        (lambda sheets: sheets["Cây tiêu chí"][0].__setitem__(6, "Điểm"), FaultCode.COLUMN_MISSING),
        (lambda sheets: sheets["Cây tiêu chí"][3].__setitem__(2, "77"), FaultCode.ROW_WITHOUT_PARENT),
        (lambda sheets: sheets["Quy tắc"][1].__setitem__(3, "a[0"), FaultCode.CELL_UNREADABLE),
    ],
)
def test_a_damaged_layout_is_named(change: Callable[[Sheets], None], code: FaultCode) -> None:
    with pytest.raises(RulebookRefused) as refused:
        from_workbook(edited(change))
    named = [fault for fault in refused.value.faults if fault.code is code]
    assert named and all(said(fault) for fault in named)


def test_bytes_that_are_no_workbook() -> None:
    (fault,) = find_workbook_faults(b"not a workbook")
    assert fault.code is FaultCode.WORKBOOK_UNREADABLE and said(fault)


def test_a_title_that_looks_like_a_formula_stays_text() -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    changed = SAMPLE.model_copy(update={"title": evil})
    content = to_workbook(changed)
    assert from_workbook(content).title == evil
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("Bộ tiêu chí").to_python()
    assert rows[find(rows, "title")][1] == evil


def test_one_far_away_cell_does_not_fill_the_memory() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Bộ tiêu chí")
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "y")
    (fault,) = find_workbook_faults(stream.getvalue())
    assert fault.code is FaultCode.WORKBOOK_UNREADABLE


def test_a_damaged_workbook_is_refused_wherever_it_is_cut() -> None:
    content = to_workbook(SAMPLE)
    for length in range(0, len(content), 997):
        assert find_workbook_faults(content[:length])
