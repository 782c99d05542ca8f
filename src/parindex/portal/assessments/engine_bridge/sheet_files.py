"""The engine's workbook of a sheet: written to be taken away, read when it comes back."""

from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.self_sheet import CellKind, SheetBox, SheetFile, SheetHeading, SheetLeaf, write_self_sheet
from parindex.engine.tables.self_sheet_reading import FilledSheet, read_self_sheet

__all__ = [
    "CellKind",
    "FilledSheet",
    "SheetBox",
    "SheetFile",
    "SheetHeading",
    "SheetLeaf",
    "TableRefused",
    "read_self_sheet",
    "write_self_sheet",
]
