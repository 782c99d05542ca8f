"""Pulls dossiers from a REST source page by page and goes on where it stopped.

Each page is kept on disk before the next is asked for, so an interrupted pull resumes with the next page. Only mapped,
non-personal fields are kept: a page is reduced to them before it is written. When the last page is there the pages are
imported as one batch, with the same checks as a file, and taken away.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from parindex.lake.imports import ImportOptions, ImportReport, import_batches
from parindex.lake.mapping import ColumnMapping, MappingRefused, confirm
from parindex.lake.raw_rows import RawBatch, Sample
from parindex.lake.reading import records_batch
from parindex.lake.store import RecordStore

LARGEST_PAGE = 64 * 1024 * 1024
STATE = "pull.json"


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
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise PullFailed("lake.pull_failed", address=self.address, status="scheme", page=self.first_page)


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
    known = _agreed(folder, source, mapping)
    page = int(known["next_page"])
    while not known["complete"]:
        if options.cancelled():
            raise PullFailed("lake.cancelled")
        rows = fetch_page(source, page)
        kept = [{header: row.get(header) for header in mapping.columns} for row in rows]
        _write(folder / f"page_{page:08d}.json", kept)
        page += 1
        known |= {"next_page": page, "complete": len(rows) < source.page_size}
        _write(folder / STATE, known)
    pages = sorted(folder.glob("page_*.json"))
    report = _import(store, pages, mapping, options, source)
    for each in (*pages, folder / STATE):
        each.unlink()
    return report


def _agreed(folder: Path, source: RestSource, mapping: ColumnMapping) -> dict[str, Any]:
    """The state of a pull under way; another source, query or mapping begins anew."""
    asked = {"address": source.address, "query": dict(source.query), "size": source.page_size}
    asked |= {"columns": dict(mapping.columns)}
    state = folder / STATE
    if state.exists():
        known: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        if known["asked"] == asked:
            return known
    for left in folder.glob("page_*.json"):
        left.unlink()
    return {"asked": asked, "next_page": source.first_page, "complete": False}


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
            with urlopen(request, timeout=source.timeout_s) as answer:  # noqa: S310
                return _records(answer.read(LARGEST_PAGE + 1), source, page)
        except HTTPError as error:
            status = error.code
            if error.code != 429 and error.code < 500:
                break
        except (URLError, HTTPException, OSError) as error:
            status = type(error).__name__
    raise PullFailed("lake.pull_failed", address=source.address, status=status, page=page)


def _records(content: bytes, source: RestSource, page: int) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
        found = answer[source.records_key] if source.records_key else answer
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise PullFailed("lake.pull_not_records", address=source.address, page=page)
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
    body = tuple(tuple(None if row[name] is None else str(row[name]) for name in headers) for row in first[:200])
    proposal = confirm(mapping, Sample(headers, body, 0), options.layout, options.setting)
    return import_batches(
        store,
        lambda: _batches(pages, mapping),
        dict(mapping.columns),
        options,
        proposal=proposal,
        sha256=digest.hexdigest(),
        file_name=urlsplit(source.address).netloc + urlsplit(source.address).path,
        in_python=False,
    )


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
