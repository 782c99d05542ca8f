"""Paragraphs as they read: emphasis, notes and noise taken out, pieces joined, every letter knowing where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parindex.engine.documents.reading.letters import LOW, UP
from parindex.engine.documents.reading.line_classes import PLACE_DATE, Marker, marker_of
from parindex.engine.documents.reading.misread_digits import misread_digits
from parindex.engine.documents.reading.model import Doubt, FileFormat, Passage, Repair
from parindex.engine.documents.reading.side_by_side import side_by_side
from parindex.engine.documents.reading.source_text import SourceText
from parindex.engine.documents.reading.words import ReadingWords

_SUPER = {"¹": "1", "²": "2", "³": "3", **{chr(0x2070 + n): str(n) for n in (0, 4, 5, 6, 7, 8, 9)}}
SUPERSCRIPTS = "".join(_SUPER)
MARK = re.compile(rf"⁽([{SUPERSCRIPTS}]+)⁾|(?<!\bm)(?<!\bkm)(?<!\bcm)([{SUPERSCRIPTS}]+)|\[\^(\d+)\]")
_DEFINITION = re.compile(rf"\s*(?:⁽([{SUPERSCRIPTS}]+)⁾|([{SUPERSCRIPTS}]+)|\[\^(\d+)\]:?)\s*(?=\S)")
_MARKUP = re.compile(r"</?(?:sub|sup|b|i|u|br)\s*/?>|<(?=https?://)|(?<=[^\s<])>(?=[\s.,;)⁽]|$)|\\(?=[*_#.\-+])")


_DATE_BEGUN = re.compile(rf"^\s*[{UP}][^,:;]{{1,60}},\s*(?:ngày\b|$)")
_DATE_LINES = 3
"""Lines that a date of a head goes on over, at most."""


@dataclass(slots=True)
class Piece:
    """A line's text and, for each letter of it, the offset in the line."""

    line: int
    text: str
    offsets: list[int]


