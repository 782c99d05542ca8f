"""Exports into the store: what a file looks like, the import itself, what a killed one left, undoing."""

from __future__ import annotations

import fcntl
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from parindex.engine.tables.layouts import Layout, holds_personal
from parindex.engine.tables.rows import fold
from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.catalogue_fields import FieldsInForce
from parindex.lake.declared import Declared
from parindex.lake.imports import ImportCancelled, ImportOptions, ImportReport, Progress, import_file, propose_mapping
from parindex.lake.mapping import (
    EVENTS,
    HEADERS_KNOWN,
    SURE,
    ColumnMapping,
    ColumnProposal,
    MappingReason,
    Proposal,
    dossier_layout,
    event_layout,
    is_person_name,
    layout_of,
)
from parindex.lake.raw_rows import FileUnreadable
from parindex.lake.register import BatchEntry, batches, store_is_whole, undo_batch
from parindex.lake.rejects import may_be_shown
from parindex.lake.store import StoreBusy
from parindex.portal.dossiers.engine_bridge.store import lake, uploads
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform import clock

CALENDAR_YEARS = (2009, 2031)
DOSSIERS = "dossiers"
"""Name of the layout of dossiers."""
LARGEST_SHOWN = 4_000_000
"""Bytes of a workbook that is opened once more to show a cell of each column: about a second."""
LONGEST_SHOWN = 60
_BARE = re.compile(r"[0-9./:\- ]{1,30}")
"""Cells of a column that nobody named are shown only when they are numbers, days or words that a column knows."""
WAIT = 0.5
"""Seconds between two looks whether another import has ended."""


@cache
def layout(name: str = DOSSIERS) -> Layout:
    """The layout of that name: exports of dossiers, or of their changes of state."""
    return event_layout() if name == EVENTS else dossier_layout()


@cache
def working_calendar() -> WorkingCalendar:
    """The shipped calendar over all years in which a dossier may lie."""
    content = (files("parindex") / "rulebooks" / "calendars" / "vn" / "working_calendar.yaml").read_bytes()
    return calendar_of(content, first_year=CALENDAR_YEARS[0], last_year=CALENDAR_YEARS[1])


def unit_words(units: Sequence[OrgUnitVersion]) -> Mapping[str, str]:
    """Folded code or name → code; a name that two units bear is left out, so that it is not guessed."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for unit in units:
        if not unit.code:
            continue
        for word in {fold(unit.name), fold(f"UBND {unit.name}")}:
            twice |= {word} if found.get(word, unit.code) != unit.code else set()
            found[word] = unit.code
    return {word: code for word, code in found.items() if word not in twice} | {
        fold(unit.code): unit.code for unit in units if unit.code
    }


def unit_names(units: Sequence[OrgUnitVersion]) -> Mapping[str, str]:
    """Code → name, of units whose name ``unit_words`` reads again as that code."""
    words = unit_words(units)
    return {unit.code: unit.name for unit in units if unit.code and words.get(fold(unit.name)) == unit.code}


def layout_name(
    path: Path, units: Sequence[OrgUnitVersion], header_row: int | None = None, first: str = DOSSIERS
) -> str:
    """Which layout a file has, by its headers; ``first`` where they do not tell. Raises ``FileUnreadable``."""
    setting = ImportOptions("proposal", clock.now(), layout(), unit_words(units)).setting
    names = sorted((DOSSIERS, EVENTS), key=lambda name: name != first)
    return layout_of(path, [layout(name) for name in names], setting, header_row).layout


@dataclass(frozen=True, slots=True)
class ColumnsFound:
    """What the columns of a file are thought to be, and in which line its headers stand (0: it has no lines)."""

    proposal: Proposal
    header_row: int


def columns_found(
    path: Path,
    units: Sequence[OrgUnitVersion],
    saved: Mapping[str, str] | None,
    name: str = DOSSIERS,
    header_row: int | None = None,
) -> ColumnsFound:
    """What each header is thought to be; columns confirmed before come first. ``header_row``: the line of the headers,
    where a person says so. Raises ``FileUnreadable``.
    """
    options = ImportOptions("proposal", clock.now(), layout(name), unit_words(units))
    sample, proposal = propose_mapping(
        path, options.layout, options.setting, confirmed=tuple(saved or ()), header_row=header_row
    )
    return ColumnsFound(with_saved(proposal, saved, name), sample.header_row)


def with_saved(proposal: Proposal, saved: Mapping[str, str] | None, name: str = DOSSIERS) -> Proposal:
    """The proposal with columns that were confirmed before in the first place."""
    if not saved:
        return proposal
    headers = {each.header for each in proposal.columns}
    kept = {header: column for header, column in saved.items() if header in headers}
    taken = set(kept.values())
    columns = tuple(_kept(each, kept.get(each.header), taken) for each in proposal.columns)
    found = {each.column for each in columns}
    missing = tuple(each.column for each in layout(name).columns if each.required and each.column not in found)
    return Proposal(columns, missing)


def _kept(proposed: ColumnProposal, column: str | None, taken: set[str]) -> ColumnProposal:
    """A header as it was confirmed before; where it was not, what is proposed unless another header has it."""
    if proposed.is_personal or column == proposed.column:
        return proposed
    if column is not None:
        return proposed._replace(column=column, confidence=SURE, reasons=(MappingReason.KEPT,))
    return proposed._replace(column=None) if proposed.column in taken else proposed


def cells_shown(batch_file: Path, name: str, header_row: int, columns: Mapping[str, str]) -> Mapping[str, str]:
    """Header → the first of its cells that is certainly no citizen's data; read from the file, kept nowhere.

    ``columns``: header → column. Empty for a file that is too large to be opened for a page, or cannot be read.
    """
    if batch_file.suffix.lower() == ".xlsx" and batch_file.stat().st_size > LARGEST_SHOWN:
        return {}
    options = ImportOptions("proposal", clock.now(), layout(name))
    try:
        sample, proposal = propose_mapping(batch_file, options.layout, options.setting, header_row=header_row or None)
    except (FileUnreadable, OSError):
        return {}
    personal = {each.header for each in proposal.columns if each.is_personal}
    shown: dict[str, str] = {}
    for at, header in enumerate(sample.headers):
        cells = (row[at] for row in sample.rows if at < len(row) and row[at])
        column = columns.get(header, "")
        found = next((cell for cell in cells if cell and _may_show(options, column, cell)), "")
        if header not in personal and found:
            shown.setdefault(header, found[:LONGEST_SHOWN])
    return shown


def _may_show(options: ImportOptions, column: str, cell: str) -> bool:
    if column:
        return may_be_shown(options.layout, column, cell, options.setting)
    worded = (options.layout.words(each.column) or {} for each in options.layout.columns)
    return not holds_personal(cell) and (bool(_BARE.fullmatch(cell)) or any(fold(cell) in words for words in worded))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One import: of which source, what the columns are, which units are known."""

    source: str
    file_name: str
    columns: Mapping[str, str]
    units: Sequence[OrgUnitVersion]
    simulated: bool = False
    layout: str = DOSSIERS
    declared: tuple[Declared, ...] = ()
    """Ways of counting that hold for the source."""
    fields: FieldsInForce = field(default_factory=dict)
    """Fields of procedures by the catalogue that holds for the source."""


