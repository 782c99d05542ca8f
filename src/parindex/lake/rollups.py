"""Stored roll-ups: Delta tables of movements, kept by received month, so that a delta refreshes only what it touched.

Each write says, in the same commit, of which files of the store every month was summed and by which definition.
A month is summed again when its files are others, or the definition is; nothing else is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError
from ibis.backends import BaseBackend
from ibis.expr.types import Table

from parindex.lake import backends
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.movements import CUBES, Cube, DueDate, Measure, counted_once, movements

_SUMMED_OF = "parindex.summed_of"
_DEFINITION = "parindex.definition"
MONTHS_AT_ONCE = 12
"""Months summed in one go: bounds the memory of a first roll-up of many years."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the figures mean, besides the rows: which due date counts, which source counts when several hold a code."""

    due: DueDate = DueDate.ORIGINAL
    precedence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did to one roll-up."""

    cube: str
    months: tuple[str, ...]
    rows: int
    version: int


def refresh(
    *,
    files: Mapping[str, Sequence[str]],
    root: str,
    policy: Policy = Policy(),
    engine: BaseBackend | None = None,
    storage_options: Mapping[str, str] | None = None,
    said: Callable[[str, int, int], None] | None = None,
    sources: Sequence[str] = (),
) -> tuple[Refreshed, ...]:
    """Bring every roll-up under ``root`` up to date with the store.

    ``files``: received month → the store's current files of it. ``sources``: those that the store holds; with more
    than one, a dossier of two portals counts once, and every month is summed again, as its rows may count elsewhere.
    ``said(cube, done, of)``: progress by month.
    """
    own = engine or backends.duckdb_engine()
    try:
        return tuple(_refresh_one(cube, files, root, policy, own, storage_options, said, sources) for cube in CUBES)
    finally:
        if engine is None:
            own.disconnect()


def rollup_in(
    engine: BaseBackend, root: str, cube: Cube, *, storage_options: Mapping[str, str] | None = None
) -> Table | None:
    """A stored roll-up as a table of ``engine``; None before the first refresh."""
    table = _table(root, cube, storage_options)
    if table is None or not table.file_uris():
        return None
    return backends.records_in(engine, table.file_uris(), schema=RECORD_SCHEMA, storage_options=storage_options)


def fresh_rollup(
    engine: BaseBackend,
    root: str,
    cube: Cube,
    files: Mapping[str, Sequence[str]],
    policy: Policy,
    sources: Sequence[str],
    *,
    storage_options: Mapping[str, str] | None = None,
) -> Table | None:
    """A stored roll-up that was summed of just these files, by this policy; None where there is no such one.

    What is judged and what is read are the same version of the roll-up, also while an import refreshes it.
    """
    table = _table(root, cube, storage_options)
    wanted = {month: signature(paths) for month, paths in files.items()}
    if table is None or _summed_of(table, definition_of(cube, policy, sources)) != wanted or not table.file_uris():
        return None
    return backends.records_in(engine, table.file_uris(), schema=RECORD_SCHEMA, storage_options=storage_options)


def version_of(root: str, cube: Cube, *, storage_options: Mapping[str, str] | None = None) -> int | None:
    """The version of a stored roll-up; changes exactly when its figures may have changed."""
    table = _table(root, cube, storage_options)
    return None if table is None else int(table.version())


def signature(files: Sequence[str]) -> str:
    """Tells whether a month's files are still the same ones."""
    names = sorted(each.rsplit("/", 1)[-1] for each in files)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def definition_of(cube: Cube, policy: Policy, sources: Sequence[str]) -> str:
    """Changes when the roll-up's columns or their meaning do; the name of an only source means nothing."""
    several = sorted(sources) if len(sources) > 1 else []
    said = [cube.name, cube.grain, cube.keys, list(Measure), policy.due, policy.precedence, several, 2]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _refresh_one(
    cube: Cube,
    files: Mapping[str, Sequence[str]],
    root: str,
    policy: Policy,
    engine: BaseBackend,
    storage_options: Mapping[str, str] | None,
    said: Callable[[str, int, int], None] | None,
    sources: Sequence[str],
) -> Refreshed:
    wanted = {month: signature(paths) for month, paths in files.items()}
    definition = definition_of(cube, policy, sources)
    standing = _summed_of(_table(root, cube, storage_options), definition)
    stale = sorted(month for month in wanted.keys() | standing.keys() if wanted.get(month) != standing.get(month))
    if stale and len(sources) > 1:
        stale = sorted(wanted.keys() | standing.keys())
    step = len(stale) if len(sources) > 1 else MONTHS_AT_ONCE
    rows = 0
    for start in range(0, len(stale), max(step, 1)):
        months = stale[start : start + step]
        records = backends.records_in(
            engine,
            [path for month in months for path in files.get(month, ())],
            schema=RECORD_SCHEMA,
            storage_options=storage_options,
        )
        if len(sources) > 1:
            records = counted_once(records, policy.precedence)
        summed = movements(records, cube, due=policy.due).to_pyarrow()
        standing = {month: was for month, was in standing.items() if month not in months}
        standing |= {month: wanted[month] for month in months if month in wanted}
        listed = ",".join(f"'{month}'" for month in months)
        write_deltalake(
            _place(root, cube),
            summed,
            mode="overwrite",
            predicate=f"{Name.RECEIVED_MONTH} IN ({listed})" if _table(root, cube, storage_options) else None,
            partition_by=[Name.RECEIVED_MONTH.value],
            storage_options=dict(storage_options) if storage_options else None,
            commit_properties=CommitProperties(
                custom_metadata={_SUMMED_OF: json.dumps(standing, sort_keys=True), _DEFINITION: definition}
            ),
        )
        rows += summed.num_rows
        if said is not None:
            said(cube.name, start + len(months), len(stale))
    version = version_of(root, cube, storage_options=storage_options)
    return Refreshed(cube.name, tuple(stale), rows, -1 if version is None else version)


def _summed_of(table: DeltaTable | None, definition: str) -> dict[str, str]:
    """Received month → signature of the files that it was summed of. Another definition: every month is stale."""
    if table is None:
        return {}
    last = commit_of(table)
    months: dict[str, str] = json.loads(last.get(_SUMMED_OF, "{}"))
    return months if last.get(_DEFINITION) == definition else dict.fromkeys(months, "")


def commit_of(table: DeltaTable) -> dict[str, Any]:
    """What was written with the version that ``table`` stands at. The log's newest entries may be later ones."""
    for newest in (1, 10, None):
        for commit in table.history(newest):
            if commit["version"] == table.version():
                return commit
    return {}


def _table(root: str, cube: Cube, storage_options: Mapping[str, str] | None) -> DeltaTable | None:
    try:
        return DeltaTable(_place(root, cube), storage_options=dict(storage_options) if storage_options else None)
    except TableNotFoundError:
        return None


def _place(root: str, cube: Cube) -> str:
    return f"{root}/{cube.name}" if "://" in root else str(Path(root) / cube.name)
