"""Small documents for the tests of proof-reading as passages: a line is a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from parindex.engine.checks.proof_reading.passages import At, Numbered, Passage, PassageKind, ProofText

DOCUMENTS = Path(__file__).parent / "documents"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}


def text_of(lines: Sequence[str], *, kind: str = "Báo cáo", year: int = 2024, level: str = "district") -> ProofText:
    """Lines as a document; ``I.`` and ``1.`` are headings, ``-`` and ``+`` list items, a raised number a footnote."""
    passages: list[Passage] = []
    numbered: list[Numbered] = []
    roman = section = ""
    for line, text in enumerate((each.strip() for each in lines), 1):
        heading = re.match(r"([IVX]+|\d+(?:\.\d+)*)\. ", text)
        item = re.match(r"([-+]) ", text)
        note = re.match(r"⁽([¹²³⁴⁵⁶⁷⁸⁹])⁾ ", text)
        if heading:
            roman = heading[1] if heading[1] in _ROMAN else roman
            section = heading[1] if heading[1] == roman else f"{roman}.{heading[1]}"
            above, _, last = heading[1].rpartition(".")
            number = _ROMAN.get(last) or int(last)
            row = "roman" if heading[1] in _ROMAN else f"{roman}/{above}"
            numbered.append(Numbered(row, number, heading[0].strip(), At(line, 0, section)))
        kind_of = PassageKind.HEADING if heading else PassageKind.BULLET if item else PassageKind.PARAGRAPH
        if text:
            passages.append(
                Passage(
                    text,
                    line,
                    kind=PassageKind.FOOTNOTE if note else kind_of,
                    counter=item[1] if item else heading[1] if heading else "",
                    section=section,
                    footnote=str("¹²³⁴⁵⁶⁷⁸⁹".index(note[1]) + 1) if note else "",
                )
            )
    return ProofText(tuple(passages), "thử.txt", kind, year=year, level=level, numbered=tuple(numbered))


def document(name: str) -> list[str]:
    """Lines of one of the own documents."""
    return (DOCUMENTS / name).read_text("utf-8").splitlines()
