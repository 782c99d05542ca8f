"""Which column of an export is which: proposed from headers and content, confirmed by a person, kept per source.

Columns that name or hold a citizen's own data are recognised and can never be mapped; they are not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from parindex.engine.tables.layouts import (
    CellKind,
    Layout,
    LayoutColumn,
    PersonalHeaders,
    holds_personal,
    read_layout,
    tidy,
)
from parindex.engine.tables.row_checks import RowProblem, Setting, read_cell
from parindex.engine.tables.rows import fold
from parindex.lake.raw_rows import FileUnreadable, Sample
from parindex.lake.reading import sample_file

EVENTS = "dossier_events"
"""Name of the layout of state changes."""
SURE, EVERYDAY, LIKELY, GUESSED = 100, 95, 80, 50
PERSONAL_SHARE = 0.3
NAMES_SHARE = 0.5
FAMILY_NAMES = frozenset(
    fold(name)
    for name in (
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Lương Triệu Hà Vi Hoàng Mai Trịnh "
        "Đinh Lâm Đoàn Trương Cao Tạ Thái Chu Lò Quàng Cầm K'"
    ).split()
)


class MappingReason(StrEnum):
    """Why a column is proposed, or not; sentences of room ``lake``."""

    HEADER_KNOWN = "lake.proposal.header_known"
    HEADER_EVERYDAY = "lake.proposal.header_everyday"
    """A header from use, in no norm."""
    HEADER_LIKE = "lake.proposal.header_like"
    CONTENT_FITS = "lake.proposal.content_fits"
    CONTENT_DOES_NOT_FIT = "lake.proposal.content_does_not_fit"
    PERSONAL_HEADER = "lake.proposal.personal_header"
    PERSONAL_CONTENT = "lake.proposal.personal_content"
    PERSON_NAMES = "lake.proposal.person_names"
    NOT_KNOWN = "lake.proposal.not_known"
    HEADER_TWICE = "lake.proposal.header_twice"
    KEPT = "lake.proposal.kept"
    """As it was confirmed for the last file of the source."""
    CHOSEN = "lake.proposal.chosen"
    """A person chose it on the page."""


PERSONAL = frozenset({MappingReason.PERSONAL_HEADER, MappingReason.PERSONAL_CONTENT, MappingReason.PERSON_NAMES})

HEADERS_KNOWN = frozenset({MappingReason.HEADER_KNOWN, MappingReason.HEADER_EVERYDAY})


class ColumnProposal(NamedTuple):
    """What one header is thought to be."""

    header: str
    column: str | None
    confidence: int
    """0–100; 100: the header is a known one and its content fits."""
    reasons: tuple[MappingReason, ...]

    @property
    def is_personal(self) -> bool:
        """Whether the column is dropped at the door."""
        return bool(PERSONAL.intersection(self.reasons))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for a person to confirm."""

    columns: tuple[ColumnProposal, ...]
    missing: tuple[str, ...]
    """Required columns for which no header was found."""

    @property
    def mapping(self) -> ColumnMapping:
        """What is proposed, as a mapping."""
        return ColumnMapping({each.header: each.column for each in self.columns if each.column is not None})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Header → column of the layout, as a person confirmed it."""

    columns: Mapping[str, str]


class MappingRefused(ValueError):
    """The mapping cannot be used. ``code`` is a sentence of room ``lake``."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def dossier_layout() -> Layout:
    """The layout of one-stop exports, as shipped."""
    return _shipped("dossiers.yaml")


def event_layout() -> Layout:
    """The layout of exports of state changes, as shipped; headers that are personal there are personal here too."""
    layout = _shipped(f"{EVENTS}.yaml")
    words = (*dossier_layout().personal.headers, *layout.personal.headers)
    return layout.model_copy(update={"personal": PersonalHeaders(headers=words)})


def layout_of(path: Path, layouts: Sequence[Layout], setting: Setting, header_row: int | None = None) -> Layout:
    """Which of the layouts a file has: the first whose required columns all stand under known headers, else the first
    of them: a person then says what its columns are. Raises ``FileUnreadable``.
    """

    def is_whole(layout: Layout) -> bool:
        sample = sample_file(path, lambda cells: is_header_of(layout, cells), header_row)
        found = propose(sample, layout, setting).columns
        known = {each.column for each in found if HEADERS_KNOWN.intersection(each.reasons)}
        return all(each.column in known for each in layout.columns if each.required)

    return next((layout for layout in layouts if is_whole(layout)), layouts[0])


def _shipped(name: str) -> Layout:
    room = files("parindex") / "rulebooks"
    return read_layout(
        (room / "table_layouts" / name).read_bytes(), (room / "status_maps" / "dossier_words.yaml").read_bytes()
    )


def is_header_of(layout: Layout, cells: Sequence[str], confirmed: Collection[str] = ()) -> bool:
    """Whether a line looks like the header: three known headers or more. ``confirmed``: headers that a person said
    what they are, of the same source.
    """
    own = {fold(header) for header in confirmed}
    return sum(fold(cell) in layout.by_header or fold(cell) in own for cell in cells if cell) >= 3


def propose(sample: Sample, layout: Layout, setting: Setting) -> Proposal:
    """Propose what each header is, by folded header first and by content second."""
    proposals = [_propose(at, header, sample, layout, setting) for at, header in enumerate(sample.headers)]
    best: dict[str, int] = {}
    for at, each in enumerate(proposals):
        if each.column is not None and (
            each.column not in best or each.confidence > proposals[best[each.column]].confidence
        ):
            best[each.column] = at
    chosen = tuple(
        each if each.column is None or best[each.column] == at else _dropped(each) for at, each in enumerate(proposals)
    )
    missing = tuple(each.column for each in layout.columns if each.required and each.column not in best)
    return Proposal(chosen, missing)


