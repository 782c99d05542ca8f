"""Stored roll-ups: Delta tables of movements, kept by received month, so that a delta refreshes only what it touched.

Each write says, in the same commit, of which files of the store every month was summed and by which definition.
A month whose files are others is brought up to date by what the writes changed, where that is kept (``changes``); else
it is summed again, as all are when the definition is another. Both give the same rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError
from ibis.backends import BaseBackend
from ibis.expr.types import Table
from ibis.util import gen_name

from parindex.lake import backends
from parindex.lake.changes import Change, Way, changes_between, signature, state_of
from parindex.lake.columns import PARTITION, RECORD_SCHEMA, Name
from parindex.lake.differences import NotTheDifference, added, difference
from parindex.lake.movements import CUBES, Cube, DueDate, Measure, counted_once, movements

_SUMMED_OF = "parindex.summed_of"
_DEFINITION = "parindex.definition"
MONTHS_AT_ONCE = 4
"""Months summed in one go: bounds the memory of a first roll-up of many years."""
REFRESHING_MEMORY = "1GB"
ROWS_AT_ONCE = 100_000
"""Rows of a roll-up handed to its file at once."""


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
    by_difference: bool
    """What the writes changed was added; no month was summed again."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One refresh: what the store holds now, and how it is to be summed."""

    files: Mapping[str, Sequence[str]]
    root: str
    policy: Policy
    engine: BaseBackend
    storage_options: Mapping[str, str] | None
    said: Callable[[str, int, int], None] | None
    sources: Sequence[str]
    changes: Path | None

    @property
    def wanted(self) -> dict[str, str]:
        """Received month → signature of its files."""
        return {month: signature(paths) for month, paths in self.files.items()}

    @property
    def several(self) -> bool:
        """Whether a dossier may stand in two sources: then it counts once."""
        return len(self.sources) > 1


def refresh(
    *,
    files: Mapping[str, Sequence[str]],
    root: str,
    policy: Policy = Policy(),
    engine: BaseBackend | None = None,
    storage_options: Mapping[str, str] | None = None,
    said: Callable[[str, int, int], None] | None = None,
    sources: Sequence[str] = (),
    changes: Path | None = None,
) -> tuple[Refreshed, ...]:
    """Bring every roll-up under ``root`` up to date with the store.

    ``files``: received month → the store's current files of it. ``sources``: those that the store holds; with more
    than one, a dossier of two portals counts once, and every month is summed again, as its rows may count elsewhere.
    ``changes``: folder of what the last writes changed; with it only that is summed, where it tells the whole way.
    ``said(cube, done, of)``: progress by month.
    """
    own = engine or backends.duckdb_engine(memory=REFRESHING_MEMORY)
    work = _Work(files, root, policy, own, storage_options, said, sources, changes)
    try:
        return tuple(_refresh_one(cube, work) for cube in CUBES)
    finally:
        if engine is None:
            own.disconnect()


def rollup_in(
    engine: BaseBackend, root: str, cube: Cube, *, storage_options: Mapping[str, str] | None = None
) -> Table | None:
    """A stored roll-up as a table of ``engine``; None before the first refresh, and while an earlier version of the
    program wrote it and it lacks a measure."""
    table = _table(root, cube, storage_options)
    if table is None or not table.file_uris() or _lacks_a_measure(table):
        return None
    return backends.records_in(engine, table.file_uris(), schema=RECORD_SCHEMA, storage_options=storage_options)


def is_fresh(
    root: str,
    files: Mapping[str, Sequence[str]],
    policy: Policy,
    sources: Sequence[str],
    *,
    storage_options: Mapping[str, str] | None = None,
) -> bool:
    """Whether every roll-up was summed of just these files, by this policy and this version of the program."""
    wanted = {month: signature(paths) for month, paths in files.items()}
    tables = ((cube, _table(root, cube, storage_options)) for cube in CUBES)
    return all(_summed_of(table, definition_of(cube, policy, sources)) == wanted for cube, table in tables)


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
    """The version of a stored roll-up; changes exactly when its figures may have changed. None where ``rollup_in``
    gives none."""
    table = _table(root, cube, storage_options)
    return None if table is None or _lacks_a_measure(table) else int(table.version())


def definition_of(cube: Cube, policy: Policy, sources: Sequence[str]) -> str:
    """Changes when the roll-up's columns or their meaning do; the name and the place of an only source mean nothing."""
    several = sorted(sources) if len(sources) > 1 else []
    precedence = policy.precedence if several else ()
    said = [cube.name, cube.grain, cube.keys, list(Measure), policy.due, precedence, several, 3]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _refresh_one(cube: Cube, work: _Work) -> Refreshed:
    table, wanted = _table(work.root, cube, work.storage_options), work.wanted
    standing = _summed_of(table, definition_of(cube, work.policy, work.sources))
    stale = sorted(month for month in wanted.keys() | standing.keys() if wanted.get(month) != standing.get(month))
    done = _by_difference(cube, work, standing, stale) if table is not None and stale else None
    months, rows = done or _summed_again(cube, work, standing, stale)
    version = version_of(work.root, cube, storage_options=work.storage_options)
    return Refreshed(cube.name, tuple(months), rows, -1 if version is None else version, done is not None)


