"""Documents by two strangers to reader and rules: their lists hold, clean ones are silent, a broken one is told.

How many broken identities are told is measured by ``benchmarks/proof_reading.py``; here stands a floor of a few.
"""

from __future__ import annotations

import random
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from benchmarks.printed_identities import Changed, Listed, broken, figure_findings, listed_in

from parindex.engine.checks.proof_reading.rules import ProofRules, read_rules
from parindex.engine.documents.reading.words import ReadingWords, read_words

ROOMS = ("written_by_a_stranger", "written_by_a_second_stranger")
LISTED = [each for room in ROOMS for each in listed_in(Path(__file__).parent / room)]
RULEBOOKS = files("parindex") / "rulebooks"
TRIED, FLOOR = 12, 6
"""Broken identities tried of each document, and how many of them must be told."""


@cache
def _tables() -> tuple[ReadingWords, ProofRules]:
    words = read_words((RULEBOOKS / "aliases" / "reading_words.yaml").read_bytes())
    return words, read_rules((RULEBOOKS / "check_rules" / "proof_reading.yaml").read_bytes())


@cache
def _read(name: str) -> Changed:
    return Changed(next(each for each in LISTED if each.name == name), _tables()[0])


@pytest.mark.parametrize("listed", LISTED, ids=lambda each: each.name)
def test_the_author_s_identities_hold(listed: Listed) -> None:
    values = [figure.number for figure in listed.figures]
    assert [each for each in listed.identities if not each.holds([values[place] for place in each.of])] == []


@pytest.mark.parametrize("listed", LISTED, ids=lambda each: each.name)
def test_a_clean_document_is_silent(listed: Listed) -> None:
    assert figure_findings(_read(listed.name).text, _tables()[1]) == {}


@pytest.mark.parametrize("listed", LISTED, ids=lambda each: each.name)
def test_the_head_is_read(listed: Listed) -> None:
    head = _read(listed.name).reading.documents[0].metadata
    assert head.type and head.title and head.date and head.issuing_body
    assert head.number or head.type == "Biên bản"


@pytest.mark.parametrize("listed", LISTED, ids=lambda each: each.name)
def test_most_of_what_is_broken_is_told(listed: Listed) -> None:
    dice, document = random.Random(1), _read(listed.name)
    tried = dice.sample(list(broken(listed, dice)), TRIED)
    told = [bool(figure_findings(document.with_figure(figure, new), _tables()[1])) for _, figure, _, new in tried]
    assert sum(told) >= FLOOR
