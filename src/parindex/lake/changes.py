"""What a write changed, kept beside the records: sums follow by adding the new rows and taking away the old ones.

A copy on write that changes few rows leaves them in a folder below ``changes``: rows that were put in, rows that were
taken away, and between which two states of the store. A state is told by the names of all its files, which are never
used twice; so a change that was never committed, or was undone, belongs to no way from one state to another. Everything
here may be deleted at any time: months are then summed anew from their records.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

FOLDER = "changes"
MOST_ROWS = 500_000
"""Rows of a write beyond which it is not worth while: the months are then summed anew."""
KEPT = 16
"""Newest writes that are kept; a refresh ordinarily follows each import."""
MOST_STEPS = 8
_STATED = "change.json"


class Way(NamedTuple):
    """From which state of the store to which, told by ``state_of``."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """Parquet files of the rows that a write put in and of those that it took away; the partition is in their path."""

    way: Way
    put: tuple[str, ...]
    taken: tuple[str, ...]


def signature(files: Sequence[str]) -> str:
    """Tells whether a month's files are still the same ones."""
    names = sorted(each.rsplit("/", 1)[-1] for each in files)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def state_of(signatures: Mapping[str, str]) -> str:
    """Tells whether a store is in the same state. ``signatures``: received month → signature of its files."""
    return hashlib.sha256(json.dumps(sorted(signatures.items())).encode()).hexdigest()[:32]


def keep_change(folder: Path, way: Way, put: Sequence[str], taken: Sequence[str]) -> None:
    """Move the files of a committed write below ``folder``; older writes than the last ``KEPT`` go.

    Files lie in a folder of their month (``received_month=…``). What is stated last makes the change count.
    """
    place = folder / uuid4().hex
    for kind, files in (("put", put), ("taken", taken)):
        for origin in files:
            target = place / kind / Path(origin).parent.name / Path(origin).name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(origin, target)
    place.mkdir(parents=True, exist_ok=True)
    stated = place / f"{_STATED}.new"
    stated.write_text(json.dumps(way._asdict()), encoding="ascii")
    os.replace(stated, place / _STATED)
    _forget(folder)


def changes_between(folder: Path, way: Way) -> tuple[Change, ...] | None:
    """The writes that led from one state to another, in their order; None where they are not all here.

    Backwards from the end: an undone write brings an old state back, from which several ways may begin, but a state
    is made by one write only. The way back from a write that was undone is the write itself, the other way round.
    """
    stated = [(each.parent, Way(**json.loads(each.read_text("ascii")))) for each in folder.glob(f"*/{_STATED}")]
    by_end = {told.after: Change(told, _files(place / "put"), _files(place / "taken")) for place, told in stated}
    found = _steps(by_end, way)
    if found is not None:
        return tuple(reversed(found))
    back = _steps(by_end, Way(way.after, way.before))
    return None if back is None else tuple(Change(Way(*each.way[::-1]), each.taken, each.put) for each in back)


def _steps(by_end: Mapping[str, Change], way: Way) -> list[Change] | None:
    """The last one first."""
    found: list[Change] = []
    at = way.after
    while at != way.before:
        if at not in by_end or len(found) == MOST_STEPS:
            return None
        found.append(by_end[at])
        at = by_end[at].way.before
    return found


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(str(each) for each in folder.glob("*/*.parquet")))


def _forget(folder: Path) -> None:
    """Keep the newest writes; one that was never stated belongs to a writer that was killed."""
    stated = sorted(folder.glob(f"*/{_STATED}"), key=lambda each: each.stat().st_mtime_ns)
    kept = {each.parent for each in stated[-KEPT:]}
    for place in folder.iterdir():
        if place not in kept:
            shutil.rmtree(place, ignore_errors=True)
