"""The engine's workbook of a sheet: written to be taken away, read when it comes back."""

from parindex.engine.tables.faults import Place, TableProblem, TableRefused
from parindex.engine.tables.self_sheet import CellKind, SheetBox, SheetFile, SheetHeading, SheetLeaf, write_self_sheet
from parindex.engine.tables.self_sheet_reading import LARGEST_SHEET, CellFault, FilledSheet, read_self_sheet

UNKNOWN_BOX = TableProblem.UNKNOWN_BOX.value
TOO_LARGE = TableProblem.SHEET_TOO_LARGE.value

__all__ = [
    "LARGEST_SHEET",
    "TOO_LARGE",
    "UNKNOWN_BOX",
    "CellFault",
    "CellKind",
    "FilledSheet",
    "Place",
    "SheetBox",
    "SheetFile",
    "SheetHeading",
    "SheetLeaf",
    "TableRefused",
    "read_self_sheet",
    "write_self_sheet",
]
