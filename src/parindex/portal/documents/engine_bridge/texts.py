"""Search words, and the text and citations of a file, as this app keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from parindex.engine.documents.cataloguing import signs
from parindex.engine.documents.reading.model import Citation, Line, Reading, Relation
from parindex.portal.documents.engine_bridge import MEDIA_TYPES, FileKind
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.tools.libreoffice import ConversionFailed, foreign_to_docx

EDITION = 1
"""Of what is kept of a file. A higher one makes older readings read again."""
LONG_ENOUGH, LONGEST = 400, 1_200
"""Characters of a passage: closed at a line's end from the first on, cut before the second."""
MOST_CITATIONS = 2_000

_READ = frozenset({FileKind.DOCX, FileKind.PDF, FileKind.TEXT, FileKind.ODT, FileKind.DOC})
_CONVERTED = frozenset({FileKind.ODT.value, FileKind.DOC.value})
_KINDS = {media: kind.value for kind, media in MEDIA_TYPES.items()}
_WORD = re.compile(r"[a-z0-9]+")
_ASKED = re.compile(r'"([^"]*)"?|\S+')
_ENDS = (".", ";", ":", "!", "?")


class CardKeys(NamedTuple):
    """What of a card is compared: see ``models.Document``."""

    sign_key: str
    series_key: str
    number_value: int | None
    body_key: str


class Piece(NamedTuple):
    """A passage of the text."""

    page: int | None
    line: int
    text: str
    searched: str


class Cited(NamedTuple):
    """A citation with its keys; ``within``: the place of another one in the same list."""

    said: Citation
    sign_key: str
    body_key: str
    issued_on: date | None
    within: int | None


class FileText(NamedTuple):
    """What a file says, as far as it is searched and followed."""

    pages: int | None
    pieces: tuple[Piece, ...]
    citations: tuple[Cited, ...]


def card_keys(number: str, symbol: str, issuer: str) -> CardKeys:
    """The keys of a card."""
    sign = signs.sign_key("/".join(part for part in (number, symbol) if part))[:120]
    parts = signs.numbered(sign)
    if parts is None or parts.number > 2_000_000_000:
        return CardKeys(sign, "", None, signs.body_key(issuer)[:300])
    return CardKeys(sign, parts.series, parts.number, signs.body_key(issuer)[:300])


def words_of(text: str) -> str:
    """Folded words with single blanks: ``130/2005/NĐ-CP`` → ``130 2005 nd cp``."""
    return " ".join(_WORD.findall(fold(text)))


def terms_of(asked: str) -> tuple[str, ...]:
    """What is looked for in texts: every word, a number with its symbol in a row, words in quotation marks in a row."""
    plain = asked.replace("“", '"').replace("”", '"')
    terms = (words_of(found[1] if found[1] is not None else found[0]) for found in _ASKED.finditer(plain))
    return tuple(dict.fromkeys(term for term in terms if term))


def kind_of(media_type: str) -> str:
    """The kind of a file that the system made itself, which nobody had to check."""
    return _KINDS.get(media_type, "")


def read_text(content: bytes, *, name: str, kind: str) -> FileText:
    """Read a file in a process of its own. Raises ``ActionRefused``: no text there, or none that can be read."""
    if kind not in _READ:
        raise ActionRefused("documents.text_of_no_document", {"name": name})
    try:
        if kind in _CONVERTED:
            content = foreign_to_docx(content, suffix=kind)
        reading = read_and_proof(content, name=name).reading
    except ConversionFailed as failed:
        raise ActionRefused("reading.fault.needs_conversion") from failed
    except DocumentRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.code}", refused.values) from refused
    pieces = tuple(_pieces(reading))
    if not any(each.searched for each in pieces):
        raise ActionRefused("documents.text_empty", {"name": name})
    return FileText(reading.pages, pieces, tuple(_citations(reading)))


def _pieces(reading: Reading) -> Iterator[Piece]:
    """Lines of a page together, until there is enough to search in and to show."""
    repaired = _repaired(reading)
    begun: list[Line] = []
    for line in reading.lines:
        if not line.text.strip():
            continue
        length = sum(len(each.text) + 1 for each in begun)
        if begun and (line.page != begun[0].page or length + len(line.text) > LONGEST or _is_enough(begun, length)):
            yield from _cut(begun, repaired)
            begun = []
        begun.append(line)
    if begun:
        yield from _cut(begun, repaired)


def _is_enough(begun: Sequence[Line], length: int) -> bool:
    return length >= LONG_ENOUGH and begun[-1].text.rstrip().endswith(_ENDS)


def _cut(lines: Sequence[Line], repaired: dict[int, str]) -> Iterator[Piece]:
    """One passage, blank lines kept, so that places can be counted; what is longer than a passage may be is cut
    between words.
    """
    text = ""
    for at, each in enumerate(lines):
        text += "\n" * (each.number - lines[at - 1].number if at else 0) + " ".join(each.text.split())
    right = " ".join(words_of(repaired[each.number]) for each in lines if each.number in repaired)
    line = lines[0].number
    while text:
        end = len(text) if len(text) <= LONGEST else max(text.rfind(" ", 0, LONGEST), LONGEST // 2)
        part, text = text[:end], text[end:].lstrip(" ")
        yield Piece(lines[0].page, line, part, " ".join(filter(None, [words_of(part), right])))
        line, right = line + part.count("\n"), ""


def _repaired(reading: Reading) -> dict[int, str]:
    """Line → its text with noise of scanning put right, where there was any: both ways of writing are found."""
    found: dict[int, str] = {}
    texts = {each.number: each.text for each in reading.lines}
    for repair in reading.repairs:
        at, printed = repair.passage.line, repair.passage.text
        if repair.code in ("spelling", "doubled_word", "lost_word") and printed and at in texts:
            found[at] = found.get(at, texts[at]).replace(printed, repair.read_as)
    return found


def _citations(reading: Reading) -> Iterable[Cited]:
    places: dict[str, int] = {}
    kept = [each for document in reading.documents for each in document.citations]
    for each in kept[:MOST_CITATIONS]:
        if each.relation is Relation.ITSELF:
            continue
        places[each.id] = len(places)
        yield Cited(
            said=each,
            sign_key=signs.sign_key(each.number or "")[:120],
            body_key=signs.body_key(each.issuer.name)[:300] if each.issuer else "",
            issued_on=each.date.whole if each.date else None,
            within=places.get(each.within or ""),
        )
