"""A table as an Excel file: real numbers and dates, the filters as they are, and what the file is on its first
lines.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from parindex.portal.platform import clock
from parindex.portal.platform.tables import PortalTable

NARROWEST, WIDEST = 14, 40
"""Of a column, in characters; longer text is wrapped."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_response(
    table: PortalTable, *, file_name: str, title: str, facts: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> HttpResponse:
    """All rows of the table as an Excel download; `facts` are the grey lines under the title."""
    rows = table.as_values(exclude_columns=leave_out)
    response = HttpResponse(workbook(rows, title=title, facts=facts), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return response


def workbook(rows: Iterable[Sequence[object]], *, title: str, facts: Sequence[str] = ()) -> bytes:
    """An Excel file of one sheet; the first of `rows` is the head."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    sheet.write_string(0, 0, title, bold)
    for line, fact in enumerate(facts, start=1):
        sheet.write_string(line, 0, fact)
    top = len(facts) + 2
    long = book.add_format({"text_wrap": True, "valign": "top"})
    widths: list[int] = []
    for number, row in enumerate(rows):
        widths += [NARROWEST] * (len(row) - len(widths))
        for place, value in enumerate(row):
            length = len(value) if isinstance(value, str) and number else 0
            widths[place] = max(widths[place], min(length, WIDEST))
            _write(sheet, top + number, place, value, head if number == 0 else long if length > WIDEST else None)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    return content.getvalue()


def _sheet_name(title: str) -> str:
    """The title as Excel takes it: at most 31 characters, and none of those that it forbids in the name of a sheet."""
    return title.replace(": ", " – ").translate(str.maketrans("[]:*?/\\", "()·····"))[:31].strip()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, form: object) -> None:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(clock.VIETNAM).replace(tzinfo=None), form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    else:
        # Never as a formula: the text may come from anyone.
        sheet.write_string(row, column, "" if value is None else str(value), form)
