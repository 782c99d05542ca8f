"""What was read from a file, as proof-reading takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parindex.engine.checks.proof_reading.passages import (
    Aim,
    Announced,
    At,
    CitedAct,
    Dated,
    Numbered,
    Passage,
    PassageKind,
    ProofText,
    ReportWindow,
)
from parindex.engine.documents.reading import model

_MARKUP = re.compile(r"^#+\s+|\*+(?!\s)|(?<!^)\*+|</?su[bp]>")
_BULLETS = {model.Counter.BULLET: "-", model.Counter.SUB_BULLET: "+"}
_HEADINGS = frozenset(
    {
        model.Counter.PART,
        model.Counter.ARTICLE,
        model.Counter.ROMAN,
        model.Counter.ARABIC,
        model.Counter.ARABIC_2,
        model.Counter.ARABIC_3,
        model.Counter.LETTER,
    }
)
_ROWS = _HEADINGS - {model.Counter.LETTER}
"""Counters that must not leave one out."""
_LEVELS = (
    ("commune", re.compile(r"(?i)\b(?:xã|phường|thị trấn)\b")),
    # cities under the government; Huế was one of a province until 31/12/2024, so its level is not told from its name
    ("province", re.compile(r"(?i)\bthành phố\s+(?:hà nội|hồ chí minh|hải phòng|đà nẵng|cần thơ)\b")),
    ("", re.compile(r"(?i)\bthành phố\s+huế\b")),
    ("district", re.compile(r"(?i)\b(?:huyện|quận|thị xã|thành phố)\b")),
    ("province", re.compile(r"(?i)\btỉnh\b")),
)
AFTER = 160
"""Letters after a citation in which its subject is looked for."""


def proof_text(reading: model.Reading) -> ProofText:
    """Every document of the file in one text, so that a decision and its attached plan are held against each other."""
    first = reading.documents[0].metadata if reading.documents else model.Metadata()
    passages = [each for part, document in enumerate(reading.documents) for each in _passages(part, document)]
    metadata = [document.metadata for document in reading.documents]
    issued = first.date.date.whole if first.date else None
    return ProofText(
        passages=tuple(passages),
        name=reading.file,
        kind=next((each.type for each in reversed(metadata) if each.type), ""),
        body=next((m.issuing_body.value for m in metadata if m.issuing_body), ""),
        title=next((m.title.value for m in metadata if m.title), ""),
        number_blank=next((_at(m.number_printed.passage) for m in metadata if m.number_printed and not m.number), None),
        date_blank=next((_at(m.date.passage) for m in metadata if m.date and None in m.date.date.parts), None),
        issued=issued,
        issued_at=_at(first.date.passage) if first.date else At(),
        year=next((m.year for m in metadata if m.year), first.date.date.year if first.date else None),
        level=_level(metadata),
        acts=tuple(_acts(reading.documents)),
        windows=tuple(_windows(reading.documents)),
        announced=tuple(_announced(metadata)),
        numbered=tuple(_numbered(reading.documents)),
        aims=tuple(_aims(reading.documents)),
        dated=tuple(_dated(reading.documents)),
        recognised_pages=frozenset(reading.recognised_pages),
    )


def _at(passage: model.Passage, section: str = "") -> At:
    return At(passage.line, passage.page or 0, section)


def _verbatim(passages: Iterable[model.Passage]) -> str:
    """The wording as printed, without marks of emphasis; figures are never read from a repaired text."""
    text = " ".join(each.text for each in passages)
    return " ".join(_MARKUP.sub("", text.strip()).split())


def _passages(part: int, document: model.Document) -> Iterator[Passage]:
    labels = _labels(document)
    found = [*_headings(part, document, labels), *_paragraphs(part, document, labels)]
    found += [
        Passage(
            _verbatim(note.definition) or note.text or "",
            note.definition[0].line if note.definition else 0,
            (note.definition[0].page or 0) if note.definition else 0,
            PassageKind.FOOTNOTE,
            footnote=str(note.number),
            part=part,
        )
        for note in document.footnotes
        if note.text
    ]
    found += [
        Passage(
            table.title or "",
            table.passage.line,
            table.passage.page or 0,
            PassageKind.TABLE,
            section=labels.get(table.section or "", ""),
            rows=_rows(table),
            row_lines=_row_lines(table),
            part=part,
        )
        for table in document.tables
    ]
    unlike = {PassageKind.HEADING: 0}
    yield from sorted(found, key=lambda each: (each.line, unlike.get(each.kind, 1)))


def _labels(document: model.Document) -> dict[str, str]:
    """Section id → label of the nearest numbered heading: «* Về biên chế» opens no section of its own."""
    sections = {section.id: section for section in document.sections}
    labels: dict[str, str] = {}
    for each in document.sections:
        heading: model.Section | None = each
        while heading is not None and heading.counter not in _HEADINGS:
            heading = sections.get(heading.parent or "")
        labels[each.id] = heading.label if heading is not None else ""
    return labels


def _headings(part: int, document: model.Document, labels: Mapping[str, str]) -> Iterator[Passage]:
    own = {passage.line for paragraph in document.paragraphs for passage in paragraph.passages}
    for section in document.sections:
        if section.passage.line not in own:
            heading = section.counter in _HEADINGS
            yield Passage(
                _verbatim([section.passage]),
                section.passage.line,
                section.passage.page or 0,
                PassageKind.HEADING if heading else PassageKind.PARAGRAPH,
                section.printed.rstrip(".)") if heading else "",
                labels[section.id],
                part=part,
            )


def _paragraphs(part: int, document: model.Document, labels: Mapping[str, str]) -> Iterator[Passage]:
    numbered = {section.passage.line: section for section in document.sections}
    for paragraph in document.paragraphs:
        first = paragraph.passages[0]
        section = numbered.get(first.line)
        marker = _BULLETS.get(paragraph.counter) if paragraph.counter else None
        heading = section is not None and section.counter in _HEADINGS
        yield Passage(
            _verbatim(paragraph.passages),
            first.line,
            first.page or 0,
            PassageKind.BULLET if marker else PassageKind.HEADING if heading else PassageKind.PARAGRAPH,
            marker or (section.printed.rstrip(".)") if section is not None and heading else ""),
            labels.get(section.id if section else paragraph.section or "", ""),
            part=part,
            breaks=_breaks(paragraph.passages),
        )


def _breaks(pieces: Sequence[model.Passage]) -> tuple[tuple[int, int, int], ...]:
    """Where each piece but the first begins in the joined text."""
    return tuple(
        (len(_verbatim(pieces[:number])) + 1, piece.line, piece.page or 0)
        for number, piece in enumerate(pieces)
        if number
    )


def _rows(table: model.TableRead) -> tuple[tuple[str, ...], ...]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        if cell.row < table.rows and cell.column < table.columns:
            grid[cell.row][cell.column] = cell.text
    return tuple(tuple(row) for row in grid)


def _row_lines(table: model.TableRead) -> tuple[int, ...]:
    """Line of every row; a row without cells of its own, merged with the one above, has its line."""
    lines: dict[int, int] = {}
    for cell in table.cells:
        lines.setdefault(cell.row, cell.passage.line)
    found, last = [], table.passage.line
    for row in range(table.rows):
        last = lines.get(row, last)
        found.append(last)
    return tuple(found)


def _level(metadata: Iterable[model.Metadata]) -> str:
    """Level of the body that issues: by its name, else by the title."""
    for each in metadata:
        for said in (each.issuing_body, each.authority, each.title):
            words = said.value if said else ""
            level = next((level for level, pattern in _LEVELS if pattern.search(words)), None)
            if level is not None:
                return level
    return ""


def _acts(documents: Iterable[model.Document]) -> Iterator[CitedAct]:
    for document in documents:
        for each in document.citations:
            day = each.date.whole if each.date else None
            if each.number and day and each.relation is not model.Relation.ITSELF:
                issuer = each.issuer.name if each.issuer else ""
                yield CitedAct(each.number, day, issuer, _at(each.passage), (each.title or "")[:AFTER])


def _dated(documents: Iterable[model.Document]) -> Iterator[Dated]:
    """The day of issue and every citation: heads and bases are no passages of their own."""
    for document in documents:
        day = document.metadata.date
        if day is not None:
            yield Dated(_verbatim([day.passage]), _at(day.passage))
        for each in document.citations:
            yield Dated(_verbatim([each.passage]), _at(each.passage))


def _windows(documents: Iterable[model.Document]) -> Iterator[ReportWindow]:
    for document in documents:
        for each in document.windows:
            if each.first_day and each.cut_off:
                yield ReportWindow(each.name, each.first_day, each.cut_off, each.due, _at(each.passage))


def _announced(metadata: Iterable[model.Metadata]) -> Iterator[Announced]:
    for each in metadata:
        for attachment in each.attachments:
            yield Announced(attachment.name, attachment.present, _at(attachment.passage))


def _numbered(documents: Iterable[model.Document]) -> Iterator[Numbered]:
    for part, document in enumerate(documents):
        for each in document.sections:
            if each.counter in _ROWS and each.number:
                # articles are numbered through all chapters of an act
                parent = "" if each.counter is model.Counter.ARTICLE else each.parent or ""
                row = f"{part}/{parent}/{each.counter}/{'.'.join(map(str, each.number[:-1]))}"
                yield Numbered(row, each.number[-1], each.printed, _at(each.passage, each.label))


def _aims(documents: Iterable[model.Document]) -> Iterator[Aim]:
    upwards = {model.Operator.EQ, model.Operator.GTE, model.Operator.GT}
    for document in documents:
        for each in document.targets:
            if each.value is not None and each.operator in upwards and each.within is None:
                yield Aim(each.measure, each.value, each.unit or "", True, _at(each.passage))
