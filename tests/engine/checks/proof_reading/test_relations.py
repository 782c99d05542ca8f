"""Relations that words tell: found when broken, silent where the words tell of something else."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.passages import Passage, PassageKind, ProofText
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
HEAD = ["BÁO CÁO", "Công tác cải cách hành chính năm 2026", "I. KẾT QUẢ"]


def _rules(*lines: str) -> list[str]:
    text = text_of([*HEAD, *lines], kind="Báo cáo", year=2026, level="province")
    return [each.rule for each in proof_read(text, RULES, lambda day: None)]


@pytest.mark.parametrize(
    ("holds", "broken", "rule"),
    [
        (
            "Kỳ trước chuyển qua 418, nhận mới 1.365 hồ sơ; đã giải quyết 1.290 hồ sơ, đang giải quyết 493 hồ sơ.",
            "Kỳ trước chuyển qua 418, nhận mới 1.365 hồ sơ; đã giải quyết 1.290 hồ sơ, đang giải quyết 433 hồ sơ.",
            "balance_differs",
        ),
        ("Ban hành 19 văn bản, gồm: 06 nghị quyết và 13 quyết định.",
         "Ban hành 19 văn bản, gồm: 06 nghị quyết và 15 quyết định.", "sum_differs"),
        ("Đường dây nóng tiếp nhận 9.640 cuộc gọi, trả lời ngay 8.702 cuộc (90,3%).",
         "Đường dây nóng tiếp nhận 9.640 cuộc gọi, trả lời ngay 7.702 cuộc (90,3%).", "rate_differs"),
        ("Tỷ lệ số hóa đạt 96,2% (1.190/1.237 hồ sơ).", "Tỷ lệ số hóa đạt 92,6% (1.190/1.237 hồ sơ).", "rate_differs"),
        ("Sở có 162 công chức có mặt trên 171 chỉ tiêu được giao, đạt 94,7%.",
         "Sở có 152 công chức có mặt trên 171 chỉ tiêu được giao, đạt 94,7%.", "rate_differs"),
        ("Buổi làm việc vào thứ Sáu, ngày 22/5/2026.", "Buổi làm việc vào thứ Năm, ngày 22/5/2026.", "weekday_differs"),
    ],
)  # fmt: skip
def test_told_only_when_broken(holds: str, broken: str, rule: str) -> None:
    assert _rules(holds) == []
    assert _rules(broken) == [rule]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Hoàn thành trước ngày 31/02/2027.", ["31/02/2027"]),
        ("Hoàn thành trước ngày 31 tháng 02 năm 2027.", ["ngày 31 tháng 02 năm 2027"]),
        ("Từ ngày 29/02/2026 đến ngày 31/4/2026.", ["29/02/2026", "31/4/2026"]),
        ("Họp thứ Hai, ngày 30-02-2026.", ["30-02-2026"]),
        ("Hạn là ngày 15/13/2026, nhắc lại: 15/13/2026.", ["15/13/2026"]),
        ("Hoàn thành trước ngày 29/02/2028.", []),
        ("Hoàn thành trước ngày 28 tháng 02 năm 2027.", []),
        ("Nghị định số 31/02/2027/NĐ-CP; bản đồ tỷ lệ 131/02/2027.", []),
    ],
)
def test_a_date_that_does_not_exist_is_found_where_it_stands(line: str, words: list[str]) -> None:
    found = proof_read(text_of([*HEAD, line], kind="Báo cáo", year=2026), RULES, lambda day: None)

    assert [each.quote for each in found if each.rule == "date_impossible"] == words
    assert {each.at.line for each in found if each.rule == "date_impossible"} <= {len(HEAD) + 1}


def test_a_date_that_does_not_exist_is_found_in_a_table() -> None:
    table = Passage("Tiến độ", 7, kind=PassageKind.TABLE, rows=(("Nhiệm vụ", "Hạn"), ("Rà soát", "31/02/2027")))
    (found,) = proof_read(ProofText((table,), kind="Kế hoạch", year=2027), RULES, lambda day: None)

    assert (found.rule, found.quote, found.at.line) == ("date_impossible", "31/02/2027", 7)


@pytest.mark.parametrize(
    "line",
    [
        "Tổ chức 03 lớp tập huấn, gồm 120 học viên cấp tỉnh và 300 học viên cấp xã.",
        "Tiếp nhận 500 hồ sơ, trong đó đã giải quyết trước hạn 300 hồ sơ.",
        "Tiếp nhận mới 1.365 hồ sơ, đã giải quyết 1.290 hồ sơ, đang giải quyết 493 hồ sơ.",
        "Đạt 45% (kế hoạch giao 1.190 hồ sơ).",
        "Tiếp nhận 120 đơn thư, giải quyết 300 kiến nghị (85%).",
        "Hỗ trợ 40 hộ; giảm 12% so với năm trước (50 hộ).",
        "Họp vào thứ Hai hằng tuần từ ngày 22/5/2026.",
    ],
)
def test_silent_where_nothing_is_said(line: str) -> None:
    assert _rules(line) == []
