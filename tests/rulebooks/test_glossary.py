"""The glossary stays one to one, and explains every abbreviation that the shipped sets use in their titles."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.rulebooks.worked_examples import SHIPPED, criteria_set, set_files

from parindex.engine.rulebook.document import walk

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ABBREVIATION = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐ]{2,}(?![\w/-])")
NAMES = {"ISO", "TCVN", "DVCQG"}
"""Not Vietnamese abbreviations: standards and proper names."""


def table(heading: str) -> list[list[str]]:
    section = GLOSSARY.read_text(encoding="utf-8").split(heading, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_one_vietnamese_term_for_one_english_term() -> None:
    terms = table("# Glossary")
    assert len(terms) > 150
    for column in (0, 1):
        twice = [term for term, count in Counter(row[column] for row in terms).items() if count > 1]
        assert twice == []


def test_abbreviations_of_the_shipped_sets_are_explained() -> None:
    explained = {row[0] for row in table("## Abbreviations")}
    used: set[str] = set()
    for path in set_files():
        if path.is_relative_to(SHIPPED):
            found = criteria_set(path)
            titles = [found.title, *(node.title for _, node in walk(found))]
            used |= {match for title in titles for match in ABBREVIATION.findall(title)}
    assert "TTHC" in used
    assert used - NAMES - {"PAR", "INDEX"} <= explained