@dataclass(slots=True)
class Flow:
    """One paragraph. ``places[n]`` is (line, offset) of letter ``n`` of ``text``."""

    text: str
    places: list[tuple[int, int]]
    marker: Marker | None = None
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Number and position of footnote marks that stood in the text."""
    footnote: int | None = None
    table: int | None = None
    blank_before: bool = False

    @property
    def body(self) -> int:
        """Where the text begins after its number or bullet."""
        return self.marker.length if self.marker else 0

    @property
    def first_line(self) -> int:
        """Line that it begins on."""
        return self.places[0][0] if self.places else 0


def number_of_mark(match: re.Match[str]) -> int:
    """The number of a footnote mark."""
    digits = next(group for group in match.groups() if group)
    return int("".join(_SUPER.get(each, each) for each in digits))


class Flows:
    """Makes flows of a file's lines and gives the passages of their parts."""

    def __init__(self, source: SourceText, words: ReadingWords) -> None:
        self.source, self.words = source, words
        self.repairs: list[Repair] = []
        self.doubts: list[Doubt] = []
        """What the readers of these flows were not certain of."""

    def passage(self, flow: Flow, start: int, end: int) -> Passage:
        """Where ``flow.text[start:end]`` stands, verbatim; over several lines, their texts joined by a line end."""
        while start < end - 1 and flow.text[start].isspace():
            start += 1
        while end > start + 1 and flow.text[end - 1].isspace():
            end -= 1
        places = flow.places[start:end]
        line, first = places[0]
        texts = self.source.texts
        bounds: dict[int, tuple[int, int]] = {}
        for at, offset in places:
            low, high = bounds.get(at, (offset, offset))
            bounds[at] = (min(low, offset), max(high, offset))
        text = "\n".join(texts[at - 1][low : high + 1] for at, (low, high) in bounds.items())
        return self.source.place(line, first, bounds[line][1] + 1, text)

    def whole(self, flow: Flow) -> Passage:
        """Where the whole flow stands."""
        return self.passage(flow, 0, len(flow.text))

    def pieces_of(self, flow: Flow) -> tuple[Passage, ...]:
        """One passage a line."""
        spans: dict[int, list[int]] = {}
        for line, offset in flow.places:
            spans.setdefault(line, []).append(offset)
        return tuple(
            self.source.place(
                line,
                min(offsets),
                max(offsets) + 1,
                self.source.texts[line - 1][min(offsets) : max(offsets) + 1],
            )
            for line, offsets in spans.items()
        )

    def all(self) -> list[Flow]:
        """Every paragraph and footnote in order; rows of tables are left to the tables."""
        flows: list[Flow] = []
        blank = False
        notes = _Notes(self.source)
        for piece, in_table in self._pieces():
            if piece is None:
                blank = True
                continue
            number = None if in_table is not None else notes.of(piece)
            flow = self._flow(piece, number)
            if in_table is None and not flow.text.strip():
                _hand_over(flow, flows)
                continue
            flow.table, flow.blank_before = in_table, blank
            blank = False
            before = self._open(flows, flow) if in_table is None else None
            if before is not None:
                self._join(before, flow)
            else:
                flows.append(flow)
            notes.interrupted = self._is_open(flows)
        self._join_dates(flows)
        for flow in flows:
            self._repair(flow)
            if flow.table is None and flow.footnote is None:
                flow.marker = marker_of(flow.text)
        return [flow for flow in flows if flow.table is not None or flow.text.strip()]

    def _pieces(self) -> Iterator[tuple[Piece | None, int | None]]:
        rows = {
            line: at
            for at, table in enumerate(self.source.tables)
            for line in range(table.first_line, table.last_line + 1)
        }
        blocks = side_by_side(self.source.texts) if self.source.format is FileFormat.TEXT else {}
        beside = 0
        for number, text in enumerate(self.source.texts, 1):
            if number <= beside:
                continue
            if number in blocks and not rows.keys() & set(range(number, blocks[number][0] + 1)):
                beside, parts = blocks[number]
                yield None, None
                for each in parts:
                    line = self.source.texts[each.line - 1]
                    places = list(range(each.start, each.end))
                    yield _clean(Piece(each.line, line[each.start : each.end], places)), None
                yield None, None
                continue
            if number in rows:
                if number == self.source.tables[rows[number]].first_line:
                    yield Piece(number, " ", [0]), rows[number]
                continue
            if not text.strip():
                yield None, None
                continue
            cleaned = _clean(Piece(number, text, list(range(len(text)))))
            for part in _unglue(cleaned, self.words):
                if part.text.strip():
                    yield part, None

    def _flow(self, piece: Piece, footnote: int | None) -> Flow:
        text, offsets = piece.text, piece.offsets
        if footnote is not None and (match := _DEFINITION.match(text)):
            text, offsets = text[match.end() :], offsets[match.end() :]
        kept: list[int] = []
        marks: list[tuple[int, int]] = []
        at = 0
        for match in MARK.finditer(text):
            kept.extend(range(at, match.start()))
            marks.append((number_of_mark(match), len(kept)))
            at = match.end()
        kept.extend(range(at, len(text)))
        flow = Flow(
            "".join(text[n] for n in kept), [(piece.line, offsets[n]) for n in kept], marks=marks, footnote=footnote
        )
        flow.marker = marker_of(flow.text)
        return flow

    @staticmethod
    def _is_open(flows: list[Flow]) -> bool:
        last = next((each for each in reversed(flows) if each.footnote is None and each.table is None), None)
        return last is not None and _unfinished(last.text)

    def _open(self, flows: list[Flow], flow: Flow) -> Flow | None:
        """The earlier flow that ``flow`` continues; footnotes in between are stepped over."""
        if flow.footnote is not None:
            last = flows[-1] if flows else None
            same = last is not None and last.footnote == flow.footnote
            return last if same and flow.text[:1].islower() else None
        before = None
        for each in reversed(flows):
            if each.table is not None:
                return None
            if each.footnote is None:
                before = each
                break
        if before is None or flow.marker is not None:
            return None
        return before if _continues(before, flow, wrapped=self.source.wrapped) else None

    def _join_dates(self, flows: list[Flow]) -> None:
        """The place and date of a head that a narrow column broke over lines: "…, ngày 15 tháng", "10 năm", "2026"."""
        for at, begun in enumerate(flows):
            if begun.table is not None or not _DATE_BEGUN.match(begun.text) or PLACE_DATE.match(begun.text):
                continue
            text = begun.text
            for more, rest in enumerate(flows[at + 1 : at + 1 + _DATE_LINES], start=1):
                if rest.table is not None or rest.footnote is not None:
                    break
                text = f"{text.rstrip()} {rest.text.strip()}"
                if PLACE_DATE.match(text):
                    for each in flows[at + 1 : at + 1 + more]:
                        self._join(begun, each)
                    del flows[at + 1 : at + 1 + more]
                    return

    @staticmethod
    def _join(before: Flow, flow: Flow) -> None:
        gap = "" if before.text.endswith((" ", "-")) else " "
        shift = len(before.text) + len(gap)
        before.text += gap + flow.text.lstrip()
        lead = len(flow.text) - len(flow.text.lstrip())
        before.places += [before.places[-1]] * len(gap) + flow.places[lead:]
        before.marks += [(number, max(0, at - lead) + shift) for number, at in flow.marks]

    def _repair(self, flow: Flow) -> None:
        for start, end, meant in reversed(list(misread_digits(flow.text))):
            self._replace(flow, start, end, meant, "spelling")
        for pattern, read_as in self.words.repairs:
            for match in reversed(list(pattern.finditer(flow.text))):
                self._replace(flow, match.start(), match.end(), read_as, "spelling")
        if self.words.doubled is not None:
            for match in reversed(list(self.words.doubled.finditer(flow.text))):
                self._replace(flow, match.start(), match.end(), match[1], "doubled_word")

    def _replace(self, flow: Flow, start: int, end: int, read_as: str, code: str) -> None:
        found = flow.text[start:end]
        if found.isupper() and not read_as.isupper():
            read_as = read_as.upper()
        elif found[:1].isupper():
            read_as = read_as[:1].upper() + read_as[1:]
        if found == read_as:
            return
        passage = self.passage(flow, start, end)
        self.repairs.append(Repair.model_validate({"code": code, "read_as": read_as.strip(), "passage": passage}))
        old = flow.places[start:end]
        new = [old[min(n, len(old) - 1)] for n in range(len(read_as))]
        if new:
            new[-1] = old[-1]
        flow.text = flow.text[:start] + read_as + flow.text[end:]
        flow.places[start:end] = new
        shift = len(read_as) - (end - start)
        flow.marks = [(number, at + shift if at >= end else at) for number, at in flow.marks]


