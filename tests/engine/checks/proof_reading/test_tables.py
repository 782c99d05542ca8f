"""Tables against their totals and against what their own rows keep to; tables that mean something else are silent."""

from __future__ import annotations

from importlib.resources import files

import pytest

from parindex.engine.checks import check_statement
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind, ProofText
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.checks.proof_reading.table_figures import statement_of_table

RULES = read_rules((files("parindex") / "rulebooks" / "check_rules" / "proof_reading.yaml").read_bytes())
DOSSIERS = """
STT | Đơn vị | Tổng số | Trước hạn | Đúng hạn | Quá hạn | Tỷ lệ quá hạn (%)
1 | Xã An Bình | 1.310 | 856 | 431 | 23 | 1,76
2 | Xã Bình Minh | 2.047 | 1.204 | 839 | 4 | 0,20
3 | Xã Cát Lâm | 954 | 610 | 340 | 4 | 0,42
4 | Thị trấn Đồi Ngô | 3.418 | 2.077 | 1.302 | 39 | 1,14
 | Tổng cộng | 7.729 | 4.747 | 2.912 | 70 | 0,91
"""
NESTED = """
TT | Lĩnh vực | Số TTHC | Toàn trình
I | Cấp huyện | 58 | 31
1 | Đất đai | 33 | 17
2 | Hộ tịch | 25 | 14
II | Cấp xã | 40 | 22
1 | Chứng thực | 11 | 9
2 | Bảo trợ xã hội | 29 | 13
 | Tổng số | 98 | 53
"""
ADDRESSES = """
STT | Họ tên | Năm sinh | Điện thoại
1 | Nguyễn Văn A | 1980 | 912345678
2 | Trần Thị B | 1985 | 987654321
3 | Lê Văn C | 1990 | 901234567
"""
PARTIAL = """
Chỉ tiêu | Năm 2023 | Năm 2024
Tổng số doanh nghiệp | 657 | 702
Đang hoạt động | 382 | 401
Thành lập mới | 95 | 55
"""
QUARTERS = """
Quý | Kỳ trước chuyển sang | Nhận trong kỳ | Xong đúng hạn | Xong quá hạn | Chuyển kỳ sau
I | 24 | 210 | 195 | 8 | 31
II | 31 | 246 | 240 | 9 | 28
III | 28 | 198 | 190 | 14 | 22
IV | 22 | 225 | 208 | 12 | 27
Cả năm | 24 | 879 | 833 | 43 | 27
"""
TIMELY = """
TT | Xã | Đã giải quyết | Trước hạn | Đúng hạn | Quá hạn | Tỷ lệ trước, đúng hạn (%) | % so với tổng số
1 | Xã Đông | 812 | 500 | 300 | 12 | 98,52 | 26,5
2 | Xã Tây | 640 | 410 | 221 | 9 | 98,59 | 20,9
3 | Xã Nam | 955 | 602 | 340 | 13 | 98,64 | 31,2
4 | Xã Bắc | 653 | 399 | 250 | 4 | 99,39 | 21,3
 | Cộng | 3.060 | 1.911 | 1.111 | 38 | 98,76 |
"""
CONTENT = """
TT | Đơn vị | Hài lòng năm 2023 (%) | Hài lòng năm 2024 (%) | Tăng, giảm (%)
1 | Sở A | 88,15 | 90,20 | 2,05
2 | Sở B | 91,40 | 90,85 | -0,55
3 | Sở C | 86,00 | 87,35 | 1,35
4 | Sở D | 84,70 | 88,10 | 3,40
"""


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def _codes(text: str) -> list[tuple[str, str]]:
    passage = Passage("", 7, kind=PassageKind.TABLE, rows=_rows(text))
    found = proof_read(ProofText((passage,), "bảng"), RULES, lambda day: None)
    return [(each.rule, each.quote) for each in found]


@pytest.mark.parametrize("table", [DOSSIERS, NESTED, ADDRESSES, PARTIAL, QUARTERS, TIMELY, CONTENT])
def test_a_clean_table_is_silent(table: str) -> None:
    assert _codes(table) == []


def test_a_clean_table_holds_identities() -> None:
    statement = statement_of_table(_rows(DOSSIERS))
    assert statement is not None and len(statement.identities) >= 4 + 5 + 5
    assert check_statement(statement) == ()
    assert statement_of_table(_rows(ADDRESSES)) is None


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (DOSSIERS, "| 2.047 |", "| 2.074 |", "Xã Bình Minh, Tổng số"),
        (DOSSIERS, "7.729", "7.829", "Tổng cộng, Tổng số"),
        (DOSSIERS, "1,14", "11,4", "Thị trấn Đồi Ngô, Tỷ lệ quá hạn (%)"),
        (DOSSIERS, "| 610 |", "| 601 |", "Tổng cộng, Trước hạn"),
        (NESTED, "| 98 |", "| 89 |", "Tổng số, Số TTHC"),
        (NESTED, "| 40 |", "| 44 |", "Tổng số, Số TTHC"),
    ],
)
def test_a_changed_cell_is_found(table: str, old: str, new: str, expected: str) -> None:
    assert table.count(old) == 1
    found = _codes(table.replace(old, new))
    assert expected in [quote for _, quote in found], found


def test_a_changed_cell_is_the_one_that_is_proposed() -> None:
    rows = _rows(DOSSIERS.replace("| 610 |", "| 601 |"))
    passage = Passage("", 7, kind=PassageKind.TABLE, rows=rows)
    found = proof_read(ProofText((passage,), "bảng"), RULES, lambda day: None)
    proposed = {repair[0].title for each in found for repair in each.repairs if len(each.repairs) == 1}
    assert proposed == {"Xã Cát Lâm, Trước hạn"}


@pytest.mark.parametrize(
    ("table", "old", "new", "rule"),
    [
        (QUARTERS, "| 246 |", "| 264 |", "balance_differs"),
        (QUARTERS, "| 190 |", "| 180 |", "balance_differs"),
        (QUARTERS, "| 9 | 28", "| 9 | 82", "figures_differ"),
        (QUARTERS, "879", "897", "sum_differs"),
        (TIMELY, "98,64", "96,84", "rate_differs"),
        (TIMELY, "20,9", "29,0", "rate_differs"),
        (CONTENT, "-0,55", "0,55", "sum_differs"),
        (CONTENT, "87,35", "83,75", "sum_differs"),
    ],
)
def test_what_the_columns_keep_to_is_held(table: str, old: str, new: str, rule: str) -> None:
    assert rule in {found for found, _ in _codes(table.replace(old, new))}
