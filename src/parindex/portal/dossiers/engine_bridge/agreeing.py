"""Two portals held against each other: how many dossiers both have, one has, and which differ in what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from parindex.lake.agreement import Agreement, Comparison, compare_sources, list_codes
from parindex.portal.dossiers.engine_bridge.store import lake

__all__ = ["LISTED", "Agreement", "Comparison", "codes_of", "compared"]

LISTED = 50_000
"""Dossiers of one kind that a workbook lists."""


def compared(first: str, second: str) -> Comparison:
    """Counts over the newest version of the store; remembered under it."""
    store = lake()
    return _compared(f"{store.root}@{store.version()}", first, second)


Line = tuple[str, tuple[str, ...], int | None, int | None]


def codes_of(first: str, second: str, agreement: Agreement) -> Iterator[Line]:
    """Code, columns that differ, row in the file of each source; by code."""
    for row in list_codes(lake(), first, second, agreement, limit=LISTED).to_pylist():
        yield row["record_code"], tuple(row["differs"] or ()), row["first_row"], row["second_row"]


@lru_cache(32)
def _compared(version: str, first: str, second: str) -> Comparison:
    return compare_sources(lake(), first, second)