def import_export(
    path: Path, wanted: Wanted, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> ImportReport:
    """Import a file. Raises ``FileUnreadable``, ``MappingRefused``, ``AlreadyImported``, ``ImportCancelled``,
    ``StoreBusy``; in each case the store is as before.
    """
    options = options_of(wanted, progress=progress, cancelled=cancelled)
    return import_file(lake(), path, ColumnMapping(wanted.columns), options)


def options_of(wanted: Wanted, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> ImportOptions:
    """How it is imported, now."""
    return ImportOptions(
        wanted.source,
        clock.now(),
        layout(wanted.layout),
        unit_words(wanted.units),
        working_calendar(),
        wanted.simulated,
        file_name=wanted.file_name,
        progress=progress,
        cancelled=cancelled,
        declared=wanted.declared,
        fields=wanted.fields,
        unit_names=unit_names(wanted.units),
    )


def entry_of(source: str, sha256: str) -> BatchEntry | None:
    """The store's own newest entry of a file; None when its rows never came in."""
    found = [entry for entry in batches(lake()) if (entry.source, entry.sha256) == (source, sha256)]
    return found[-1] if found else None


def rejects_of(lake_batch: str) -> Path | None:
    """The rejects file of a batch; None when no row was rejected."""
    path = lake().rejects_folder() / f"{lake_batch}.csv"
    return path if path.exists() else None


def undo(lake_batch: str) -> int:
    """Make the version before the batch the newest again. Raises ``CannotUndo``, ``StoreBusy``, ``LookupError``."""
    return undo_batch(lake(), lake_batch)


def settle() -> None:
    """Take away what a killed writer left in the store, complete its register. Raises ``StoreBusy``."""
    store = lake()
    with store.writing():
        store_is_whole(store)


@contextmanager
def one_import_at_a_time(cancelled: Callable[[], bool] | None = None) -> Iterator[None]:
    """Held by an import from beginning to end, also while it counts and checks.

    ``cancelled``: wait for another import until this says stop (raises ``ImportCancelled``); None: raises
    ``StoreBusy`` at once. A process that ends lets go by itself.
    """
    folder = lake().work_folder()
    with (folder / "imports.lock").open("w", encoding="ascii") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if cancelled is None:
                    raise StoreBusy(str(folder)) from error
                if cancelled():
                    raise ImportCancelled from error
                time.sleep(WAIT)
        yield


def has_no_header_line(proposal: Proposal) -> bool:
    """Whether the first line seems to be a record: no known header, and a cell of it names or holds a person."""
    known = any(HEADERS_KNOWN.intersection(each.reasons) for each in proposal.columns)
    headers = [each.header for each in proposal.columns]
    return not known and any(holds_personal(each) or is_person_name(each) for each in headers)


def column_title(column: str, name: str = DOSSIERS) -> str:
    """How people call a column of a layout: its first header."""
    headers = layout(name).by_name[column].headers
    return headers[0] if headers else column


def new_upload(name: str) -> Path:
    """Where a file that is being uploaded is written."""
    return uploads() / name


def uploaded(name: str) -> Path:
    """An uploaded file."""
    return uploads() / name


def drop_upload(name: str) -> None:
    """Delete an uploaded file; one that is gone already is no mistake."""
    (uploads() / name).unlink(missing_ok=True)
