"""What differs between two canonical results files: since the vote, since the approval, since the last publication."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from parindex.engine.numbers.ranks import shown_rank

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's result as a canonical file tells it; None where it has none."""

    points: Decimal | None
    index: Decimal | None
    rank: int | None
    """As computed: 1 for a unit that stands alone, too."""
    band: str | None
    alone: bool = False
    """Whether nobody else of its peer group has a rank."""

    @property
    def place(self) -> int | None:
        """The rank as it is shown."""
        return shown_rank(self.rank, 1 if self.alone else None)


class LeafChange(NamedTuple):
    """A leaf whose points or maximum differ."""

    leaf: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit whose result differs. ``before`` or ``after`` is None for a unit that only one file has."""

    unit: str
    before: Standing | None
    after: Standing | None
    leaves: tuple[LeafChange, ...]


@dataclass(frozen=True, slots=True)
class ResultChanges:
    """Everything that differs; equal files give nothing."""

    head: tuple[str, ...]
    """Keys of the head that differ: ``criteria_set``, ``engine_version``, ``ranking`` …"""
    units: tuple[UnitChange, ...]

    def __bool__(self) -> bool:
        return bool(self.head or self.units)


def compare_results(before: bytes, after: bytes) -> ResultChanges:
    """Compare two canonical results files. Raises ``ValueError`` for bytes that are none."""
    if before == after:
        return ResultChanges((), ())
    old, new = _read(before), _read(after)
    head = tuple(key for key in sorted(old.keys() | new.keys()) if key != "groups" and old.get(key) != new.get(key))
    old_units, new_units = dict(_units(old)), dict(_units(new))
    units = [
        UnitChange(unit, _standing(was), _standing(now), tuple(_leaves(was, now)))
        for unit in sorted(old_units.keys() | new_units.keys())
        if (was := old_units.get(unit)) != (now := new_units.get(unit))
    ]
    return ResultChanges(head, tuple(units))


def standings(content: bytes) -> dict[str, Standing]:
    """Unit → result as the file tells it."""
    return {unit: standing for unit, about in _units(_read(content)) if (standing := _standing(about)) is not None}


def _read(content: bytes) -> Json:
    document = json.loads(content)
    if not isinstance(document, dict) or "groups" not in document:
        raise ValueError("not a canonical results file")
    return document


def _units(document: Json) -> Iterator[tuple[str, Json]]:
    for group in document["groups"]:
        for unit in group["units"]:
            yield unit["unit"], {**unit, "group": group["code"], "alone": group.get("placed") == 1}


def _standing(unit: Json | None) -> Standing | None:
    if unit is None:
        return None
    points, index = _decimal(unit.get("points")), _decimal(unit.get("index"))
    return Standing(points, index, unit.get("rank"), unit.get("class"), unit["alone"])


def _leaves(before: Json | None, after: Json | None) -> Iterator[LeafChange]:
    old = (before or {}).get("outcomes", {})
    new = (after or {}).get("outcomes", {})
    for leaf in sorted(old.keys() | new.keys()):
        was, now = old.get(leaf), new.get(leaf)
        if was != now:
            yield LeafChange(leaf, _decimal((was or {}).get("points")), _decimal((now or {}).get("points")))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