def _hand_over(empty: Flow, flows: list[Flow]) -> None:
    """Marks that stand alone on a line belong to the paragraph above."""
    above = next((each for each in reversed(flows) if each.footnote is None and each.table is None), None)
    if above is not None:
        above.marks += [(number, len(above.text)) for number, _ in empty.marks]


class _Notes:
    """Tells which lines belong to a footnote."""

    def __init__(self, source: SourceText) -> None:
        self._given = {line: number for number, lines in source.footnotes.items() for line in lines}
        self._current: int | None = None
        self._sign = ""
        self.interrupted = False

    def of(self, piece: Piece) -> int | None:
        """The footnote that this line defines or continues, or ``None``."""
        if piece.line in self._given:
            return self._given[piece.line]
        match = _DEFINITION.match(piece.text)
        if match is not None:
            self._current = number_of_mark(match)
            self._sign = piece.text[match.end() :][:1]
            return self._current
        if self._current is not None and self._sign in "+-" and piece.text.lstrip()[:1] == self._sign:
            return self._current
        self._current = None
        return None


def _clean(piece: Piece) -> Piece:
    """Without marks of emphasis, tags, angle brackets of links; a star or dash that begins a line stays."""
    text = piece.text
    drop = [False] * len(text)
    for match in re.finditer(r"^\s*#{1,6}\s+", text):
        drop[match.start() : match.end()] = [True] * (match.end() - match.start())
    star = re.match(r"\s*\*\s", text)
    for match in re.finditer(r"\*+", text):
        if star is None or match.start() != star.end() - 2:
            drop[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in _MARKUP.finditer(text):
        drop[match.start() : match.end()] = [True] * (match.end() - match.start())
    kept = [n for n in range(len(text)) if not drop[n]]
    letters = "".join(" " if text[n] in "\u00a0\u2009\u202f\u2007\t" else text[n] for n in kept)
    return Piece(piece.line, letters, [piece.offsets[n] for n in kept])


def _unglue(piece: Piece, words: ReadingWords) -> Iterator[Piece]:
    """A heading and what was glued to its end, apart: ``KẾ HOẠCHCải cách``, ``I. MỤC ĐÍCH1. Mục đích``."""
    heads = "|".join(map(re.escape, words.head_names))
    match = re.match(rf"\s*(?:{heads})(?=[{UP}][{LOW}])", piece.text)
    if match is None:
        match = re.match(rf"\s*[IVX]+\.\s(?:[^{LOW}\d]|\d(?!\.\s))+?(?=\d{{1,2}}\.\s?[{UP}][{LOW}])", piece.text)
    if match is None:
        yield piece
        return
    at = match.end()
    yield Piece(piece.line, piece.text[:at], piece.offsets[:at])
    yield Piece(piece.line, piece.text[at:], piece.offsets[at:])


_END = re.compile(r"(?:[.;:!?…)]|\./\.|%)[\"”’]?\s*$")
_ACRONYM = re.compile(r"[A-ZĐ]{2,}[,;)]")


def _unfinished(text: str) -> bool:
    return bool(text.strip()) and _END.search(text) is None


def _continues(before: Flow, flow: Flow, *, wrapped: bool) -> bool:
    text = flow.text.lstrip()
    if not text or not _unfinished(before.text):
        return wrapped and not flow.blank_before and bool(text) and _runs_on(before, text)
    if before.text.strip().isupper() or text.isupper():
        return False
    if text[0].islower() or text[0] in ",;)%":
        return True
    if wrapped and not flow.blank_before:
        return _full(before)
    return _ACRONYM.match(text) is not None


def _runs_on(before: Flow, text: str) -> bool:
    """A line cut at the margin after a sign that may end a paragraph: "… đạt 64,3%" / "(45.010/70.000 hồ sơ)"."""
    if text[0].islower() or (text[0] in "(,;" and _full(before)):
        return True
    return text[0].isdigit() and before.text.rstrip().endswith((":", "%")) and _full(before)


def _full(flow: Flow) -> bool:
    """Whether the flow's last line reaches near the margin."""
    last = flow.places[-1][0]
    return sum(1 for line, _ in flow.places if line == last) >= 60