def _dropped(proposal: ColumnProposal) -> ColumnProposal:
    return proposal._replace(column=None, confidence=0, reasons=(MappingReason.HEADER_TWICE,))


def _propose(at: int, header: str, sample: Sample, layout: Layout, setting: Setting) -> ColumnProposal:
    cells = [cell for row in sample.rows if at < len(row) and row[at] and (cell := tidy(row[at] or ""))]
    column = layout.by_header.get(fold(header))
    personal = _personal(header if column is None else "", cells, layout, layout.by_name.get(column or ""))
    if personal is not None:
        return ColumnProposal(header, None, 0, (personal,))
    if column is not None:
        everyday = fold(header) in layout.by_everyday
        sure, known = (EVERYDAY, MappingReason.HEADER_EVERYDAY) if everyday else (SURE, MappingReason.HEADER_KNOWN)
        fits = _fits(cells, layout.by_name[column], layout, setting)
        if fits >= LIKELY / 100 or not cells:
            return ColumnProposal(header, column, sure, (known, MappingReason.CONTENT_FITS))
        return ColumnProposal(header, column, GUESSED, (known, MappingReason.CONTENT_DOES_NOT_FIT))
    return _by_content(header, cells, layout, setting)


def _by_content(header: str, cells: Sequence[str], layout: Layout, setting: Setting) -> ColumnProposal:
    """An unknown header: one that shares its words with a known one and whose content fits; or a telling content."""
    words = set(fold(header).split())
    likely = [
        layout.by_name[column]
        for known, column in layout.by_header.items()
        if len(words & set(known.split())) >= 2 and cells
    ]
    for declared in likely:
        if _fits(cells, declared, layout, setting) >= LIKELY / 100:
            reasons = (MappingReason.HEADER_LIKE, MappingReason.CONTENT_FITS)
            return ColumnProposal(header, declared.column, LIKELY, reasons)
    for declared in layout.columns:
        if declared.kind is CellKind.CODE and cells and _fits(cells, declared, layout, setting) == 1:
            return ColumnProposal(header, declared.column, GUESSED, (MappingReason.CONTENT_FITS,))
    return ColumnProposal(header, None, 0, (MappingReason.NOT_KNOWN,))


def _fits(cells: Sequence[str], declared: LayoutColumn, layout: Layout, setting: Setting) -> float:
    good = sum(not isinstance(read_cell(layout, declared, cell, setting), RowProblem) for cell in cells)
    return good / len(cells) if cells else 0.0


def _personal(header: str, cells: Sequence[str], layout: Layout, declared: LayoutColumn | None) -> MappingReason | None:
    if header and layout.is_personal(header):
        return MappingReason.PERSONAL_HEADER
    if not cells or (declared is not None and declared.kind not in (CellKind.TEXT, CellKind.UNIT)):
        return None
    if sum(map(holds_personal, cells)) / len(cells) >= PERSONAL_SHARE:
        return MappingReason.PERSONAL_CONTENT
    is_unit = declared is not None and declared.kind is CellKind.UNIT  # communes bear family names: Lâm Hà, Đinh Văn
    if not is_unit and sum(map(is_person_name, cells)) / len(cells) >= NAMES_SHARE:
        return MappingReason.PERSON_NAMES
    return None


def is_person_name(text: str) -> bool:
    """Two to six capitalised words, the first a common family name."""
    words = text.split()
    capital = all(re.match(r"[^\W\d_]", word) and word[0].isupper() for word in words)
    return 2 <= len(words) <= 6 and capital and fold(words[0]) in FAMILY_NAMES


def confirm(mapping: ColumnMapping, sample: Sample, layout: Layout, setting: Setting) -> Proposal:
    """Check a mapping against a file; gives the proposal with the mapping's columns. Raises ``MappingRefused``."""
    taken: set[str] = set()
    for header, column in mapping.columns.items():
        if header not in sample.headers:
            raise MappingRefused("lake.mapping.header_absent", header=header)
        if sample.headers.count(header) > 1:
            raise MappingRefused("lake.mapping.header_twice", header=header)
        if column not in layout.by_name:
            raise MappingRefused("lake.mapping.unknown_column", column=column)
        if column in taken:
            raise MappingRefused("lake.mapping.column_twice", column=column)
        taken.add(column)
    missing = tuple(each.column for each in layout.columns if each.required and each.column not in taken)
    if missing:
        raise MappingRefused("lake.mapping.required_absent", columns=missing)
    proposed = {each.header: each for each in propose(sample, layout, setting).columns}
    for header in mapping.columns:
        if proposed[header].is_personal:
            raise MappingRefused("lake.mapping.personal", header=header)
    confirmed = tuple(
        proposed[header]._replace(column=mapping.columns.get(header)) for header in dict.fromkeys(sample.headers)
    )
    return Proposal(confirmed, ())


def save_mapping(folder: Path, source: str, mapping: ColumnMapping) -> Path:
    """Keep a confirmed mapping for a source."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_file_name(source)}.json"
    path.write_text(json.dumps(dict(mapping.columns), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def load_mapping(folder: Path, source: str) -> ColumnMapping | None:
    """The mapping kept for a source; None when none was confirmed yet."""
    path = folder / f"{_file_name(source)}.json"
    if not path.exists():
        return None
    return ColumnMapping({str(key): str(value) for key, value in json.loads(path.read_text(encoding="utf-8")).items()})


def _file_name(source: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", source):
        raise FileUnreadable("lake.source_name", source=source)
    return source
