"""A document edited outside against its draft: changed, lost and moved figures; what is as printed is silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.documents.templates.bound import fill, pieces_of, unfilled
from parindex.engine.documents.templates.read_back import differences

FIGURES = {("s1", ""): "61,45\u00a0%", ("s1", "tu"): "805", ("s1", "mau"): "1.310", ("s2", ""): "14"}
TEXT = "Trong kỳ có {{ s1.tu }}/{{ s1.mau }} hồ sơ nộp trực tuyến, đạt {{ s1 }}.\nQuá hạn {{s2}} hồ sơ, đã xin lỗi."
PRINTED = fill(TEXT, FIGURES).split("\n")


def test_fields_and_words_apart() -> None:
    assert [(piece.name, piece.part) for piece in pieces_of(TEXT) if piece.name] == [
        ("s1", "tu"),
        ("s1", "mau"),
        ("s1", ""),
        ("s2", ""),
    ]
    assert unfilled(f"{TEXT} {{{{ s7 }}}} {{{{s1.tong}}}} {{{{ place }}}} {{s8}}", FIGURES) == (
        "{{ s7 }}",
        "{{s1.tong}}",
        "{{ place }}",
    )
    assert PRINTED[0] == "Trong kỳ có 805/1.310 hồ sơ nộp trực tuyến, đạt 61,45\u00a0%."
    assert fill("{{ s9 }}", FIGURES) == "{{ s9 }}"


@pytest.mark.parametrize(
    "lines",
    [
        PRINTED,
        list(reversed(PRINTED)),
        ["BÁO CÁO", *PRINTED, "Nơi nhận:"],
        [PRINTED[0].replace("\u00a0%", "%"), PRINTED[1]],
        [PRINTED[0].replace("Trong kỳ có", "Trong 6 tháng đầu năm, toàn xã có"), PRINTED[1]],
        [PRINTED[0].rstrip(".") + "./.", PRINTED[1]],
    ],
)
def test_what_is_as_printed_is_silent(lines: list[str]) -> None:
    assert differences([TEXT], FIGURES, lines) == ()


def test_a_changed_figure_is_told_with_what_stands_there() -> None:
    (found,) = differences([TEXT], FIGURES, [PRINTED[0].replace("805/", "850/"), PRINTED[1]])
    assert (found.name, found.part, found.printed, found.found) == ("s1", "tu", "805", "850")
    (found,) = differences([TEXT], FIGURES, [PRINTED[0].replace("61,45", "61,54"), PRINTED[1]])
    assert (found.name, found.part, found.found) == ("s1", "", "61,54%")


def test_a_paragraph_that_is_gone_is_told() -> None:
    (found,) = differences([TEXT], FIGURES, [PRINTED[0], "Một đoạn hoàn toàn khác."])
    assert (found.name, found.found) == ("s2", "")


@given(st.integers(min_value=0, max_value=99_999), st.sampled_from(["s1.tu", "s1.mau", "s2"]))
def test_every_change_of_a_count_is_found(number: int, field: str) -> None:
    name, _, part = field.partition(".")
    changed = {**FIGURES, (name, part): str(number)}
    lines = fill(TEXT, changed).split("\n")
    told = {(each.name, each.part) for each in differences([TEXT], FIGURES, lines)}
    assert told == (set() if FIGURES[name, part] == str(number) else {(name, part)})
