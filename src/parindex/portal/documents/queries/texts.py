"""The texts of the catalogue: what is read, where words stand in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from parindex.portal.documents.engine_bridge.texts import EDITION, terms_of
from parindex.portal.documents.models import Document, DocumentFile, FileReading, TextPassage
from parindex.portal.platform.folding import fold
from parindex.portal.platform.models import StoredFile

BEFORE, AROUND = 60, 260
"""Characters of an excerpt: before its first mark, and in all."""
_BLANKS = re.compile(r"\s+")
MOST_SHOWN = 50
"""Passages of one document."""


class Piece(NamedTuple):
    """A run of words; marked when they were looked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that holds what was looked for."""

    file: DocumentFile
    page: int | None
    line: int
    excerpt: tuple[Piece, ...]
    more: int = 0
    """Further passages of the same document."""


@dataclass(frozen=True, slots=True)
class TextsStanding:
    """How many files of the documents that somebody sees have a text, have none, wait."""

    read: int
    not_read: int
    waiting: int
    passages: int


def holding(text: str) -> QuerySet[DocumentFile]:
    """Files with a passage that holds every word of ``text``; nobody's rights are asked here."""
    terms = terms_of(text)
    if not terms:
        return DocumentFile.objects.none()
    # step by step: the passages of a common word are many, the files that hold them few
    readings = TextPassage.objects.filter(searched__has_words=terms).order_by().values("reading")
    return DocumentFile.objects.filter(stored__in=FileReading.objects.filter(pk__in=readings).values("stored"))


def hits_of(documents: Iterable[Document], text: str) -> dict[int, Hit]:
    """Document (row id) → its best passage: one with all words in a row, else the first. Two queries.

    ``documents`` are those that the person may see.
    """
    terms, files = terms_of(text), _files_of(documents)
    if not terms or not files:
        return {}
    found: dict[int, Hit] = {}
    passages = {each.reading.stored_id: each for each in _best(terms, files).select_related("reading")}
    for file in files:
        passage = passages.get(file.stored_id)
        if passage is None:
            continue
        known = found.get(file.document_id)
        if known is not None:
            found[file.document_id] = replace(known, more=known.more + passage.in_all)  # type: ignore[attr-defined]
            continue
        found[file.document_id] = _hit(file, passage, terms, passage.in_all - 1)  # type: ignore[attr-defined]
    return found


def hits_in(document: Document, text: str) -> list[Hit]:
    """Every passage of a document that holds the words, in the order of its text; at most ``MOST_SHOWN``."""
    terms, files = terms_of(text), {each.stored_id: each for each in _files_of([document])}
    if not terms or not files:
        return []
    found = TextPassage.objects.filter(reading__stored__in=list(files), searched__has_words=terms)
    ordered = found.select_related("reading").order_by("reading", "position")[:MOST_SHOWN]
    return [_hit(files[each.reading.stored_id], each, terms, 0) for each in ordered]


def files_to_read(visible: QuerySet[Document], *, again: bool = False) -> QuerySet[StoredFile]:
    """Kept files of these documents without a text of this edition, or that may have one today; ``again``: all."""
    if again:
        return _stored(visible)
    gone = Q(text_reading__state=FileReading.State.NOT_READ, text_reading__problem_code__in=TRIED_AGAIN)
    older = Q(text_reading__edition__lt=EDITION)
    return _stored(visible).filter(Q(text_reading=None) | older | gone)


def unread(visible: QuerySet[Document]) -> QuerySet[StoredFile]:
    """Kept files of these documents that nobody has read."""
    return _stored(visible).filter(text_reading=None)


def _stored(visible: QuerySet[Document]) -> QuerySet[StoredFile]:
    seen = DocumentFile.objects.filter(document__in=visible).values("stored")
    return StoredFile.objects.filter(pk__in=seen).order_by("pk")


TRIED_AGAIN = ("reading.fault.took_too_long", "reading.fault.needs_conversion", "documents.text_file_gone")
"""Reasons that another day may be none."""


