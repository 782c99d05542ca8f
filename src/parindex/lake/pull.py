"""Pulls dossiers from a REST source page by page and goes on where it stopped.

Each page is kept on disk before the next is asked for, so a pull that was interrupted less than a day ago resumes with
the next page. Only mapped, non-personal fields are kept: a page is reduced to them before it is written. When the last
page is there the pages are imported as one batch, with the same checks as a file, and taken away; they are taken away
as well when they are refused, so that the next pull asks the source again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from parindex.lake.imports import AlreadyImported, ImportOptions, ImportReport, import_batches
from parindex.lake.mapping import ColumnMapping, MappingRefused, Proposal, confirm, propose
from parindex.lake.raw_rows import SAMPLE_ROWS, RawBatch, Sample
from parindex.lake.reading import records_batch
from parindex.lake.store import RecordStore

LARGEST_PAGE = 64 * 1024 * 1024
STATE = "pull.json"
RESUME_WITHIN = timedelta(days=1)
"""Older pages are asked for again: by then the source may have other dossiers on them."""
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which a token may go without encryption: this machine."""


class _NoRedirect(HTTPRedirectHandler):
    """A source that points elsewhere is refused: the token would follow to wherever it points."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


_open = build_opener(_NoRedirect).open


class PullFailed(RuntimeError):
    """A page could not be had. ``code`` is a sentence of room ``lake``; what was pulled before is kept."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class RestSource:
    """A source that answers ``?page=1&size=500`` with a list of flat objects, bare or under ``records_key``."""

    address: str
    page_size: int = 500
    page_name: str = "page"
    size_name: str = "size"
    first_page: int = 1
    records_key: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every request, e.g. authorisation; never kept."""
    query: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 30.0
    tries: int = 3
    wait_s: float = 1.0
    """Before the second try; doubled each time. Only for 429, 5xx and broken connections."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PullFailed("lake.pull_bad_address", address=self.place)
        if parts.username is not None or parts.password is not None:
            raise PullFailed("lake.pull_secret_in_address")
        if self.headers and parts.scheme == "http" and parts.hostname not in HERE:
            raise PullFailed("lake.pull_unencrypted", address=self.place)

    @property
    def place(self) -> str:
        """The address without what may be secret in it, for reports and logs."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def pull(
    store: RecordStore, source: RestSource, mapping: ColumnMapping, options: ImportOptions, folder: Path
) -> ImportReport:
    """Pull every page that is not there yet, then import all. ``folder`` keeps pages between two runs of one pull.

    Raises ``PullFailed`` and what ``import_file`` raises.
    """
    for header in mapping.columns:
        if options.layout.is_personal(header):
            raise MappingRefused("lake.mapping.personal", header=header)
    folder.mkdir(parents=True, exist_ok=True)
    known = _agreed(folder, source, mapping, options.now)
    while not known["complete"]:
        if options.cancelled():
            raise PullFailed("lake.cancelled")
        _pull_page(source, mapping, folder, known)
    try:
        report = _import(store, sorted(folder.glob("page_*.json")), mapping, options, source)
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
    page = int(known["next_page"])
    rows = fetch_page(source, page)
    kept = [{header: row.get(header) for header in mapping.columns} for row in rows]
    before = folder / f"page_{page - 1:08d}.json"
    if kept and before.exists() and json.loads(before.read_text(encoding="utf-8")) == kept:
        raise PullFailed("lake.pull_same_page", address=source.place, page=page, before=page - 1)
    _write(folder / f"page_{page:08d}.json", kept)
    full = min(source.page_size, known.get("full", len(rows)))
    known |= {"next_page": page + 1, "full": full, "complete": len(rows) < full or not rows}
    _write(folder / STATE, known)


def _take_away(folder: Path) -> None:
    """The state first: pages without one are never resumed from."""
    for each in (folder / STATE, *folder.glob("page_*.json")):
        each.unlink(missing_ok=True)


def _agreed(folder: Path, source: RestSource, mapping: ColumnMapping, now: datetime) -> dict[str, Any]:
    """The state of a pull under way; another source, query or mapping begins anew, and so does one of days ago."""
    asked = {"address": source.address, "query": dict(source.query), "size": source.page_size}
    asked |= {"columns": dict(mapping.columns), "names": [source.page_name, source.size_name, source.records_key]}
    state = folder / STATE
    if state.exists():
        known: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        if known["asked"] == asked and now - datetime.fromisoformat(known["begun"]) < RESUME_WITHIN:
            return known
    _take_away(folder)
    return {"asked": asked, "begun": now.isoformat(), "next_page": source.first_page, "complete": False}


def fetch_page(source: RestSource, page: int, sleep: Callable[[float], None] = time.sleep) -> list[dict[str, Any]]:
    """One page of records. Raises ``PullFailed`` after ``tries``."""
    asked = {**source.query, source.page_name: str(page), source.size_name: str(source.page_size)}
    joint = "&" if urlsplit(source.address).query else "?"
    request = Request(  # noqa: S310 (scheme checked in RestSource)
        f"{source.address}{joint}{urlencode(asked)}", headers={"Accept": "application/json", **source.headers}
    )
    status: object = None
    for attempt in range(source.tries):
        if attempt:
            sleep(source.wait_s * 2 ** (attempt - 1))
        try:
            with _open(request, timeout=source.timeout_s) as answer:
                return _records(answer.read(LARGEST_PAGE + 1), source, page)
        except HTTPError as error:
            status = error.code
            if error.code != 429 and error.code < 500:
                break
        except (URLError, HTTPException, OSError) as error:
            status = type(error).__name__
    raise PullFailed("lake.pull_failed", address=source.place, status=status, page=page)


def _records(content: bytes, source: RestSource, page: int) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
        found = answer[source.records_key] if source.records_key else answer
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise PullFailed("lake.pull_not_records", address=source.place, page=page)
    return found


def _import(
    store: RecordStore, pages: list[Path], mapping: ColumnMapping, options: ImportOptions, source: RestSource
) -> ImportReport:
    digest = hashlib.sha256()
    first: list[dict[str, Any]] = []
    for each in pages:
        content = each.read_bytes()
        digest.update(content)
        first = first or json.loads(content)
    headers = tuple(mapping.columns)
    proposal = confirm(mapping, _sample(headers, first), options.layout, options.setting)
    return import_batches(
        store,
        lambda: _batches(pages, mapping),
        dict(mapping.columns),
        options,
        proposal=proposal,
        sha256=digest.hexdigest(),
        file_name=source.place.partition("://")[2],
        in_python=False,
    )


def _sample(headers: tuple[str, ...], rows: list[dict[str, Any]]) -> Sample:
    shown = [[row.get(name) for name in headers] for row in rows[:SAMPLE_ROWS]]
    return Sample(headers, tuple(tuple(None if cell is None else str(cell) for cell in row) for row in shown), 0)


def _batches(pages: list[Path], mapping: ColumnMapping) -> Iterator[RawBatch]:
    begins = 1
    for at, page in enumerate(pages, start=1):
        rows = json.loads(page.read_text(encoding="utf-8"))
        flat = (None if any(isinstance(cell, dict | list) for cell in row.values()) else row for row in rows)
        yield records_batch(flat, mapping.columns, begins, at / len(pages))
        begins += len(rows)


def _write(path: Path, content: object) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
