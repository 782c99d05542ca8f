"""Averages, multiples, growth, percentages apart from their parts, wholes named before: told when broken only."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks import check_statement
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.checks.proof_reading.table_figures import statement_of_table

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
CLASSES = "Mở 08 lớp bồi dưỡng cho 346 lượt công chức, bình quân 43,3 người/lớp."
MONTHS = "Đã tiếp nhận 8.766 hồ sơ (tháng 4: 2.810; tháng 5: 2.934; tháng 6: 3.022), bình quân 2.922 hồ sơ/tháng."
TIMES = "Tiếp nhận 1.526 phản ánh, tăng 436 phản ánh so với năm 2023 (1.090 phản ánh), gấp 1,4 lần."
GROWN = "Tiếp nhận 1.526 hồ sơ, tăng 12,45% so với cùng kỳ (1.357 hồ sơ)."
RAISED = "Số hồ sơ trực tuyến tăng từ 2.140 hồ sơ lên 3.317 hồ sơ (tăng 55%)."
LISTED = "Rà soát 418 thủ tục: bãi bỏ 63, sửa đổi 247, thay thế 108 thủ tục; tương ứng 15,1%, 59,1% và 25,8%."
BEHIND = "Thu ngân sách 5.218 triệu đồng, bằng 76,5% dự toán giao (6.820 triệu đồng)."
AMONG = "Trong số hồ sơ chưa đến hạn có 148 hồ sơ chờ bổ sung, 211 hồ sơ chờ nộp thuế, 326 hồ sơ đang xử lý."
REST = "Có 1.385 phản ánh. Theo nội dung có 416 phản ánh về đất, 233 phản ánh về rác; số còn lại 736 phản ánh về đường."
BRACKET = "Ban hành 19 văn bản (06 nghị quyết, 13 quyết định)."
COLUMNS = """
Đơn vị | Đúng hạn | Quá hạn | Tỷ lệ đúng hạn (%)
Xã An Bình | 856 | 31 | 96,5
Xã Bình Minh | 1.204 | 43 | 96,6
Xã Cát Lâm | 610 | 58 | 91,3
Xã Đồi Ngô | 2.077 | 39 | 98,2
"""
LEVELS = """
Yếu tố | Rất hài lòng | Hài lòng | Bình thường | Không hài lòng | Rất không hài lòng | Điểm
Tiếp cận | 212 | 421 | 78 | 16 | 4 | 4,12
Thủ tục | 188 | 447 | 69 | 23 | 4 | 4,08
Công chức | 301 | 358 | 54 | 15 | 3 | 4,28
Kết quả | 255 | 402 | 52 | 17 | 5 | 4,21
"""
GROWTHS = """
Chỉ tiêu | Năm 2023 | Năm 2024 | Tăng, giảm (%)
Hồ sơ | 4.120 | 4.733 | 14,9
Trực tuyến | 2.210 | 3.094 | 40
Phản ánh | 318 | 271 | -14,8
Cuộc gọi | 1.906 | 2.115 | 11
"""
MEANS = """
Đơn vị | Chỉ số 2023 (%) | Chỉ số 2024 (%)
Xã An Bình | 88,24 | 90,12
Xã Bình Minh | 86,51 | 87,33
Xã Cát Lâm | 90,43 | 91,08
Bình quân | 88,39 | 89,51
"""
ANOTHER = [
    "Mở 08 lớp bồi dưỡng cho 346 lượt công chức, bình quân hơn 20 người/lớp.",
    "Số phản ánh năm 2024 là 1.526 phản ánh, gấp hơn 2 lần năm 2023 (1.090 phản ánh).",
    "Chi 5.218 triệu đồng, bằng 76,5% so với cùng kỳ (4.900 triệu đồng).",
    "Kiểm tra 19 đơn vị (06 đơn vị năm 2023, 08 đơn vị năm 2024).",
    "Trong số hồ sơ đã xử lý có 1.328 hồ sơ đúng hạn, 41 hồ sơ quá hạn; đang xử lý 77 hồ sơ.",
]
TEXTS = [CLASSES, MONTHS, TIMES, GROWN, RAISED, LISTED, BEHIND, REST, BRACKET]
TABLES = [COLUMNS, LEVELS, GROWTHS, MEANS]


def _told(*lines: str) -> set[str]:
    return {each.rule for each in proof_read(text_of(["I. KẾT QUẢ", *lines]), RULES, lambda day: None)}


def _told_of(table: str) -> set[str]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    statement = statement_of_table(rows)
    assert statement is not None
    return {found.code.value for found in check_statement(statement)}


@pytest.mark.parametrize("line", [*TEXTS, *ANOTHER])
def test_what_agrees_or_speaks_of_something_else_is_silent(line: str) -> None:
    assert _told(line) == set()


@pytest.mark.parametrize("table", TABLES)
def test_tables_that_agree_are_silent(table: str) -> None:
    assert _told_of(table) == set()


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (CLASSES, "346", "364"),
        (CLASSES, "43,3", "34,3"),
        (MONTHS, "2.922", "2.992"),
        (TIMES, "1,4", "1,5"),
        (GROWN, "12,45", "12,54"),
        (GROWN, "1.357", "1.375"),
        (GROWN, "1.526", "1.562"),
        (RAISED, "3.317", "3.371"),
        (LISTED, "59,1", "58,1"),
        (LISTED, "15,1", "51,1"),
        (BEHIND, "76,5", "67,5"),
        (BEHIND, "5.218", "5.128"),
        (BEHIND, "6.820", "6.280"),
        (REST, "416", "461"),
        (REST, "736", "763"),
        (BRACKET, "13", "12"),
        (BRACKET, "19", "18"),
    ],
)
def test_a_slip_is_told(line: str, old: str, new: str) -> None:
    assert line.count(old) == 1
    assert _told(line.replace(old, new))


@pytest.mark.parametrize(
    ("table", "old", "new", "rule"),
    [
        (COLUMNS, "91,3", "93,1", "rate_differs"),
        (COLUMNS, "1.204", "1.024", "rate_differs"),
        (LEVELS, "4,28", "4,82", "quotient_differs"),
        (LEVELS, "402", "204", "quotient_differs"),
        (GROWTHS, "14,9", "19,4", "growth_differs"),
        (GROWTHS, "271", "217", "growth_differs"),
        (MEANS, "89,51", "85,91", "quotient_differs"),
    ],
)
def test_a_slip_in_a_table_is_told(table: str, old: str, new: str, rule: str) -> None:
    assert table.count(old) == 1
    assert rule in _told_of(table.replace(old, new))


def test_a_whole_of_another_sentence_is_found_by_its_name() -> None:
    before = "Đang giải quyết 702 hồ sơ, trong đó hồ sơ chưa đến hạn là 685 hồ sơ, hồ sơ quá hạn là 17 hồ sơ."
    assert _told(before, AMONG) == set()
    assert "sum_differs" in _told(before, AMONG.replace("211", "121"))


def test_what_was_carried_over_and_received_is_the_whole_named_after_them() -> None:
    before = "Trong kỳ tiếp nhận 1.284 kiến nghị, tăng so với năm trước."
    after = "Tính cả 137 kiến nghị năm 2023 chuyển sang, tổng số kiến nghị phải xử lý là 1.421."
    assert _told(before, after) == set()
    assert "sum_differs" in _told(before, after.replace("1.421", "1.241"))


def test_the_repair_of_an_average_and_of_growth_is_proposed() -> None:
    for line, old, new, right in ((CLASSES, "346", "364", "346"), (GROWN, "1.526", "1.562", "1526")):
        text = text_of(["I. KẾT QUẢ", line.replace(old, new)])
        told = proof_read(text, RULES, lambda day: None)
        repaired = {str(change.right) for each in told for repair in each.repairs for change in repair}
        assert right in repaired
