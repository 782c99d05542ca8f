"""Every code of the room has a sentence in both languages, and every sentence of the room has a code."""

from __future__ import annotations

from enum import StrEnum

import pytest

from parindex.engine.composite.ledger import LedgerKind
from parindex.engine.composite.left_out import LeftOut
from parindex.engine.composite.ranking import Unplaced
from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.composite.what_if import ChangeRefusal
from parindex.engine.composite.years import Likeness, NotCarried
from parindex.wording.catalogues import Language, room_catalogue

CODES: dict[str, type[StrEnum]] = {
    "reason": ReasonCode,
    "ledger": LedgerKind,
    "unplaced": Unplaced,
    "what_if": ChangeRefusal,
    "path": LeftOut,
    "years": Likeness,
    "recompute": NotCarried,
}
ANSWERS = {
    "what_if.changed",
    "what_if.place",
    "path.already_reached",
    "path.reached",
    "path.unreachable_index",
    "path.unreachable_points",
    "path.not_proven_least",
    "path.default_effort",
}
"""Sentences about a whole answer, chosen by the page from its fields."""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_codes_and_sentences_are_the_same(language: Language) -> None:
    expected = {f"{room}.{code}" for room, codes in CODES.items() for code in codes} | ANSWERS
    assert set(room_catalogue(language, "composite")) == expected
