"""The place and date of a head broken over two lines, as narrow columns of a PDF do."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.documents.reading_support import read_text

HEAD = """ỦY BAN NHÂN DÂN
XÃ NÂM NUNG
Số: 45/BC-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
{date}

BÁO CÁO
Công tác cải cách hành chính năm 2026

I. KẾT QUẢ
1. Ngày 15 tháng 10 năm 2025, xã đã tiếp nhận 1.310 hồ sơ.
"""


@pytest.mark.parametrize(
    "printed",
    [
        "Nâm Nung, ngày 15 tháng 10 năm 2026",
        "Nâm Nung, ngày 15 tháng 10 năm\n2026",
        "Nâm Nung, ngày 15 tháng 10\nnăm 2026",
        "Nâm Nung, ngày 15\ntháng 10 năm 2026",
        "Nâm Nung,\nngày 15 tháng 10 năm 2026",
        "Nâm Nung, ngày 15 tháng 10 năm\n\n2026",
        "Nâm Nung, ngày 15 tháng\n\n10 năm\n\n2026",
    ],
)
def test_the_date_is_read_in_one_piece(printed: str) -> None:
    said = read_text(HEAD.format(date=printed)).documents[0].metadata
    assert said.date is not None and said.date.date.whole == date(2026, 10, 15)
    assert said.place == "Nâm Nung" and said.title is not None
    assert said.title.value.startswith("Công tác cải cách hành chính")
    assert said.date.passage.text.replace("\n", " ").split() == printed.split()


def test_what_is_no_date_is_left_as_it_stands() -> None:
    said = read_text(HEAD.format(date="Nâm Nung, ngày họp đầu tiên\n2026")).documents[0].metadata
    assert said.date is None
