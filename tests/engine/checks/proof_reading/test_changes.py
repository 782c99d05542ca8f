"""What was, what is and the change between them, with its percentage: told when broken, else silent."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
GROWN = "Trong năm ban hành 93 văn bản, tăng 18 văn bản (+24%) so với năm 2023 (75 văn bản)."
RATE = "Tỷ lệ đúng hạn đạt 97,42%, tăng 1,17 điểm phần trăm so với quý trước (96,25%)."
BESIDE = "- Xã Đông: 88,6%, giảm 1,5 điểm % (năm 2023: 90,1%);"
CUT = "Số đầu mối giảm từ 32 đầu mối xuống còn 25 đầu mối, giảm 07 đầu mối (tương ứng 21,9%)."
TIME = "Thời gian giải quyết trước rà soát là 4.200 ngày, sau rà soát là 3.150 ngày; tiết kiệm 1.050 ngày, đạt 25%."
TOLD_FIRST = "Thu ngân sách 2.460 triệu đồng. So với năm 2023 (2.150 triệu đồng) tăng 310 triệu đồng, tăng 14,4%."
LEFT = "Số phản ánh giảm từ 240 lượt xuống còn 168 lượt, bằng 70,0% của năm trước (giảm 72 lượt)."
APART = "Cao nhất là xã Đông (93,4%), thấp nhất là xã Tây (61,2%), chênh lệch 32,2 điểm phần trăm."
UNRELATED = [
    "Mở 12 lớp cho 480 người, tăng 3 lớp so với năm 2023 (9 lớp).",
    "Giảm thời gian giải quyết từ 10 ngày xuống còn 7 ngày đối với 15 thủ tục, tăng 4 thủ tục so với kế hoạch.",
    "Thu 2.460 triệu đồng, đạt 82%; chi 1.905 triệu đồng, tăng 5% so với cùng kỳ (1.800 triệu đồng).",
]


def _told(line: str) -> set[str]:
    return {each.rule for each in proof_read(text_of(["I. KẾT QUẢ", line]), RULES, lambda day: None)}


@pytest.mark.parametrize("line", [GROWN, RATE, BESIDE, CUT, TIME, TOLD_FIRST, LEFT, APART, *UNRELATED])
def test_what_agrees_or_speaks_of_something_else_is_silent(line: str) -> None:
    assert _told(line) == set()


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (GROWN, "93", "39"),
        (GROWN, "18 văn bản", "17 văn bản"),
        (GROWN, "75", "76"),
        (GROWN, "24%", "42%"),
        (RATE, "97,42", "97,24"),
        (RATE, "1,17", "1,71"),
        (BESIDE, "88,6", "86,8"),
        (BESIDE, "1,5", "1,4"),
        (CUT, "32", "23"),
        (CUT, "07", "08"),
        (CUT, "21,9", "21,4"),
        (TIME, "3.150", "3.510"),
        (TIME, "1.050", "1.060"),
        (TIME, "25%", "52%"),
        (TOLD_FIRST, "2.460", "2.640"),
        (TOLD_FIRST, "310", "130"),
        (TOLD_FIRST, "14,4", "14,5"),
        (LEFT, "70,0", "71,0"),
        (LEFT, "72 lượt", "27 lượt"),
        (APART, "61,2", "62,1"),
        (APART, "32,2", "33,2"),
    ],
)
def test_a_slip_is_told(line: str, old: str, new: str) -> None:
    assert old in line
    assert _told(line.replace(old, new)) & {"sum_differs", "rate_differs"}
