"""A signed text against the clean one: what the clerk fills in is silent, everything else is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.documents.same_text import (
    MOST_DIFFERENCES,
    MOST_LINES,
    Difference,
    DifferenceKind,
    Line,
    TooLongToCompare,
    differences_between,
)

CLEAN: list[Line] = [
    ("Số: /QĐ-UBND", 1),
    ("Lâm Đồng, ngày tháng năm 2026", 1),
    ("Căn cứ Luật ngày 16 tháng 6 năm 2025;", 1),
    ("Điều 1. Công bố kết quả của 3 đơn vị.", 1),
    ("Kèm theo Quyết định số /QĐ-UBND ngày tháng năm", 2),
    ("Xã Nâm Nung 95,5 điểm", 2),
]


def _with(**changed: str) -> list[Line]:
    return [(changed.get(f"l{at}", text), page) for at, (text, page) in enumerate(CLEAN)]


def test_number_and_date_are_filled_in_silently() -> None:
    signed = _with(
        l0="Số: 318/QĐ-UBND",
        l1="Lâm Đồng, ngày 11 tháng 02 năm 2026",
        l4="Kèm theo Quyết định số 318/QĐ-UBND ngày 11 tháng 02 năm 2026",
    )
    assert differences_between(CLEAN, signed) == ()


@pytest.mark.parametrize("blank", ["Số: ....../QĐ-UBND", "Số: …/QĐ-UBND", "Số: ___ /QĐ-UBND"])
def test_dots_are_a_blank_too(blank: str) -> None:
    assert differences_between([(blank, 1)], [("Số: 05/QĐ-UBND", 1)]) == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"l5": "Xã Nâm Nung 96,5 điểm"}, Difference(DifferenceKind.CHANGED, 2, "95,5", "96,5", "Xã Nâm Nung")),
        (
            {"l2": "Căn cứ Luật ngày 17 tháng 6 năm 2025;"},
            Difference(DifferenceKind.CHANGED, 1, "16", "17", "Căn cứ Luật ngày"),
        ),
        (
            {"l3": "Điều 1. Công bố kết quả của đơn vị."},
            Difference(DifferenceKind.LEFT_OUT, 1, "3", "", "1. Công bố kết quả của"),
        ),
        ({"l0": "Số: 318/QĐ-CT"}, Difference(DifferenceKind.CHANGED, 1, "/QĐ-UBND", "318/QĐ-CT", "Số:")),
        (
            {"l5": "Xã Nâm Nung 95,5 điểm Người ký: Nguyễn Văn An"},
            Difference(DifferenceKind.ADDED, 2, "", "Người ký: Nguyễn Văn An", "Xã Nâm Nung 95,5 điểm"),
        ),
    ],
)
def test_what_is_told(changed: dict[str, str], told: Difference) -> None:
    assert differences_between(CLEAN, _with(**changed)) == (told,)


def test_digits_written_outside_a_slot_are_told() -> None:
    clean, signed = [("Hoàn thành trong tháng và trong năm", 1)], [("Hoàn thành trong tháng 5 và trong năm 2026", 1)]
    assert [each.after for each in differences_between(clean, signed)] == ["5", "2026"]


def test_a_page_left_out() -> None:
    (told,) = differences_between(CLEAN, CLEAN[:4])
    assert told.kind is DifferenceKind.LEFT_OUT and told.before.endswith("95,5 điểm")


def test_bounds() -> None:
    one = [(f"dòng {at}", 1) for at in range(MOST_LINES + 1)]
    with pytest.raises(TooLongToCompare):
        differences_between(one, CLEAN)
    many = differences_between([(f"{at} a", 1) for at in range(200)], [(f"{at} b", 1) for at in range(200)])
    assert len(many) == MOST_DIFFERENCES


@given(st.lists(st.tuples(st.text(alphabet="ab số:/1 ", max_size=20), st.integers(1, 9)), max_size=20))
def test_a_text_does_not_differ_from_itself(lines: list[Line]) -> None:
    assert differences_between(lines, [(f"  {text} ", page) for text, page in lines]) == ()


@given(st.lists(st.sampled_from(["một", "hai", "ba"]), min_size=1, max_size=15), st.integers(0, 14))
def test_a_changed_word_is_always_told(words: list[str], at: int) -> None:
    changed = [*words]
    changed[at % len(words)] = "khác"
    assert differences_between([(" ".join(words), 1)], [(" ".join(changed), 1)])
