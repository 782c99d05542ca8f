"""Search without accents and Vietnamese order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.portal.platform.folding import fold, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Xã Đắk Wil", "xa dak wil"),
        ("Hoà  Bình", "hoa binh"),
        ("Hòa Bình", "hoa binh"),
        ("ĐẠ HUOAI 3", "da huoai 3"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_does_not_depend_on_the_normal_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_vietnamese_order() -> None:
    ordered = [
        "An Giang",
        "Ba",
        "Bà",
        "Bả",
        "Bã",
        "Bá",
        "Bạ",
        "Bă",
        "Bâ",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Da",
        "Đa",
        "Oa",
        "Ô",
        "Ơ",
        "Ư",
    ]
    assert sorted(reversed(ordered), key=sort_key) == ordered


def test_numbers_in_names_sort_by_value() -> None:
    assert sorted(["Quận 10", "Quận 2", "Đam Rông 4", "Đam Rông 12"], key=sort_key) == [
        "Đam Rông 4",
        "Đam Rông 12",
        "Quận 2",
        "Quận 10",
    ]
