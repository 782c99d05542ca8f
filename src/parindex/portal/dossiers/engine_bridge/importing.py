"""Exports into the store: what a file looks like, the import itself, what a killed one left, undoing."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from parindex.engine.tables.layouts import Layout, holds_personal
from parindex.engine.tables.rows import fold
from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.declared import Declared
from parindex.lake.imports import ImportCancelled, ImportOptions, ImportReport, Progress, import_file, propose_mapping
from parindex.lake.mapping import (
    EVENTS,
    ColumnMapping,
    MappingReason,
    Proposal,
    dossier_layout,
    event_layout,
    is_person_name,
    layout_of,
)
from parindex.lake.register import BatchEntry, batches, store_is_whole, undo_batch
from parindex.lake.store import StoreBusy
from parindex.portal.dossiers.engine_bridge.store import lake, uploads
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform import clock

CALENDAR_YEARS = (2009, 2031)
DOSSIERS = "dossiers"
"""Name of the layout of dossiers."""
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


def layout_name(path: Path, units: Sequence[OrgUnitVersion]) -> str:
    """Which layout a file has, by its headers. Raises ``FileUnreadable``."""
    setting = ImportOptions("proposal", clock.now(), layout(), unit_words(units)).setting
    return layout_of(path, (layout(), layout(EVENTS)), setting).layout


def proposal_of(
    path: Path, units: Sequence[OrgUnitVersion], saved: Mapping[str, str] | None, name: str = DOSSIERS
) -> Proposal:
    """What each header is thought to be; columns confirmed before come first. Raises ``FileUnreadable``."""
    options = ImportOptions("proposal", clock.now(), layout(name), unit_words(units))
    _, proposal = propose_mapping(path, options.layout, options.setting)
    if not saved:
        return proposal
    headers = {each.header for each in proposal.columns}
    kept = {header: column for header, column in saved.items() if header in headers}
    taken = set(kept.values())
    columns = tuple(
        each
        if each.is_personal
        else each._replace(column=kept.get(each.header, None if each.column in taken else each.column))
        for each in proposal.columns
    )
    found = {each.column for each in columns}
    return Proposal(
        columns, tuple(each.column for each in layout(name).columns if each.required and each.column not in found)
    )


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


def import_export(
    path: Path, wanted: Wanted, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> ImportReport:
    """Import a file. Raises ``FileUnreadable``, ``MappingRefused``, ``AlreadyImported``, ``ImportCancelled``,
    ``StoreBusy``; in each case the store is as before.
    """
    options = ImportOptions(
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
    )
    return import_file(lake(), path, ColumnMapping(wanted.columns), options)


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
    known = any(MappingReason.HEADER_KNOWN in each.reasons for each in proposal.columns)
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
