"""Letters among digits, columns side by side, work given out in tables."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.documents.reading_support import read_text

from parindex.engine.documents.reading.deadlines import last_day
from parindex.engine.documents.reading.misread_digits import misread_digits
from parindex.engine.documents.reading.side_by_side import side_by_side


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("1O5 hồ sơ", "105"), ("l2 văn bản", "12"), ("đạt lOO% kế hoạch", "100"), ("3l/l0/2025", "31/10/2025"),
     ("l.O48 văn bản", "1.048"), ("tháng ll/2025", "11/2025")],
)  # fmt: skip
def test_letters_among_digits(printed: str, meant: str) -> None:
    assert [said for _, _, said in misread_digits(printed)] == [meant]


@pytest.mark.parametrize("printed", ["Quý I/2025", "Lào Cai", "CO2", "II. KẾT QUẢ", "Mục l", "QĐ-UBND"])
def test_what_is_no_figure_is_left(printed: str) -> None:
    assert list(misread_digits(printed)) == []


def test_the_left_column_is_read_before_the_right_one() -> None:
    texts = [
        "UBND TỈNH A          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "  SỞ NỘI VỤ             Độc lập - Tự do - Hạnh phúc",
        "",
    ]
    ((last, parts),) = side_by_side(texts).values()
    assert last == 2
    assert [texts[each.line - 1][each.start : each.end] for each in parts] == [
        "UBND TỈNH A",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_text_in_one_column_is_left_alone() -> None:
    assert (
        side_by_side(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", "- Lưu: VT."])
        == {}
    )


@pytest.mark.parametrize(
    ("words", "day"),
    [("trước ngày 28/02/2026", date(2026, 2, 28)), ("trong tháng 9/2026", date(2026, 9, 30)),
     ("Quý II/2026", date(2026, 6, 30)), ("Năm 2026", date(2026, 12, 31)), ("31/02/2026", None),
     ("tháng 13/2026", None), ("hằng quý", None), ("quý III", None)],
)  # fmt: skip
def test_the_last_day(words: str, day: date | None) -> None:
    assert last_day(words) == day


def test_tasks_out_of_a_table() -> None:
    reading = read_text(
        "KẾ HOẠCH\nCải cách hành chính năm 2026\nPHỤ LỤC\n"
        "TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tSản phẩm\n"
        "I\tCải cách thể chế\t\t\t\t\n"
        "1\tRà soát văn bản\tSở Tư pháp\tSở Nội vụ; Sở Tài chính\tQuý III/2026\tBáo cáo\n"
    )
    (task,) = reading.documents[0].tasks
    assert (task.text, task.deadline_on, task.product) == ("Rà soát văn bản", date(2026, 9, 30), "Báo cáo")
    assert [each.name for each in task.leads] == ["Sở Tư pháp"]
    assert [each.name for each in task.cooperating] == ["Sở Nội vụ", "Sở Tài chính"]
