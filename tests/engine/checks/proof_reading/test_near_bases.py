"""Which figure is the base, which row a sum: other figures near by, means and figures below zero are not mistaken."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files

import pytest
from tests.engine.checks.proof_reading.plain_text import text_of

from parindex.engine.checks.proof_reading.mentions import number_of
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind, ProofText
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.documents.reading.line_classes import marker_of
from parindex.engine.documents.reading.model import Counter

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
TEACHERS = (
    "Có mặt 64 người/70 chỉ tiêu (thiếu 4 người chưa tuyển). Trình độ: thạc sĩ 20 người (31,25%), đại học 36 người "
    "(56,25%), cao đẳng 8 người (12,5%)."
)
BALLOTS = (
    "Phát ra 1.500 phiếu; thu về 1.440 phiếu, đạt 96%. Phiếu dùng được là 1.400/1.440 phiếu thu về. Trong đó có 981 "
    "phiếu của người dân (70,07%), 419 phiếu của doanh nghiệp (29,93%)."
)
MEANS = """
TT | Xã | Số phiếu | Điểm bình quân (%) |
 | | | Năm 2023 | Năm 2024
1 | Xã Đông | 120 | 88,1 | 90,2
2 | Xã Tây | 140 | 86,3 | 87,5
3 | Xã Nam | 100 | 91,0 | 92,1
 | Tổng cộng, bình quân | 360 | 88,5 | 89,9
"""
UNDER_ZERO = """
Chỉ tiêu | Năm 2023 | Năm 2024 | Tăng, giảm
Thu (triệu đồng) | 152.300 | 148.100 | -4.200
Chi (triệu đồng) | 98.640 | 101.000 | +2.360
Vốn (triệu đồng) | 40.000 | 38.500 | -1.500
"""


def _of_text(line: str) -> list[str]:
    return [each.rule for each in proof_read(text_of(["I. KẾT QUẢ", line]), RULES, lambda day: None)]


def _of_table(table: str) -> list[str]:
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines())
    passage = Passage("", 7, kind=PassageKind.TABLE, rows=rows)
    return [each.rule for each in proof_read(ProofText((passage,), "bảng"), RULES, lambda day: None)]


@pytest.mark.parametrize("line", [TEACHERS, BALLOTS])
def test_a_figure_near_by_is_not_taken_for_the_base(line: str) -> None:
    assert _of_text(line) == []


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        (TEACHERS, "36 người", "63 người"),
        (TEACHERS, "64 người/70", "46 người/70"),
        (TEACHERS, "12,5%", "15,2%"),
        (BALLOTS, "981", "891"),
        (BALLOTS, "96%", "69%"),
    ],
)
def test_a_slip_in_one_of_them_or_in_the_base_is_told(line: str, old: str, new: str) -> None:
    assert set(_of_text(line.replace(old, new))) & {"rate_differs", "sum_differs"}


@pytest.mark.parametrize("table", [MEANS, UNDER_ZERO])
def test_a_row_of_means_and_figures_below_zero_are_silent(table: str) -> None:
    assert _of_table(table) == []


def test_the_sum_in_a_row_of_means_is_held() -> None:
    assert _of_table(MEANS.replace("360", "630")) == ["sum_differs"]


def test_points_of_thousands_stand_behind_a_sign_too() -> None:
    assert [number_of(each) for each in ("-4.200", "+2.360", "−12,5", "- 3")] == [
        Decimal(-4200), Decimal(2360), Decimal("-12.5"), Decimal(-3)]  # fmt: skip


@pytest.mark.parametrize(("line", "number"), [("IIl. GIẢI PHÁP", 3), ("Il. MỤC TIÊU", 2), ("Vl. TỔ CHỨC", 6)])
def test_a_roman_number_misread_is_still_one(line: str, number: int) -> None:
    marker = marker_of(line)
    assert marker is not None and (marker.counter, marker.number) == (Counter.ROMAN, (number,))
    assert marker_of("Il. không phải mục") is None
