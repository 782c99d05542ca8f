"""Shares borne out twice, bases by name, long sums, changes without brackets: told when broken, else silent."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
PAID = "Phát sinh 1.644 hồ sơ có phí; thanh toán trực tuyến 1.507 hồ sơ (đạt 91,67%), 137 hồ sơ nộp tiền mặt."
MONEY = "Dự toán được giao là 163.540 triệu đồng; khối hành chính 94.218 triệu đồng, khối sự nghiệp 69.322 triệu đồng."
POINTS = "Tỷ lệ đúng hạn đạt 98,67%, tăng 1,52 điểm phần trăm so với mức 97,15% của quý trước."
YEARS = "Đăng tải 186 tin, bài (năm 2023: 150 tin, bài), tăng 36 tin, bài."
IN_BRACKETS = "Riêng nhóm này năm 2025 (1.132 lượt) tăng 286 lượt, tương ứng 33,8% so với năm 2023 (846 lượt)."
MULTIPLE = "Phát hành 17.264 văn bản đi, bằng 1,15 lần năm 2023 (15.012 văn bản)."
RESOLVED = "Trong kỳ đã giải quyết 2.746 hồ sơ, chuyển kỳ sau 131 hồ sơ."
ELECTRONIC = "Kết quả được cấp bản điện tử đối với 2.583 hồ sơ, bằng 94,06% số đã giải quyết."
CITIZENS = "Đã tiếp 214 lượt với 251 người, gồm: tiếp thường xuyên 133 lượt, tiếp định kỳ 60 lượt, đột xuất 21 lượt."
INSPECTED = (
    "Kiểm tra 06 đơn vị trong tổng số 18 đơn vị (đạt 33,3%). Phát hiện 19 tồn tại; đã khắc phục 16, còn 03 tồn tại."
)
TEXTS = [PAID, MONEY, POINTS, YEARS, IN_BRACKETS, MULTIPLE, CITIZENS, INSPECTED]


def _told(*lines: str) -> set[str]:
    return {each.rule for each in proof_read(text_of(["I. KẾT QUẢ", *lines]), RULES, lambda day: None)}


@pytest.mark.parametrize("line", TEXTS)
def test_what_agrees_is_silent(line: str) -> None:
    assert _told(line) == set()


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (PAID, "1.644", "1.464"),
        (PAID, "1.507", "1.570"),
        (PAID, "137", "173"),
        (PAID, "91,67", "91,76"),
        (PAID, "137", "1.644"),
        (MONEY, "163.540", "136.540"),
        (MONEY, "94.218", "94.281"),
        (MONEY, "69.322", "69.332"),
        (POINTS, "98,67", "98,76"),
        (POINTS, "97,15", "97,51"),
        (POINTS, "1,52", "1,25"),
        (YEARS, "186", "168"),
        (YEARS, "36", "63"),
        (IN_BRACKETS, "286", "268"),
        (IN_BRACKETS, "33,8", "38,3"),
        (MULTIPLE, "1,15", "1,51"),
        (CITIZENS, "214", "241"),
        (INSPECTED, "16", "61"),
    ],
)
def test_a_slip_is_told(line: str, old: str, new: str) -> None:
    assert line.count(old) >= 1
    assert _told(line.replace(old, new))


def test_the_base_is_the_figure_of_that_name() -> None:
    assert _told(RESOLVED, ELECTRONIC) == set()
    assert "rate_differs" in _told(RESOLVED, ELECTRONIC.replace("94,06", "94,60"))
    assert "rate_differs" in _told(RESOLVED, ELECTRONIC.replace("2.583", "2.538"))


def test_a_share_of_something_that_is_not_printed_is_silent() -> None:
    assert _told(RESOLVED, "Có 612 hồ sơ, bằng 31,5% số đã tiếp nhận qua bưu chính; 204 hồ sơ trả tại nhà.") == set()


def test_a_sentence_that_sorts_leaves_nothing_out() -> None:
    line = "Tiếp nhận 348 đơn; cấp phường 190 đơn. Phân loại có 96 đơn khiếu nại, 21 đơn tố cáo và 231 đơn kiến nghị."
    assert _told(line) == set()
    assert "sum_differs" in _told(line.replace("; cấp phường 190 đơn", "").replace("231", "213"))
    assert _told(line.replace("348", "912")) == set()


def test_parts_of_a_figure_beside_the_whole_are_not_held_to_it() -> None:
    line = "Thu về 1.440 phiếu, dùng được 1.400 phiếu: 981 phiếu của người dân (70,07%), 419 phiếu của doanh nghiệp."
    assert _told(line) == set()