def _by_difference(
    cube: Cube, work: _Work, standing: Mapping[str, str], stale: Sequence[str]
) -> tuple[list[str], int] | None:
    """Add what the writes changed. Months and rows written; None where it is not known, and nothing is written."""
    way = Way(state_of(standing), state_of(work.wanted))
    steps = changes_between(work.changes, way) if work.changes is not None else None
    if not steps:
        return None
    signed = _difference(cube, work, steps)
    if signed is None:
        return None
    changed = signed.select(Name.RECEIVED_MONTH.value).distinct().to_pyarrow().column(0).to_pylist()
    months = sorted({*stale, *changed})
    table = _table(work.root, cube, work.storage_options)
    paths = [path for path in table.file_uris() if _month_of(path) in months] if table else []
    stored = backends.records_in(work.engine, paths, schema=RECORD_SCHEMA) if paths else signed.limit(0)
    try:
        made = added(work.engine, stored, signed, cube)
    except NotTheDifference:
        return None
    rows = _write(cube, work, made, months, work.wanted)
    if work.said is not None:
        work.said(cube.name, len(months), len(months))
    return months, rows


def _difference(cube: Cube, work: _Work, steps: Sequence[Change]) -> Table | None:
    """The difference as a table of the engine; None where it cannot be told, or its files are going."""
    policy = work.policy
    found = difference(
        work.engine,
        steps,
        cube,
        due=policy.due,
        precedence=policy.precedence,
        several_sources=work.several,
        files=work.files,
    )
    try:
        return None if found is None else work.engine.create_table(gen_name("difference"), found, temp=True)
    except duckdb.IOException:
        return None


def _summed_again(cube: Cube, work: _Work, standing: dict[str, str], stale: list[str]) -> tuple[list[str], int]:
    """Sum the records of ``stale`` months, some at once; of all months at once with several sources, or where a measure
    is new: nobody reads a roll-up in which some months know it and others do not.
    """
    wanted, stored = work.wanted, _table(work.root, cube, work.storage_options)
    at_once = work.several or (stored is not None and _lacks_a_measure(stored))
    if stale and work.several:
        stale = sorted(wanted.keys() | standing.keys())
    step = max(len(stale), 1) if at_once else MONTHS_AT_ONCE
    rows = 0
    for start in range(0, len(stale), step):
        months = stale[start : start + step]
        paths = [path for month in months for path in work.files.get(month, ())]
        records = backends.records_in(work.engine, paths, schema=RECORD_SCHEMA, storage_options=work.storage_options)
        if work.several:
            records = counted_once(records, work.policy.precedence)
        standing = {month: was for month, was in standing.items() if month not in months}
        standing |= {month: wanted[month] for month in months if month in wanted}
        rows += _write(cube, work, movements(records, cube, due=work.policy.due), months, standing)
        if work.said is not None:
            work.said(cube.name, start + len(months), len(stale))
    return stale, rows


def _write(cube: Cube, work: _Work, summed: Table, months: Sequence[str], standing: Mapping[str, str]) -> int:
    """Replace ``months`` of a stored roll-up, in one commit that says of what all its months were summed. Rows."""
    written = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal written
        for batch in batches:
            written += batch.num_rows
            yield batch.cast(batches.schema)  # DuckDB sums wider than ibis says: unread, they would be other numbers

    listed = ",".join(f"'{month}'" for month in months)
    batches = summed.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE)
    definition = definition_of(cube, work.policy, work.sources)
    write_deltalake(
        _place(work.root, cube),
        pa.RecordBatchReader.from_batches(batches.schema, counted()),
        mode="overwrite",
        schema_mode="merge",  # a measure that was not known yet when the stored months were summed
        predicate=f"{Name.RECEIVED_MONTH} IN ({listed})" if _table(work.root, cube, work.storage_options) else None,
        partition_by=[Name.RECEIVED_MONTH.value],
        storage_options=dict(work.storage_options) if work.storage_options else None,
        commit_properties=CommitProperties(
            custom_metadata={_SUMMED_OF: json.dumps(standing, sort_keys=True), _DEFINITION: definition}
        ),
    )
    return written


def _month_of(path: str) -> str:
    return path.rsplit(f"{PARTITION}=", 1)[-1].split("/", 1)[0]


def _summed_of(table: DeltaTable | None, definition: str) -> dict[str, str]:
    """Received month → signature of the files that it was summed of. Another definition: every month is stale."""
    if table is None:
        return {}
    last = commit_of(table)
    months: dict[str, str] = json.loads(last.get(_SUMMED_OF, "{}"))
    return months if last.get(_DEFINITION) == definition else dict.fromkeys(months, "")


def _lacks_a_measure(table: DeltaTable) -> bool:
    return not {measure.value for measure in Measure} <= {field.name for field in table.schema().fields}


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
