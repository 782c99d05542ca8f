"""What is left of a whole, and parts out of a whole: told when broken, else silent."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
RATIO = "Đã số hóa 2.140/2.305 hồ sơ (đạt 92,84%), còn 165 hồ sơ chưa số hóa."
COUNTS = "Có 1.408 hồ sơ có phí; nộp trực tuyến 1.212 hồ sơ, còn lại 196 hồ sơ nộp tiền mặt."
OUT_OF = "Trong 624 hồ sơ có 310 hồ sơ khai sinh, 205 hồ sơ kết hôn và 109 hồ sơ khai tử."
IN_BRACKETS = "Đề xuất 86 phương án (bãi bỏ 21 phương án, sửa đổi 65 phương án)."
WHOLE_FOR_PART = (
    "Có 420 thủ tục: 150 thủ tục toàn trình (35,7%), 190 thủ tục một phần (45,2%) và 80 thủ tục khác (19%)."
)
SILENT = [
    "Giao 350 người (công chức 90, viên chức 260); có mặt 326 người, đạt 93,1%, còn 24 chỉ tiêu.",
    "Hoàn thành 46/52 nhiệm vụ; còn 12 xã chưa báo cáo.",
    "Trong 624 hồ sơ có 310 hồ sơ khai sinh, 25 hồ sơ quá hạn.",
    "Đã kiểm tra 12 đơn vị (trong đó có 5 phòng, 4 xã).",
]


def _told(line: str) -> set[str]:
    return {each.rule for each in proof_read(text_of(["I. KẾT QUẢ", line]), RULES, lambda day: None)}


@pytest.mark.parametrize("line", [RATIO, COUNTS, OUT_OF, IN_BRACKETS, WHOLE_FOR_PART, *SILENT])
def test_what_agrees_or_leaves_something_out_is_silent(line: str) -> None:
    assert _told(line) == set()


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (RATIO, "165", "156"),
        (RATIO, "165", "175"),
        (COUNTS, "1.212", "1.221"),
        (COUNTS, "196", "1.408"),
        (OUT_OF, "205", "250"),
        (OUT_OF, "109", "624"),
        (IN_BRACKETS, "65", "56"),
        (IN_BRACKETS, "21", "86"),
        (WHOLE_FOR_PART, "190", "420"),
    ],
)
def test_a_slip_is_told(line: str, old: str, new: str) -> None:
    assert old in line
    assert _told(line.replace(old, new)) & {"sum_differs", "rate_differs"}
