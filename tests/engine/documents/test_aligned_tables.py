"""Tables of recognised pages: columns by what stands under each other; the head of a document is none."""

from __future__ import annotations

from parindex.engine.documents.reading.aligned_tables import aligned_tables
from parindex.engine.documents.reading.pdf_layout import Row, Run


def _row(top: float, *pieces: tuple[float, float, str]) -> Row:
    return Row([Run(left, top - 10, right, top, text) for left, right, text in pieces])


HEAD = _row(700, (90, 130, "Lĩnh vực"), (250, 300, "Tiếp nhận"), (400, 470, "Đã giải quyết"))
CIVIL = _row(680, (90, 125, "Hộ tịch"), (270, 295, "1.210"), (420, 445, "1.205"))
LAND = _row(660, (90, 122, "Đất đai"), (275, 295, "300"), (425, 445, "270"))


def test_rows_in_the_same_columns_are_a_table() -> None:
    text = _row(720, (90, 500, "Kết quả như sau:"))
    (table,) = aligned_tables([text, HEAD, CIVIL, LAND, _row(640, (90, 500, "Trên đây là báo cáo."))])
    assert (table.first, table.last) == (1, 4)
    assert table.cells[1:] == (("Hộ tịch", "1.210", "1.205"), ("Đất đai", "300", "270"))


def test_an_empty_cell_keeps_its_column() -> None:
    wide = _row(640, (90, 120, "Khác"), (150, 170, "12"), (275, 290, "5"), (430, 445, "5"))
    (table,) = aligned_tables([HEAD, CIVIL, wide])
    assert table.cells[1] == ("Hộ tịch", "", "1.210", "1.205") and table.cells[2] == ("Khác", "12", "5", "5")


def test_two_columns_one_row_and_pieces_that_overlap_are_none() -> None:
    two = [_row(700, (90, 200, "UBND XÃ TÂN LẬP"), (300, 500, "CỘNG HÒA")), _row(680, (90, 200, "Số"), (300, 500, "x"))]
    assert not aligned_tables(two)
    assert not aligned_tables([HEAD])
    across = _row(680, (90, 260, "Một dòng chữ dài"), (265, 410, "còn nữa"), (415, 500, "hết"))
    assert not aligned_tables([HEAD, across])


def test_what_is_no_column_any_more_ends_the_table() -> None:
    other = _row(640, (90, 299, "Dòng khác"), (310, 460, "không theo cột"), (465, 500, "nữa"))
    assert [(each.first, each.last) for each in aligned_tables([HEAD, CIVIL, LAND, other])] == [(0, 3)]
