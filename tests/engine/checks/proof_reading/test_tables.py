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


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def _codes(text: str) -> list[tuple[str, str]]:
    passage = Passage("", 7, kind=PassageKind.TABLE, rows=_rows(text))
    found = proof_read(ProofText((passage,), "bảng"), RULES, lambda day: None)
    return [(each.rule, each.quote) for each in found]


@pytest.mark.parametrize("table", [DOSSIERS, NESTED, ADDRESSES, PARTIAL])
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
