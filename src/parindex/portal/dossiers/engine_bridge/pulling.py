"""Dossiers from a source that answers by itself: its fields, its pages, its import. What the command line does, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from parindex.lake.imports import ImportOptions, ImportReport, Progress
from parindex.lake.mapping import ColumnMapping, Proposal
from parindex.lake.pull import Pulled, bring_in, gather, look
from parindex.lake.rest import PullFailed, RestSource
from parindex.lake.tokens import bearer, token_from_file, token_from_variable
from parindex.portal.dossiers.engine_bridge.importing import Wanted, layout, options_of, unit_words, with_saved
from parindex.portal.dossiers.engine_bridge.store import lake
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform import clock

VARIABLE = "PARINDEX_PULL_TOKEN_"
FOLDER = "pull_tokens"
LOOK_S, LOOK_TRIES = 15.0, 1
"""While a person waits for the first page."""

__all__ = [
    "PullFailed",
    "Pulled",
    "Service",
    "bring_in_pages",
    "fields_found",
    "gather_pages",
    "place_of",
    "token_place",
]


@dataclass(frozen=True, slots=True)
class Service:
    """A source as it was declared. ``token_from``: none, variable or file."""

    source: str
    address: str
    page_size: int
    page_name: str
    size_name: str
    first_page: int
    records_key: str
    token_from: str


def token_place(source: str, token_from: str) -> str:
    """Name of the variable, or path of the file under the var folder, from which the token is read; empty for none.

    It follows from the source's code, so that nobody has the token of another source, or another secret of the server,
    sent to an address of his own.
    """
    if token_from == "variable":  # noqa: S105 - where it comes from
        return VARIABLE + re.sub(r"[^A-Z0-9]", "_", source.upper())
    return f"{FOLDER}/{source}" if token_from == "file" else ""  # noqa: S105 - where it comes from


def place_of(service: Service) -> str:
    """Host and path, for people. Raises ``PullFailed`` for an address that is none."""
    return _rest(service, {}).place.partition("://")[2]


def fields_found(service: Service, units: Sequence[OrgUnitVersion], saved: Mapping[str, str] | None) -> Proposal:
    """What the fields of the first page are thought to be. Raises ``PullFailed``."""
    options = ImportOptions(service.source, clock.now(), layout(), unit_words(units))
    source = _rest(service, _headers(service), timeout_s=LOOK_S, page_s=LOOK_S, tries=LOOK_TRIES)
    return with_saved(look(source, options), saved)


def gather_pages(
    service: Service, wanted: Wanted, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> Pulled:
    """All pages onto this disk, going on where an earlier run stopped. Raises ``PullFailed``, ``MappingRefused``."""
    options = options_of(wanted, progress=progress, cancelled=cancelled)
    return gather(_rest(service, _headers(service)), ColumnMapping(wanted.columns), options, _folder(service))


def bring_in_pages(
    service: Service,
    wanted: Wanted,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    hashed: Callable[[str], object],
) -> ImportReport:
    """Import what was gathered. Raises what ``import_export`` raises."""
    options = options_of(wanted, progress=progress, cancelled=cancelled)
    source = _rest(service, {})
    return bring_in(lake(), source, ColumnMapping(wanted.columns), options, _folder(service), hashed)


def _rest(
    service: Service, headers: Mapping[str, str], *, timeout_s: float = 30.0, page_s: float = 300.0, tries: int = 3
) -> RestSource:
    return RestSource(
        service.address,
        service.page_size,
        service.page_name,
        service.size_name,
        service.first_page,
        service.records_key or None,
        headers,
        timeout_s=timeout_s,
        page_s=page_s,
        tries=tries,
    )


def _headers(service: Service) -> Mapping[str, str]:
    place = token_place(service.source, service.token_from)
    if not place:
        return {}
    from_file = service.token_from == "file"  # noqa: S105 - where it comes from
    return bearer(token_from_file(Path(settings.VAR) / place) if from_file else token_from_variable(place))


def _folder(service: Service) -> Path:
    return Path(settings.VAR) / "dossier_pulls" / service.source
