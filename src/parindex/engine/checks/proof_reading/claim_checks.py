"""Words against words and against figures: improved and kept, low beside a high rate, a target of a superior level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from parindex.engine.checks.proof_reading.findings import TextCode, TextFinding
from parindex.engine.checks.proof_reading.mentions import mentions_of
from parindex.engine.checks.proof_reading.passages import Passage, PassageKind, ProofText, at
from parindex.engine.checks.proof_reading.rules import Claim, ProofRules

_AT_MAXIMUM = re.compile(r"(?i)\bđạt điểm tối đa\b[^:.]{0,12}:")
_TO_IMPROVE = re.compile(r"(?i)\b(?:phấn|phần|phân) đấu\b")
FEWEST_WORDS = 4
LEVELS = ("commune", "district", "province")
"""From below."""


def kept_findings(text: ProofText) -> Iterator[TextFinding]:
    """A criterion listed as at its maximum and set as a target to raise in the same section."""
    for passage in text.passages:
        listed = _AT_MAXIMUM.search(passage.text)
        if listed is None:
            continue
        sentence = re.split(r"\.\s+[A-ZĐ]", passage.text[listed.end() :])[0]
        for item in sentence.split(";"):
            name = " ".join(item.lower().strip(" .").split())
            if len(name.split()) < FEWEST_WORDS:
                continue
            for other in text.passages:
                if other is passage or other.section != passage.section or other.part != passage.part:
                    continue
                aims = _TO_IMPROVE.search(other.text)
                if aims and not _AT_MAXIMUM.search(other.text) and name in " ".join(other.text.lower().split()):
                    values = {"criterion": item.strip(" ."), "place": str(other.line)}
                    yield TextFinding(TextCode.IMPROVED_AND_KEPT, at(passage), item.strip(" ."), values, (at(other),))


def level_findings(text: ProofText, rules: ProofRules) -> Iterator[TextFinding]:
    """A target that names the index of a superior level as if it were the document's own."""
    if text.level not in LEVELS:
        return
    for passage in text.passages:
        if passage.kind is PassageKind.OTHER:
            continue
        for found in rules.level_targets_in(passage.text.lower()):
            named = rules.level_of(found[1])
            if named in LEVELS and LEVELS.index(named) > LEVELS.index(text.level):
                words = passage.text[found.start() : found.end()]
                values = {"words": words, "named": named, "own": text.level}
                yield TextFinding(TextCode.TARGET_OF_ANOTHER_LEVEL, at(passage), words, values)


def claim_findings(text: ProofText, rules: ProofRules) -> Iterator[TextFinding]:
    """«đạt tỉ lệ thấp» of something whose printed rate is high."""
    headings = _headings(text)
    for passage in text.passages:
        for claim in rules.claims:
            found = claim.found_in(passage.text.lower())
            if found is None:
                continue
            start = max(passage.text.rfind(";", 0, found.start()), passage.text.rfind(". ", 0, found.start())) + 1
            said = passage.text[start : found.end()].lower()
            rate = _rate(claim, said, passage, text, headings, rules)
            if rate is not None:
                where, printed = rate
                quote = passage.text[start : found.end()].strip(" -+")
                values = {"words": quote, "printed": printed, "place": str(where.line)}
                yield TextFinding(TextCode.CLAIM_AGAINST_FIGURE, at(passage), quote, values, (at(where),))


def _rate(
    claim: Claim, said: str, own: Passage, text: ProofText, headings: dict[tuple[int, str], str], rules: ProofRules
) -> tuple[Passage, Decimal] | None:
    """The printed rate of the subject and level that the claim speaks of, when it is above what can be called low."""
    subject = next((each for each in claim.subjects if re.search(each, said)), None)
    level = next((each for each in rules.levels if re.search(rules.levels[each], said)), None)
    if subject is None or level is None:
        return None
    for passage in text.passages:
        around = passage.text.lower() + " " + headings.get((passage.part, passage.section), "")
        if passage is own or passage.part != own.part or not re.search(subject, around):
            continue
        for mention in mentions_of(passage.text):
            if mention.is_percent and mention.value >= claim.above and re.search(rules.levels[level], mention.clause):
                return passage, mention.value
    return None


def _headings(text: ProofText) -> dict[tuple[int, str], str]:
    return {(p.part, p.section): p.text.lower() for p in text.passages if p.kind is PassageKind.HEADING}
