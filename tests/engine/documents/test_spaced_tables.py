"""Tables set by spaces between ruled lines; lines that only look like one stay text."""

from __future__ import annotations

from tests.engine.documents.reading_support import read_text

HEADS_BETWEEN = """
II. KẾT QUẢ
Kết quả theo đơn vị:
------------------------------------------------------------
TT   Đơn vị                  Nhận      Đã giải    Còn lại
                             (hồ sơ)   quyết
------------------------------------------------------------
1    Xã Đông                 1.204     1.190           14
2    Xã có tên rất dài nằm     812       800           12
     trên hai dòng
3    Xã Nam                     95        95            0
------------------------------------------------------------
     Cộng                    2.111     2.085           26
============================================================
III. PHƯƠNG HƯỚNG
"""
HEADS_ABOVE = """
B. DANH MỤC
TT   Việc                Chủ trì         Kinh phí
                                         (triệu đồng)
------------------------------------------------------
1    Rà soát thủ tục     Văn phòng       120
2    Mở lớp bồi dưỡng    Phòng Nội vụ    85
------------------------------------------------------
"""
NO_TABLE = """
--------------------
Trên đây là báo cáo của phường.
Đề nghị các đơn vị thực hiện.
--------------------
"""


def _tables(text: str) -> list[list[list[str]]]:
    found = []
    for table in read_text(text).documents[0].tables:
        rows = [[""] * table.columns for _ in range(table.rows)]
        for cell in table.cells:
            rows[cell.row][cell.column] = cell.text
        found.append(rows)
    return found


def test_heads_between_two_rules_lines_that_go_on_and_a_total() -> None:
    assert _tables(HEADS_BETWEEN) == [
        [
            ["TT", "Đơn vị", "Nhận (hồ sơ)", "Đã giải quyết", "Còn lại"],
            ["1", "Xã Đông", "1.204", "1.190", "14"],
            ["2", "Xã có tên rất dài nằm trên hai dòng", "812", "800", "12"],
            ["3", "Xã Nam", "95", "95", "0"],
            ["", "Cộng", "2.111", "2.085", "26"],
        ]
    ]


def test_heads_above_the_first_rule() -> None:
    assert _tables(HEADS_ABOVE) == [
        [
            ["TT", "Việc", "Chủ trì", "Kinh phí (triệu đồng)"],
            ["1", "Rà soát thủ tục", "Văn phòng", "120"],
            ["2", "Mở lớp bồi dưỡng", "Phòng Nội vụ", "85"],
        ]
    ]


def test_sentences_between_rules_are_no_table() -> None:
    assert _tables(NO_TABLE) == []
