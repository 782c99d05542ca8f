"""A register of numbers: gaps, one number for two documents, dates out of the order of the numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Numbered:
    """One line of a register. ``day`` ``None``: not filled in yet."""

    number: int
    day: date | None
    title: str
    """Made comparable by whoever asks; empty for a blank slot."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers ``first`` to ``last`` (both included) of which nothing is known."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Register:
    """Places are those of the entries given, in the order of the numbers."""

    order: tuple[int, ...]
    gaps: tuple[Gap, ...]
    conflicts: frozenset[int]
    """Places of entries that share a number with another date or title."""
    out_of_order: frozenset[int]
    """Places of the fewest entries without which the dates never go back."""


def read_register(entries: Sequence[Numbered]) -> Register:
    """The register of one body, type and year. Numbers start at 1; after the last nothing is missing."""
    order = sorted(range(len(entries)), key=lambda at: (entries[at].number, entries[at].day or date.max, at))
    return Register(
        order=tuple(order),
        gaps=tuple(_gaps(entries[at].number for at in order)),
        conflicts=frozenset(_conflicts(entries)),
        out_of_order=frozenset(_out_of_order(entries, order)),
    )


def _gaps(numbers: Iterable[int]) -> list[Gap]:
    found, before = [], 0
    for number in numbers:
        if number > before + 1:
            found.append(Gap(before + 1, number - 1))
        before = max(before, number)
    return found


def _conflicts(entries: Sequence[Numbered]) -> set[int]:
    of_number: dict[int, list[int]] = {}
    for at, entry in enumerate(entries):
        of_number.setdefault(entry.number, []).append(at)
    found: set[int] = set()
    for places in of_number.values():
        days = {entries[at].day for at in places if entries[at].day}
        titles = {entries[at].title for at in places if entries[at].title}
        if len(places) > 1 and (len(days) > 1 or len(titles) > 1):
            found.update(places)
    return found


def _out_of_order(entries: Sequence[Numbered], order: Sequence[int]) -> set[int]:
    """All but a longest run of dates that never goes back (patience sorting)."""
    dated = [(day, at) for at in order if (day := entries[at].day) is not None]
    ends: list[date] = []
    last: list[int] = []
    before: list[int | None] = []
    for place, (day, _) in enumerate(dated):
        length = bisect_right(ends, day)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [day]
        last[length : length + 1] = [place]
    kept: set[int] = set()
    at = last[-1] if last else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return {entry for place, (_, entry) in enumerate(dated) if place not in kept}
