"""Turns a code and its values into a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from string import Formatter

from parindex.engine.numbers.exact import HUNDRED
from parindex.engine.numbers.printing import (
    MISSING,
    show_count,
    show_date,
    show_decimal,
    show_index,
    show_official_count,
    show_percent,
    show_points,
    show_ratio,
    show_signed,
)
from parindex.engine.numbers.ratio import Ratio
from parindex.wording.catalogues import Language, catalogue

YES_NO: Mapping[Language, tuple[str, str]] = {"vi": ("có", "không"), "en": ("yes", "no")}

FORMS: Mapping[str, Callable[[Decimal], str]] = {
    "points": show_points,
    "index": show_index,
    "percent": show_percent,
    "share": lambda share: show_percent(share * HUNDRED),
    "signed": show_signed,
    "official": show_official_count,
    "year": lambda year: str(int(year)),
}
"""What may follow the colon of a placeholder: ``{maximum:points}``, ``{floor:share}`` (0.95 → 95 %) …"""
WORD = "word "
"""``{period:word period.kind}``: the value is itself a code below ``period.kind``; its sentence is put in."""


class UnknownCode(LookupError):
    """No catalogue holds the code."""


class MissingValue(LookupError):
    """The sentence names a value that the caller did not pass."""


def sentence(code: str, values: Mapping[str, object] | None = None, language: Language = "vi") -> str:
    """The sentence of ``code`` with ``values`` put in, printed by type.

    Decimal and int: Vietnamese decimal; Ratio: ``41/42 (97,62 %)``; date: dd/mm/yyyy; bool: có/không; a list or tuple:
    its parts with commas; None: –; text as it is. A form after a colon overrides the type (``FORMS``).
    Numbers look Vietnamese in both languages: the English text explains the same printed figure.
    Raises ``UnknownCode`` and ``MissingValue``.
    """
    try:
        text = catalogue(language)[code]
    except KeyError:
        raise UnknownCode(code) from None
    return fill(text, values or {}, language, code)


def codes(language: Language = "vi") -> frozenset[str]:
    """Every code that has a sentence in ``language``."""
    return frozenset(catalogue(language))


def placeholders(text: str) -> frozenset[str]:
    """Names of the values that a sentence asks for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def forms(text: str) -> frozenset[str]:
    """The forms that a sentence asks for after a colon."""
    return frozenset(form for _, _, form, _ in Formatter().parse(text) if form)


def fill(text: str, values: Mapping[str, object], language: Language, code: str) -> str:
    """Put ``values`` into the placeholders of ``text``; ``code`` names the sentence in an error."""
    parts: list[str] = []
    for literal, name, form, _ in Formatter().parse(text):
        parts.append(literal)
        if name is None:
            continue
        if name not in values:
            raise MissingValue(f"{code}: {name}")
        if form and form.startswith(WORD):
            parts.append(sentence(f"{form.removeprefix(WORD)}.{values[name]}", values, language))
        else:
            parts.append(shown(values[name], language, form or ""))
    return "".join(parts)


def shown(value: object, language: Language = "vi", form: str = "") -> str:
    """One value as text, by its type or by the named ``form`` (only for numbers)."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return YES_NO[language][0 if value else 1]
    if isinstance(value, Ratio):
        return show_ratio(value.numerator, value.denominator)
    if isinstance(value, Decimal | int):
        return FORMS[form](Decimal(value)) if form else _number(value)
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(shown(part, language, form) for part in value)
    return str(value)


def _number(value: Decimal | int) -> str:
    return show_count(value) if isinstance(value, int) else show_decimal(value)
