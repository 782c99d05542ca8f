"""Tables in and out: units' figures from CSV, XLSX, JSON or YAML with every bad row named; CSV and XLSX out."""

from parindex.engine.tables.faults import Place, TableFault, TableProblem, TableRefused
from parindex.engine.tables.figures import FiguresTable, GoodRow, read_figures
from parindex.engine.tables.printed import PrintedTable, read_printed_results
from parindex.engine.tables.writing import OutCell, write_csv, write_workbook

__all__ = [
    "FiguresTable",
    "GoodRow",
    "OutCell",
    "Place",
    "PrintedTable",
    "TableFault",
    "TableProblem",
    "TableRefused",
    "read_figures",
    "read_printed_results",
    "write_csv",
    "write_workbook",
]
