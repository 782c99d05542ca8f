"""A downloaded table can be read as it opens: columns as wide as their text, long text wrapped, numbers as numbers."""

from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from parindex.portal.platform.excel import NARROWEST, WIDEST, workbook

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def widths_of(content: bytes) -> list[float]:
    with ZipFile(BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    columns = [(int(each.get("min", "0")), int(each.get("max", "0")), each) for each in sheet.iter(f"{SHEET}col")]
    return [int(float(each.get("width", "0"))) for first, last, each in columns for _ in range(first, last + 1)]


def test_columns_are_as_wide_as_their_text() -> None:
    note = "Lấy từ đối chiếu hai cổng và hệ thống báo cáo quốc gia, khi cả hai bên cùng ghi"
    rows: list[list[object]] = [
        ["Đơn vị", "Số", "Chỉ tiêu", "Ghi chú"],
        ["Xã Nâm Nung", 12, "Hồ sơ số hóa và có kết quả", note],
    ]
    content = workbook(rows, title="Bộ chỉ số", facts=["Một dòng dài hơn mọi cột, không làm rộng cột nào cả, dù dài"])
    assert widths_of(content) == [NARROWEST, NARROWEST, len("Hồ sơ số hóa và có kết quả"), WIDEST]


def test_numbers_stay_numbers_and_text_is_no_formula() -> None:
    content = workbook([["Đơn vị", "Điểm"], ["=1+1", Decimal("19.2")], ["Xã", None]], title="Điểm")
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[-2] == ["=1+1", 19.2] and rows[-1] == ["Xã", ""]
