"""Pulls dossiers from a REST source page by page and goes on where it stopped.

Each page is kept on disk before the next is asked for, so a pull that was interrupted less than a day ago resumes with
the next page. Only mapped, non-personal fields are kept: a page is reduced to them before it is written.

A source that changes while its pages are asked for shifts rows from page to page: one is then given twice, or not at
all. So all pages are asked for a second time; where they differ, once more, until two looks in a row are the same.
A source that never rests is taken as the union of all looks, and the report says so.

When that is there the pages are imported as one batch, with the same checks as a file, and taken away; they are taken
away as well when they are refused, so that the next pull asks the source again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from parindex.lake.columns import Name
from parindex.lake.imports import AlreadyImported, ImportOptions, ImportReport, Progress, import_batches
from parindex.lake.mapping import ColumnMapping, MappingRefused, Proposal, confirm, propose
from parindex.lake.raw_rows import SAMPLE_ROWS, RawBatch, Sample
from parindex.lake.reading import records_batch
from parindex.lake.rest import PullFailed, RestSource, fetch_page
from parindex.lake.store import RecordStore

STATE = "pull.json"
RESUME_WITHIN = timedelta(days=1)
"""Older pages are asked for again: by then the source may have other dossiers on them."""
MOST_LOOKS = 3
MOST_HOURS = 6
"""Of one run; what is there is kept, and the next run goes on."""
MOST_PAGES = 100_000
"""A source that never gives its last page would fill the disk."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """How the pages came."""

    pages: int
    looks: int
    """Two where the source did not change meanwhile."""
    settled: bool
    """Whether the last two looks were the same: what is imported then stood in the source at one moment."""
    only_before: int
    """Rows that the last look did not give any more and an earlier one did; they are imported. 0 where settled."""
    left_out: tuple[str, ...] = ()
    """Fields that the source sent and that were not kept, by name."""

    @property
    def at_rest(self) -> bool:
        """Whether the source did not change while its pages were asked for."""
        return self.settled and self.looks == 2


class PullReport(NamedTuple):
    """What a pull brought."""

    report: ImportReport
    pulled: Pulled


def pull(
    store: RecordStore, source: RestSource, mapping: ColumnMapping, options: ImportOptions, folder: Path
) -> PullReport:
    """Pull every page that is not there yet, then import all. ``folder`` keeps pages between two runs of one pull.

    Raises ``PullFailed`` and what ``import_file`` raises.
    """
    pulled = gather(source, mapping, options, folder)
    return PullReport(bring_in(store, source, mapping, options, folder), pulled)


def gather(source: RestSource, mapping: ColumnMapping, options: ImportOptions, folder: Path) -> Pulled:
    """Ask for every page until nothing is missing. Raises ``PullFailed``, ``MappingRefused``."""
    for header in mapping.columns:
        if options.layout.is_personal(header):
            raise MappingRefused("lake.mapping.personal", header=header)
    folder.mkdir(parents=True, exist_ok=True)
    known = _agreed(folder, source, mapping, options.now)
    ends = time.monotonic() + MOST_HOURS * 3600
    while not known["settled"] and known["look"] <= MOST_LOOKS:
        if options.cancelled():
            raise PullFailed("lake.cancelled")
        if time.monotonic() > ends or known["next_page"] - source.first_page >= MOST_PAGES:
            raise PullFailed("lake.pull_too_long", address=source.place, hours=MOST_HOURS, pages=MOST_PAGES)
        options.progress(Progress("pulling", known["rows"], 0.0))
        _pull_page(source, mapping, folder, known)
    chosen = _chosen(folder, mapping)
    before = sum(len(rows) for path, rows in chosen if rows is not None and path.name.startswith("old_"))
    looks = min(known["look"], MOST_LOOKS)
    return Pulled(len(_pages(folder)), looks, known["settled"], before, tuple(known["left_out"]))


def bring_in(
    store: RecordStore,
    source: RestSource,
    mapping: ColumnMapping,
    options: ImportOptions,
    folder: Path,
    hashed: Callable[[str], object] = lambda _: None,
) -> ImportReport:
    """Import what ``gather`` has gathered, and take it away. ``hashed`` is told the SHA-256 before anything is written.

    Raises what ``import_file`` raises. Only the same rows as the source's newest batch are refused: a source may well
    return to what it said before.
    """
    chosen = _chosen(folder, mapping)
    digest = hashlib.sha256()
    for path, rows in chosen:
        digest.update(path.read_bytes())
        digest.update(repr(sorted(rows)).encode() if rows is not None else b"")
    hashed(digest.hexdigest())
    first = next((given for path, _ in chosen if (given := _read(path))), [])
    headers = tuple(mapping.columns)
    try:
        proposal = confirm(mapping, _sample(headers, first), options.layout, options.setting)
        report = import_batches(
            store,
            lambda: _batches(chosen, mapping),
            dict(mapping.columns),
            options,
            proposal=proposal,
            sha256=digest.hexdigest(),
            file_name=source.place.partition("://")[2],
            in_python=False,
            newest_only=True,
        )
    except (AlreadyImported, MappingRefused):
        _take_away(folder)
        raise
    _take_away(folder)
    return report


def look(source: RestSource, options: ImportOptions) -> Proposal:
    """The mapping that the first page proposes, for a person to confirm. Raises ``PullFailed``."""
    rows = fetch_page(source, source.first_page)
    headers = tuple(dict.fromkeys(header for row in rows for header in row))
    return propose(_sample(headers, rows), options.layout, options.setting)


def _pull_page(source: RestSource, mapping: ColumnMapping, folder: Path, known: dict[str, Any]) -> None:
    """One page more. The last one is empty or shorter than the first: a source may give less a page than is asked."""
    page, this_look = int(known["next_page"]), int(known["look"])
    rows = fetch_page(source, page)
    # in one order, whatever order the mapping was kept in: the same rows are known again by their bytes
    kept = [{header: row.get(header) for header in sorted(mapping.columns)} for row in rows]
    sent = dict.fromkeys(header for row in rows for header in row if header not in mapping.columns)
    known["left_out"] = list(dict.fromkeys([*known["left_out"], *sent]))
    before = folder / f"page_{page - 1:08d}.json"
    if kept and before.exists() and _read(before) == kept:
        raise PullFailed("lake.pull_same_page", address=source.place, page=page, before=page - 1)
    path = folder / f"page_{page:08d}.json"
    if this_look > 1 and (not path.exists() or _read(path) != kept):
        _set_aside(folder, path, this_look)
    _write(path, kept)
    full = min(source.page_size, known.get("full", len(rows)))
    known |= {"next_page": page + 1, "full": full, "rows": known["rows"] + len(rows)}
    if len(rows) < full or not rows:
        _end_look(source, folder, known, path)
    _write(folder / STATE, known)


def _end_look(source: RestSource, folder: Path, known: dict[str, Any], last: Path) -> None:
    """After its last page: whether the look was as the one before it, else another one."""
    this_look = int(known["look"])
    for beyond in [path for path in _pages(folder) if path.name > last.name]:
        _set_aside(folder, beyond, this_look)
    known["settled"] = this_look > 1 and not any(folder.glob(f"old_{this_look}_*.json"))
    if not known["settled"]:
        known |= {"look": this_look + 1, "next_page": source.first_page, "rows": 0}
        known.pop("full")


def _set_aside(folder: Path, path: Path, this_look: int) -> None:
    """Keep what an earlier look gave, empty where it gave nothing; that it is there says that the source changed."""
    old = folder / f"old_{this_look}_{path.name}"
    if path.exists():
        path.replace(old)
    elif not old.exists():
        _write(old, [])


def _take_away(folder: Path) -> None:
    """The state first: pages without one are never resumed from."""
    for each in (folder / STATE, *folder.glob("page_*.json"), *folder.glob("old_*.json")):
        each.unlink(missing_ok=True)


def _agreed(folder: Path, source: RestSource, mapping: ColumnMapping, now: datetime) -> dict[str, Any]:
    """The state of a pull under way; another source, query or mapping begins anew, and so does one of days ago."""
    asked = {"address": source.address, "query": dict(source.query), "size": source.page_size, "looks": MOST_LOOKS}
    asked |= {"columns": dict(mapping.columns), "names": [source.page_name, source.size_name, source.records_key]}
    asked |= {"first": source.first_page}
    state = folder / STATE
    if state.exists():
        known: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        if (
            known["asked"] == asked
            and "left_out" in known
            and now - datetime.fromisoformat(known["begun"]) < RESUME_WITHIN
        ):
            return known
    _take_away(folder)
    begun = {"asked": asked, "begun": now.isoformat(), "next_page": source.first_page}
    return begun | {"look": 1, "rows": 0, "settled": False, "left_out": []}


def _pages(folder: Path) -> list[Path]:
    """Of the last look, in order."""
    return sorted(folder.glob("page_*.json"))


def _chosen(folder: Path, mapping: ColumnMapping) -> list[tuple[Path, Collection[int] | None]]:
    """Pages and which of their rows count; None: all, as the last two looks were the same.

    Else of each code what was given last, also where only an earlier look gave it. Rows of one page that bear the same
    code stay side by side: the checks refuse them, as nobody knows which holds.
    """
    pages = _pages(folder)
    newest = set(pages)
    state = json.loads((folder / STATE).read_text(encoding="utf-8"))
    if state["settled"]:
        return [(path, None) for path in pages]
    code = next((header for header, column in mapping.columns.items() if column == Name.RECORD_CODE), None)
    paths = [*sorted(folder.glob("old_*.json")), *pages]
    last: dict[str, tuple[int, list[int]]] = {}
    taken: list[set[int]] = [set() for _ in paths]
    for at, path in enumerate(paths):
        for number, row in enumerate(_read(path)):
            key = str(row.get(code)).strip() if code and row.get(code) is not None else ""
            if not key:
                taken[at] |= {number} if path in newest else set()
            elif key in last and last[key][0] == at:
                last[key][1].append(number)
            else:
                last[key] = (at, [number])
    for at, numbers in last.values():
        taken[at].update(numbers)
    return list(zip(paths, taken, strict=True))


def _sample(headers: tuple[str, ...], rows: list[dict[str, Any]]) -> Sample:
    shown = [[row.get(name) for name in headers] for row in rows[:SAMPLE_ROWS]]
    return Sample(headers, tuple(tuple(None if cell is None else str(cell) for cell in row) for row in shown), 0)


def _batches(chosen: Sequence[tuple[Path, Collection[int] | None]], mapping: ColumnMapping) -> Iterator[RawBatch]:
    begins = 1
    for at, (path, numbers) in enumerate(chosen, start=1):
        rows = [row for number, row in enumerate(_read(path)) if numbers is None or number in numbers]
        flat = (None if any(isinstance(cell, dict | list) for cell in row.values()) else row for row in rows)
        yield records_batch(flat, mapping.columns, begins, at / len(chosen))
        begins += len(rows)


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, content: object) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
