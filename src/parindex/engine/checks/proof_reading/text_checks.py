"""Numbering, blanks, attachments, repeated paragraphs: what a reader sees without calculating."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from parindex.engine.checks.proof_reading.findings import TextCode, TextFinding
from parindex.engine.checks.proof_reading.passages import Numbered, Passage, PassageKind, ProofText, at
from parindex.engine.checks.proof_reading.rules import ProofRules

FEWEST_WORDS = 15
"""Shorter paragraphs may be said twice."""
SHINGLE = 4
MOST_ALIKE = 0.9
FARTHEST = 3
"""A counter further off than this began anew."""
_WORD = re.compile(r"\w+")


def numbering_findings(text: ProofText) -> Iterator[TextFinding]:
    """Numbers left out in a row of headings that begins with 1."""
    before: dict[str, Numbered] = {}
    for each in text.numbered:
        last = before.get(each.row)
        if last is not None and last.number + 1 < each.number <= last.number + FARTHEST:
            values = {"printed": each.printed, "before": last.printed, "count": each.number - last.number - 1}
            yield TextFinding(TextCode.SECTION_MISSING, each.at, each.printed, values)
        if last is not None or each.number == 1:
            before[each.row] = each


def blank_findings(text: ProofText, rules: ProofRules) -> Iterator[TextFinding]:
    """Number and day of issue left blank; a count announced and not printed."""
    for where, slot in ((text.number_blank, "number"), (text.date_blank, "day")):
        if where is not None:
            yield TextFinding(TextCode.NUMBER_LEFT_BLANK, where, "", {"part": slot, "words": ""})
    for passage in text.passages:
        for found in rules.blanks_in(passage.text.lower()):
            words = passage.text[found.start() : found.end()]
            yield TextFinding(TextCode.NUMBER_LEFT_BLANK, at(passage), words, {"part": "count", "words": f" “{words}”"})


def attachment_findings(text: ProofText) -> Iterator[TextFinding]:
    """Annexes announced and not there."""
    for each in text.announced:
        if not each.present:
            yield TextFinding(TextCode.ATTACHMENT_MISSING, each.at, each.name, {"name": each.name})


def repetition_findings(text: ProofText) -> Iterator[TextFinding]:
    """Long paragraphs that stand there twice, word for word or nearly so."""
    read = [(passage, _WORD.findall(passage.text.lower())) for passage in text.passages if _is_prose(passage)]
    seen: list[tuple[Passage, frozenset[tuple[str, ...]]]] = []
    for _, same_part in groupby(read, key=lambda each: each[0].part):
        seen.clear()
        for passage, words in same_part:
            if len(words) < FEWEST_WORDS:
                continue
            own = frozenset(zip(*(words[place:] for place in range(SHINGLE)), strict=False))
            twin = next((other for other, known in seen if _alike(own, known)), None)
            if twin is not None:
                quote = " ".join(passage.text.split()[:12])
                values = {"words": quote, "place": str(twin.line)}
                yield TextFinding(TextCode.PARAGRAPH_REPEATED, at(passage), quote, values, (at(twin),))
            seen.append((passage, own))


def _is_prose(passage: Passage) -> bool:
    return passage.kind in (PassageKind.PARAGRAPH, PassageKind.BULLET)


def _alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    if not 0.8 < len(one) / max(1, len(other)) < 1.25:
        return False
    return len(one & other) >= MOST_ALIKE * len(one | other)
