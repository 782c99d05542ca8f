"""Where the picture of a digital signature stands on a page.

What decree 30/2020/NĐ-CP (annex I) says: the competent person's signature between the title and the name; the
organisation's stamp over one third of it at the left; on an annex in a file of its own the upper right corner of page
one. The name is found in the text of the PDF. Lengths are points from the lower left corner of the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import pypdfium2 as pdfium

from parindex.engine.documents.reading.pdf_input import runs_on
from parindex.engine.documents.reading.pdf_layout import Row, Run, rows_of
from parindex.engine.documents.reading.source_text import ReadingRefused

POINTS_PER_MM = 72 / 25.4
MOST_PAGES = 1_000
"""Pages that are searched for a name; in a longer file the place is told."""
_COLUMNS_APART = 12.0
_LEAST_ROOM = 14 * POINTS_PER_MM
"""Height between title and name below which no signature fits; lines of running text stand closer."""
_MOST_ROOM = 60 * POINTS_PER_MM
_FREE = 2.0
_SHARE_COVERED = 1 / 3
"""Of the person's signature, at its left, by the organisation's stamp."""


class Box(NamedTuple):
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def holds(self, other: Box) -> bool:
        """Whether ``other`` lies inside, half a point aside."""
        return (
            self.left - 0.5 <= other.left
            and other.right <= self.right + 0.5
            and self.bottom - 0.5 <= other.bottom
            and other.top <= self.top + 0.5
        )


class Place(NamedTuple):
    """A rectangle on a page (from 1)."""

    page: int
    box: Box


class PlaceFault(StrEnum):
    """Why there is no place."""

    DAMAGED = "damaged"
    TOO_MANY_PAGES = "too_many_pages"
    NO_SUCH_PAGE = "no_such_page"
    PAGE_TURNED = "page_turned"
    NAME_NOT_FOUND = "name_not_found"
    NAME_SEVERAL_TIMES = "name_several_times"
    NO_ROOM = "no_room"
    OFF_PAGE = "off_page"


class PlaceRefused(ValueError):
    """No place; ``values`` fill the sentence ``signing.place.<fault>``."""

    def __init__(self, fault: PlaceFault, **values: str | int) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.values: Mapping[str, str | int] = values


class SignatureBlock(NamedTuple):
    """The name under which it is signed: its page (from 1), its line, and the room between title and name."""

    page: int
    name: Box
    room: Box


def page_box(content: bytes, page: int) -> Box:
    """The edges of a page (from 1). Raises ``PlaceRefused``: damaged, no such page, a page that is shown turned."""
    document = _open(content)
    try:
        return _edges(_page(document, page), page)
    finally:
        document.close()


def find_signature_block(content: bytes, name: str, *, page: int | None = None) -> SignatureBlock:
    """The line that says nothing but ``name`` with room for a signature above it; ``page``: only there.

    Raises ``PlaceRefused`` when it is nowhere, at several places, or without room.
    """
    document = _open(content)
    try:
        if page is None and len(document) > MOST_PAGES:
            raise PlaceRefused(PlaceFault.TOO_MANY_PAGES, pages=len(document), most=MOST_PAGES)
        asked = range(1, len(document) + 1) if page is None else (page,)
        found = [block for number in asked for block in _blocks_on(_page(document, number), number, _bare(name))]
        turned = {block.page for block in found if _page(document, block.page).get_rotation()}
    finally:
        document.close()
    with_room = [each for each in found if each.room.height >= _LEAST_ROOM]
    if not found:
        raise PlaceRefused(PlaceFault.NAME_NOT_FOUND, name=name)
    if not with_room:
        raise PlaceRefused(PlaceFault.NO_ROOM, name=name, page=found[-1].page)
    if len(with_room) > 1:
        pages = ", ".join(dict.fromkeys(str(each.page) for each in with_room))
        raise PlaceRefused(PlaceFault.NAME_SEVERAL_TIMES, name=name, pages=pages)
    if with_room[0].page in turned:
        raise PlaceRefused(PlaceFault.PAGE_TURNED, page=with_room[0].page)
    return with_room[0]


def person_box(block: SignatureBlock, *, shape: float, width: float) -> Box:
    """Between title and name, centred over the name. ``shape``: width ÷ height of the picture; ``width`` at most."""
    height = min(block.room.height, width / shape)
    middle = (block.name.left + block.name.right) / 2
    bottom = block.room.bottom + (block.room.height - height) / 2
    half = height * shape / 2
    return Box(middle - half, bottom, middle + half, bottom + height)


def agency_box(signature: Box, *, width: float, height: float) -> Box:
    """The stamp in its real size, its right part over one third of the signature at the left, at the same height."""
    right = signature.left + signature.width * _SHARE_COVERED
    middle = (signature.bottom + signature.top) / 2
    return Box(right - width, middle - height / 2, right, middle + height / 2)


def corner_box(edges: Box, *, width: float, height: float, from_right: float, from_top: float) -> Box:
    """At the upper right corner of a page."""
    right, top = edges.right - from_right, edges.top - from_top
    return Box(right - width, top - height, right, top)


def box_at(edges: Box, *, x_mm: float, y_mm: float, width: float, height: float) -> Box:
    """The upper left corner of the picture at ``x_mm``, ``y_mm`` from the upper left corner of the page."""
    left, top = edges.left + x_mm * POINTS_PER_MM, edges.top - y_mm * POINTS_PER_MM
    return Box(left, top - height, left + width, top)


def on_page(edges: Box, box: Box, page: int) -> Box:
    """The box itself. Raises ``PlaceRefused`` when a part of it lies off the page."""
    if not edges.holds(box):
        raise PlaceRefused(PlaceFault.OFF_PAGE, page=page)
    return box


def _open(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as fault:
        raise PlaceRefused(PlaceFault.DAMAGED) from fault


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    if not 1 <= number <= len(document):
        raise PlaceRefused(PlaceFault.NO_SUCH_PAGE, page=number, pages=len(document))
    try:
        return document[number - 1]
    except pdfium.PdfiumError as fault:
        raise PlaceRefused(PlaceFault.DAMAGED) from fault


def _edges(page: pdfium.PdfPage, number: int) -> Box:
    if page.get_rotation():
        raise PlaceRefused(PlaceFault.PAGE_TURNED, page=number)
    return Box(*page.get_cropbox())


def _blocks_on(page: pdfium.PdfPage, number: int, name: str) -> Iterator[SignatureBlock]:
    try:
        lines = [line for row in rows_of(runs_on(page)) for line in _columns_of(row)]
    except (pdfium.PdfiumError, ReadingRefused) as fault:
        raise PlaceRefused(PlaceFault.DAMAGED) from fault
    for line in lines:
        if _bare(line.text) == name:
            box = _box(line.runs)
            yield SignatureBlock(number, box, _room(box, (_box(each.runs) for each in lines), page))


def _columns_of(row: Row) -> Iterator[Row]:
    """The row's pieces that stand apart: recipients at the left, the signer at the right."""
    piece: list[Run] = []
    for run in row.runs:
        if piece and run.left - piece[-1].right > _COLUMNS_APART:
            yield Row(piece)
            piece = []
        piece.append(run)
    if piece:
        yield Row(piece)


def _room(name: Box, lines: Iterable[Box], page: pdfium.PdfPage) -> Box:
    """From the name up to the nearest line above it (the title), or to the edge of the page."""
    middle = (name.left + name.right) / 2
    above = [each.bottom for each in lines if each.bottom > name.top and each.left < middle < each.right]
    top = min([*above, page.get_cropbox()[3]])
    return Box(name.left, name.top + _FREE, name.right, min(top - _FREE, name.top + _MOST_ROOM))


def _box(runs: list[Run]) -> Box:
    return Box(
        min(each.left for each in runs),
        min(each.bottom for each in runs),
        max(each.right for each in runs),
        max(each.top for each in runs),
    )


def _bare(text: str) -> str:
    """For comparing: composed, small letters, without spaces (a PDF does not always tell them)."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())
