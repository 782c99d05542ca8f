"""A date that is in no calendar, in the head and in the legal bases of a document, is told by the rule for dates."""

from __future__ import annotations

import pytest

from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.documents.reading.reader import read_document
from parindex.tools.shipped_reading import shipped_proof_rules, shipped_words

PLAN = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ AN BÌNH Độc lập - Tự do - Hạnh phúc

Số: 12/QĐ-UBND
An Bình, {issued}

QUYẾT ĐỊNH
Thành lập Tổ giúp việc cải cách hành chính

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ AN BÌNH

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;
Căn cứ Nghị định số 45/2025/NĐ-CP ngày {basis} của Chính phủ;

QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ giúp việc cải cách hành chính xã An Bình.
Điều 2. Văn phòng có trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn An
"""


def _told(issued: str, basis: str) -> list[tuple[str, str, int]]:
    content = PLAN.format(issued=issued, basis=basis).encode()
    reading = read_document(content, file_name="quyet_dinh.txt", words=shipped_words())
    found = proof_read(proof_text(reading), shipped_proof_rules(), lambda day: None)
    return [(each.rule, each.quote, each.at.line) for each in found]


@pytest.mark.parametrize(
    ("issued", "basis", "expected"),
    [
        ("ngày 12 tháng 01 năm 2026", "28/02/2025", []),
        ("ngày 31 tháng 02 năm 2026", "28/02/2025", [("date_impossible", "ngày 31 tháng 02 năm 2026", 5)]),
        ("ngày 12 tháng 01 năm 2026", "30/02/2025", [("date_impossible", "30/02/2025", 13)]),
        ("ngày    tháng 01 năm 2026", "28/02/2025", [("number_left_blank", "", 5)]),
    ],
)
def test_in_the_head_and_in_the_bases(issued: str, basis: str, expected: list[tuple[str, str, int]]) -> None:
    assert _told(issued, basis) == expected