def standing_of_texts(visible: QuerySet[Document]) -> TextsStanding:
    """Counts of the files of these documents."""
    readings = FileReading.objects.filter(stored__in=_stored(visible).order_by().values("pk"))
    by_state = {
        state: (files, passages)
        for state, files, passages in readings.values_list("state").annotate(Count("pk"), Sum("passages")).order_by()
    }
    read, passages = by_state.get(FileReading.State.READ, (0, 0))
    not_read, _ = by_state.get(FileReading.State.NOT_READ, (0, 0))
    return TextsStanding(read, not_read, unread(visible).count(), passages)


def has_text(document: Document) -> bool:
    """Whether a file of the document was read and has a text."""
    read = FileReading.objects.filter(state=FileReading.State.READ)
    return read.filter(stored__in=document.files.values("stored")).exists()


def files_without_text(visible: QuerySet[Document]) -> QuerySet[DocumentFile]:
    """Files that have no text, with the reason on ``stored.text_reading``."""
    found = DocumentFile.objects.filter(document__in=visible, stored__text_reading__state=FileReading.State.NOT_READ)
    return found.select_related("document", "stored__text_reading").order_by("document__sort_key", "pk")


def excerpt_of(text: str, terms: Sequence[str]) -> tuple[tuple[Piece, ...], int]:
    """The part of a passage around what was looked for, with that marked, accents and case aside; and how many lines
    below the first it begins to stand.

    Where all words stand in a row, only there: "số" is not marked for "hồ sơ" beside it.
    """
    text = unicodedata.normalize("NFC", text)
    tokens = list(_tokens(text))
    whole = _spans(tokens, " ".join(terms).split())
    spans = whole or sorted({span for term in terms for span in _spans(tokens, term.split())})
    first = spans[0][0] if spans else 0
    start = _blank_before(text, first - BEFORE)
    end = _blank_after(text, start + AROUND)
    pieces = _pieces(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end)
    return tuple(Piece(_BLANKS.sub(" ", words), marked) for words, marked in pieces), text.count("\n", 0, first)


def _best(terms: Sequence[str], files: Iterable[DocumentFile]) -> QuerySet[TextPassage]:
    stored = {each.stored_id for each in files}
    found = TextPassage.objects.filter(reading__stored__in=stored, searched__has_words=terms)
    in_a_row = When(searched__contains=" ".join(terms), then=Value(0))
    ranked = found.annotate(
        apart=Case(in_a_row, default=Value(1), output_field=IntegerField()),
        rank=Window(RowNumber(), partition_by=F("reading"), order_by=[F("apart").asc(), F("position").asc()]),
        in_all=Window(Count("pk"), partition_by=F("reading")),
    )
    return ranked.filter(rank=1)


def _files_of(documents: Iterable[Document]) -> list[DocumentFile]:
    found = DocumentFile.objects.filter(document__in=[each.pk for each in documents])
    return list(found.select_related("document").order_by("pk"))


def _hit(file: DocumentFile, passage: TextPassage, terms: Sequence[str], more: int) -> Hit:
    excerpt, below = excerpt_of(passage.text, terms)
    return Hit(file, passage.page, passage.line + below, excerpt, more)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded words with their places in the text as printed."""
    word, start = "", 0
    for at, character in enumerate(f"{text} "):
        letters = "".join(each for each in fold(character) if each.isascii() and each.isalnum())
        if letters:
            start = start if word else at
            word += letters
        elif word and not unicodedata.combining(character):
            yield word, start, at
            word = ""


def _spans(tokens: Sequence[tuple[str, int, int]], words: Sequence[str]) -> list[tuple[int, int]]:
    size = len(words)
    if not size:
        return []
    return [
        (tokens[at][1], tokens[at + size - 1][2])
        for at in range(len(tokens) - size + 1)
        if all(tokens[at + step][0] == word for step, word in enumerate(words))
    ]


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    if start:
        yield Piece("… ", False)
    for first, last in spans:
        if last <= at:
            continue
        if first > at:
            yield Piece(text[at:first], False)
        yield Piece(text[max(first, at) : last], True)
        at = last
    yield Piece(text[at:end] + (" …" if end < len(text) else ""), False)


def _blank_before(text: str, at: int) -> int:
    found = _BLANKS.search(text, max(at, 0))
    return 0 if at <= 0 or found is None else found.end()


def _blank_after(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    found = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at))
    return found if found > 0 else at
