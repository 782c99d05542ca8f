"""Percentages whose base stands elsewhere, sums over levels, the rest of a ratio: told when broken, else silent."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
LEVELS = [
    "1. Cấp tỉnh",
    "- Tiếp nhận: 24.310 hồ sơ.",
    "- Đã giải quyết: 23.718 hồ sơ.",
    "2. Cấp xã",
    "- Tiếp nhận: 88.140 hồ sơ.",
    "- Đã giải quyết: 87.306 hồ sơ.",
    "3. Toàn tỉnh",
    "Tổng hợp hai cấp: tiếp nhận 112.450 hồ sơ, đã giải quyết 111.024 hồ sơ.",
]
BUDGET = [
    "Tổng dự toán được giao là 3.640 triệu đồng.",
    "- Đã giải ngân 2.912 triệu đồng, đạt 80% dự toán.",
]
ANSWERS = ["Khảo sát 300 người: 252 người hài lòng (84%), 36 người bình thường (12%), 12 người không hài lòng (4%)."]
STAFF = ["Trong 212 công chức có mặt: nam 118 người, nữ 94 người. Có 61 người quản lý, chiếm 28,8% tổng số công chức."]
TASKS = ["Hoàn thành 17/26 nhiệm vụ (65,4%), đang thực hiện 7 nhiệm vụ, chưa thực hiện 2 nhiệm vụ."]
ANSWERED = ["Tiếp nhận 1.482 phản ánh, đã xử lý 1.405 phản ánh; tỷ lệ đã xử lý đạt 94,8%."]
CHANNELS = [
    "Tiếp nhận 1.482 phản ánh, kiến nghị: qua Cổng 512 phản ánh; qua tổng đài 640 phản ánh; trực tiếp 330 phản ánh."
]
FIELDS = ["Có 26 nhiệm vụ, chia theo lĩnh vực: thể chế 4 nhiệm vụ, thủ tục 8 nhiệm vụ, bộ máy 14 nhiệm vụ."]


def _rules(lines: Sequence[str]) -> set[str]:
    text = text_of(["BÁO CÁO", "I. KẾT QUẢ", *lines], kind="Báo cáo", year=2026, level="province")
    return {each.rule for each in proof_read(text, RULES, lambda day: None)}


@pytest.mark.parametrize(
    ("lines", "old", "new", "rule"),
    [
        (LEVELS, "112.450", "112.540", "sum_differs"),
        (LEVELS, "111.024", "111.124", "sum_differs"),
        (LEVELS, "87.306", "78.306", "sum_differs"),
        (BUDGET, "80%", "81%", "rate_differs"),
        (BUDGET, "2.912", "2.192", "rate_differs"),
        (ANSWERS, "12%", "21%", "rate_differs"),
        (ANSWERS, "252", "262", "rate_differs"),
        (STAFF, "28,8", "28,3", "rate_differs"),
        (TASKS, "đang thực hiện 7", "đang thực hiện 17", "sum_differs"),
        (ANSWERED, "94,8", "98,4", "rate_differs"),
        (CHANNELS, "512", "521", "sum_differs"),
        (FIELDS, "14", "41", "sum_differs"),
    ],
)
def test_told_only_when_broken(lines: Sequence[str], old: str, new: str, rule: str) -> None:
    assert _rules(lines) == set()
    assert sum(line.count(old) for line in lines) == 1
    assert rule in _rules([line.replace(old, new) for line in lines])


@pytest.mark.parametrize(
    "lines",
    [
        ["Tiếp nhận 640 hồ sơ trực tuyến.", "Xử lý 312 phản ánh (58,3%)."],
        ["Có 120 người dự, 42 người phát biểu, chiếm 35,9% tổng số đại biểu."],
        ["Tổng dự toán được giao là 3.640 triệu đồng; chi 1.020 triệu đồng, đạt 61% kế hoạch vốn."],
        ["1. Cấp tỉnh", "- Tiếp nhận: 24.310 hồ sơ.", "3. Toàn tỉnh", "- Tiếp nhận: 24.130 hồ sơ."],
        ["1. Cấp tỉnh", "- Tiếp nhận: 24.310 hồ sơ.", "2. Cấp xã", "- Tiếp nhận: 310 hồ sơ.", "3. Toàn tỉnh",
         "- Tiếp nhận: 98.765 hồ sơ."],
        ["Hoàn thành 17/26 nhiệm vụ, đang thực hiện 5 nhiệm vụ."],
        ["Đã giải quyết (trước hạn: 9.815 hồ sơ, đúng hạn: 7.506 hồ sơ, quá hạn: 21 hồ sơ)."],
        ["Cùng kỳ năm trước đạt 84%; năm nay 252 người hài lòng (80%)."],
    ],
)  # fmt: skip
def test_silent_where_the_base_is_not_named(lines: Sequence[str]) -> None:
    assert _rules(lines) == set() or _rules(lines) == {"section_missing"}
