"""A REST source of dossiers: where it is, how it pages, one page of it. Bounded in size and time; never redirected."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes."""
PIECE = 1 << 16
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
    """Without a byte."""
    page_s: float = 300.0
    """For a whole page: a source that sends byte after byte would otherwise never end."""
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
                return _records(_content(answer, source, page), source, page)
        except HTTPError as error:
            status = error.code
            if error.code != 429 and error.code < 500:
                break
        except (URLError, HTTPException, OSError) as error:
            status = type(error).__name__
    raise PullFailed("lake.pull_failed", address=source.place, status=status, page=page)


class _Readable(Protocol):
    def read1(self, amount: int, /) -> bytes: ...


def _content(answer: _Readable, source: RestSource, page: int) -> bytes:
    """All that is sent. Raises ``PullFailed`` when it is too much, ``TimeoutError`` when it takes too long."""
    ends, pieces, size = time.monotonic() + source.page_s, [], 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_PAGE:
            raise PullFailed(
                "lake.pull_page_too_large", address=source.place, page=page, megabytes=LARGEST_PAGE // 2**20
            )
        if time.monotonic() > ends:
            raise TimeoutError
    return b"".join(pieces)


def _records(content: bytes, source: RestSource, page: int) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
        found = answer[source.records_key] if source.records_key else answer
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise PullFailed("lake.pull_not_records", address=source.place, page=page)
    return found
