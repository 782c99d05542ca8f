"""A code and its values become a sentence; values are printed by type."""

from datetime import date
from decimal import Decimal

import pytest

from parindex.engine.numbers.ratio import Ratio
from parindex.wording import Language, MissingValue, UnknownCode, sentence, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1310.50"), "1.310,5"),
        (1310, "1.310"),
        (Ratio(Decimal(41), Decimal(42)), "41/42 (97,62 %)"),
        (Ratio(Decimal(0), Decimal(0)), "0/0"),
        (date(2026, 12, 5), "05/12/2026"),
        (True, "có"),
        (False, "không"),
        (None, "–"),
        ((Decimal("1.5"), "x"), "1,5, x"),
    ],
)
def test_values_are_printed_by_type(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (2026, "year", "2026"),
        (Decimal("0.95"), "share", "95 %"),
        (Decimal(14), "points", "14,000"),
        (Decimal("0.9"), "signed", "+0,900"),
        (5, "official", "05"),
    ],
)
def test_a_form_overrides_the_type(value: object, form: str, text: str) -> None:
    assert shown(value, form=form) == text


def test_english_answers_in_english() -> None:
    english: Language = "en"
    assert shown(True, english) == "yes"
    assert sentence("number.empty", {}, english) == "There is no figure."


def test_a_sentence_is_filled() -> None:
    text = sentence("number.ambiguous", {"text": "1.310", "as_whole": "1310", "as_fraction": "1,310"})
    assert text.startswith("“1.310” đọc được hai cách. Gõ 1310 nếu")


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(UnknownCode):
        sentence("no.such.code", {})


def test_a_value_that_was_not_passed_is_an_error() -> None:
    with pytest.raises(MissingValue):
        sentence("number.ambiguous", {"text": "1.310"})
