"""What a figure that was read is called, and the days that it counts for: what an officer finds again as a fact."""

from __future__ import annotations

from importlib.resources import files

import pytest

from parindex.engine.documents.reading.reader import read_document
from parindex.engine.documents.reading.words import read_words
from parindex.portal.intake.engine_bridge.items import Row, rows_of

WORDS = read_words((files("parindex") / "rulebooks" / "aliases" / "reading_words.yaml").read_bytes())
HEAD = "BÁO CÁO\nKết quả cải cách hành chính quý III năm 2026\n\nI. KẾT QUẢ\n"


def _figure(text: str, printed: str) -> Row:
    reading = read_document((HEAD + text + "\n").encode(), file_name="b.txt", words=WORDS)
    return next(each for each in rows_of(reading) if each.values.get("printed") == printed)


@pytest.mark.parametrize(
    ("line", "printed", "name"),
    [
        ("Đã phát 64 phiếu khảo sát.", "64", "Đã phát phiếu"),
        ("Trong kỳ, tổ chức 05 hội nghị, lồng ghép 318 lượt người.", "318", "Lồng ghép lượt người"),
        ("Tiếp nhận 48 phản ánh; đã xử lý 45 phản ánh.", "45", "Đã xử lý phản ánh"),
        ("Tính đến ngày 30/9/2026 đã hoàn thành 27/36 nhiệm vụ.", "27/36", "Đã hoàn thành nhiệm vụ"),
        ("Thu ngân sách đạt 6.320 triệu đồng, bằng 79% dự toán tỉnh giao (8.000 triệu đồng).", "8.000",
         "Dự toán tỉnh giao"),
        ("Số hồ sơ quá hạn là 13 hồ sơ.", "13", "Số hồ sơ quá hạn"),
    ],
)  # fmt: skip
def test_a_figure_is_named_by_what_is_done_to_what(line: str, printed: str, name: str) -> None:
    assert _figure(line, printed).values["name"] == name


def test_the_head_of_a_column_is_part_of_the_name_and_no_scope() -> None:
    table = (
        "| Lĩnh vực | Tiếp nhận | Đã giải quyết |\n|---|---|---|\n| Hộ tịch | 1.254 | 1.250 |\n| Đất đai | 289 | 239 |"
    )
    told = _figure(table, "1.250").values
    assert told["name"] == "Hộ tịch, Đã giải quyết"
    assert "scope" not in told


def test_a_year_counted_to_a_day_ends_there() -> None:
    line = "Theo Kế hoạch năm 2026, xã có 36 nhiệm vụ. Tính đến ngày 30/9/2026 đã hoàn thành 27/36 nhiệm vụ."
    told = _figure(line, "27/36").values
    assert (told["period_from"], told["period_to"]) == ("2026-01-01", "2026-09-30")
