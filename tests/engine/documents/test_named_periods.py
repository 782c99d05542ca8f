"""A period that a report names in words is the days that its figures count for."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.documents.reading_support import read_text

from parindex.engine.documents.reading.named_periods import counted_until, named_period

CASES = [
    ("6 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30)),
    ("Trong 6 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30)),
    ("06 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
    ("9 tháng đầu năm", date(2024, 1, 1), date(2024, 9, 30)),
    ("quý III/2026", date(2026, 7, 1), date(2026, 9, 30)),
    ("Quý IV", date(2024, 10, 1), date(2024, 12, 31)),
    ("quý 2 năm 2026", date(2026, 4, 1), date(2026, 6, 30)),
    ("tháng 2/2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("Kết quả tháng 10 năm 2026, nhiệm vụ tháng 11 năm 2026", date(2026, 10, 1), date(2026, 10, 31)),
    ("tính đến ngày 15 tháng 6 năm 2026", date(2026, 1, 1), date(2026, 12, 31)),  # a day names no month
    ("năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
    ("giai đoạn 2021 - 2025", date(2021, 1, 1), date(2025, 12, 31)),
]


@pytest.mark.parametrize(("words", "first", "last"), CASES)
def test_days_of_a_named_period(words: str, first: date, last: date) -> None:
    assert named_period(words, year=2024) == (first, last)


@pytest.mark.parametrize(
    "words",
    ["cùng kỳ năm 2025", "so với năm trước", "trong kỳ", "tháng 13/2026", "tại xã", "tháng 1/2026 đến tháng 9/2026"],
)
def test_what_names_no_period_of_its_own_gives_none(words: str) -> None:
    assert named_period(words, year=2026) is None


def test_without_a_year_nothing_is_guessed() -> None:
    assert named_period("6 tháng đầu năm") is None and named_period("quý II") is None


def test_a_figure_of_a_half_year_is_not_taken_for_one_of_the_year() -> None:
    reading = read_text("BÁO CÁO\nKết quả\n\nI. KẾT QUẢ\nTrong 6 tháng đầu năm 2026, xã đã tiếp nhận 1.310 hồ sơ.\n")
    figure = next(each for each in reading.documents[0].figures if each.printed == "1.310")
    assert figure.window is not None
    assert named_period(figure.window) == (date(2026, 1, 1), date(2026, 6, 30))


TEXT = """BÁO CÁO
Kết quả cải cách hành chính

I. KẾT QUẢ
Theo Kế hoạch năm 2026, xã thực hiện 36 nhiệm vụ. Tính đến ngày 30/9/2026 đã hoàn thành 27/36 nhiệm vụ, còn 09 nhiệm vụ.
Đến hết ngày 30 tháng 6 năm 2026, xã có 64 phiếu. Năm 2025, xã phát 58 phiếu.
"""


def test_the_day_that_a_sentence_counts_to_is_not_that_of_the_next() -> None:
    told = {each.printed: (each.window, each.as_of) for each in read_text(TEXT).documents[0].figures}
    assert told["27/36"][1] == told["09"][1] == date(2026, 9, 30)
    assert told["64"][1] == date(2026, 6, 30)
    assert told["58"] == ("Năm 2025", None)


@pytest.mark.parametrize(
    ("words", "day", "last"),
    [
        ("năm 2026", date(2026, 9, 30), date(2026, 9, 30)),
        ("giai đoạn 2021 - 2026", date(2026, 9, 30), date(2026, 9, 30)),
        ("năm 2025", date(2026, 9, 30), date(2025, 12, 31)),
        ("6 tháng đầu năm 2026", date(2026, 6, 15), date(2026, 6, 30)),  # figures of a half-year until its cut-off
    ],
)
def test_a_year_that_is_counted_to_a_day_ends_there(words: str, day: date, last: date) -> None:
    period = named_period(words)
    assert period is not None
    assert counted_until(period, day) == (period[0], last)


def test_a_day_alone_counts_from_the_first_of_its_year() -> None:
    assert counted_until(None, date(2026, 9, 30)) == (date(2026, 1, 1), date(2026, 9, 30))
    assert counted_until(None, None) is None
