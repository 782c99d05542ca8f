"""An export into the store: read, check, list rejects, bring the good rows in as the latest state, enter the register.

Nothing is written to the store before the last row was checked; a cancelled, failed or killed import leaves the last
good version. Staged rows hold no citizen's data; the staged files are taken away in every case.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from paths as quoted literals)

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from parindex.engine.tables.layouts import Layout
from parindex.engine.tables.row_checks import Reason, RowProblem, Setting
from parindex.engine.working_days import WorkingCalendar
from parindex.lake.catalogue_fields import FieldsInForce, with_fields
from parindex.lake.columns import EVENT_SCHEMA, LOCAL_HOURS, RECORD_SCHEMA
from parindex.lake.declared import Declared
from parindex.lake.engine_room import connection, named, quoted
from parindex.lake.evaluating import Evaluated, Origin, PythonEvaluator, SqlEvaluator, make_records
from parindex.lake.event_imports import brought_up_to_date, of_changes, possible_changes
from parindex.lake.event_rows import make_events
from parindex.lake.events import write_events
from parindex.lake.events_applied import Applied
from parindex.lake.mapping import EVENTS, ColumnMapping, Proposal, confirm, is_header_of, propose
from parindex.lake.preparing import tidy_cells
from parindex.lake.raw_rows import RawBatch, Sample, cell_texts
from parindex.lake.reading import read_ahead, read_batches, sample_file
from parindex.lake.register import BatchEntry, note_of, record, sha256_of, standing, store_is_whole
from parindex.lake.rejects import RejectsFile
from parindex.lake.repeated_codes import CODE_HASH, repeated_hashes
from parindex.lake.replacing import Written
from parindex.lake.store import RecordStore
from parindex.wording import Language

EXCEL_SIZE = 2 * 1024 * 1024
"""Bytes up to which a file is checked row by row in Python; both ways give the same."""
PLAIN_COLUMNS = ["record_code", "received_at", "due_at", "finished_at", "returned_at", "source_row"]
"""Columns whose values hardly repeat."""


class AlreadyImported(ValueError):
    """The same bytes were imported from this source before."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


class ImportCancelled(RuntimeError):
    """Someone stopped the import; the store is as before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is."""

    stage: str
    """pulling, checking, duplicates, writing."""
    rows: int
    share: float


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import is done."""

    source: str
    now: datetime
    """The moment of import, with its zone: nothing can be received later."""
    layout: Layout
    units: Mapping[str, str] | None = None
    """Folded name or code → code; None: any well-formed code."""
    calendar: WorkingCalendar | None = None
    simulated: bool = False
    language: Language = "vi"
    evaluator: str = "auto"
    """auto, python, sql."""
    delete_file: bool = False
    """Delete the export when the import is done (the portal's uploads)."""
    file_name: str | None = None
    progress: Callable[[Progress], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    declared: tuple[Declared, ...] = ()
    """Ways of counting that were declared for the source; the law where none holds."""
    fields: FieldsInForce = field(default_factory=dict)
    """By the catalogue of procedures; rows that say no field take theirs. Empty: none is filled in."""
    unit_names: Mapping[str, str] = field(default_factory=dict)
    """Code → name that ``units`` knows, for the file of rejected rows; a code without one stands for itself."""

    @property
    def setting(self) -> Setting:
        """What the checks need."""
        return Setting(self.now.astimezone(UTC).replace(tzinfo=None), LOCAL_HOURS, self.units)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``rows == entry.good + entry.rejected``."""

    entry: BatchEntry
    moved: int
    reasons: Mapping[Reason, int]
    personal_columns: tuple[str, ...]
    """Headers that were recognised as a citizen's data and not read."""
    ignored_columns: tuple[str, ...]
    rejects: Path | None
    seconds: float
    checking_seconds: float = 0.0
    applied: Applied | None = None
    """What changes of state did to their dossiers; None where no change counts for what was imported."""
    fields_filled: int = 0
    """Good rows that said no field and took it from the catalogue of procedures."""
    fields_differing: int = 0
    """Good rows whose field certainly is another one than the catalogue says; kept as the source writes it."""


@dataclass(slots=True)
class _Run:
    """One import under way."""

    options: ImportOptions
    work: Path
    rejects: RejectsFile
    origin: Origin
    rows: int = 0
    good: int = 0
    staged: list[str] = field(default_factory=list)
    fields_filled: int = 0
    fields_differing: int = 0

    @property
    def of_events(self) -> bool:
        """Whether rows are changes of state."""
        return self.options.layout.layout == EVENTS

    @property
    def schema(self) -> pa.Schema:
        """Of the staged rows."""
        return EVENT_SCHEMA if self.of_events else RECORD_SCHEMA


def import_file(store: RecordStore, path: Path, mapping: ColumnMapping, options: ImportOptions) -> ImportReport:
    """Import one export: dossiers, or their changes of state where ``options.layout`` is that of changes.

    Raises ``FileUnreadable``, ``MappingRefused``, ``AlreadyImported``, ``ImportCancelled``, ``StoreBusy``.
    """
    wanted = {header.strip() for header in mapping.columns}
    # the line that holds every header that was confirmed, whatever titles stand above it
    sample = sample_file(path, lambda cells: bool(wanted) and wanted <= {cell.strip() for cell in cells})
    proposal = confirm(mapping, sample, options.layout, options.setting)
    hashed = sha256_of(path)
    columns = dict(mapping.columns)
    report = import_batches(
        store,
        lambda: read_batches(path, sample, columns),
        columns,
        options,
        proposal=proposal,
        sha256=hashed,
        file_name=options.file_name or path.name,
        in_python=_in_python(path, options),
    )
    if options.delete_file:
        path.unlink()
    return report


def propose_mapping(
    path: Path, layout: Layout, setting: Setting, *, confirmed: Collection[str] = (), header_row: int | None = None
) -> tuple[Sample, Proposal]:
    """Look at a file and propose its mapping, for a person to confirm.

    ``confirmed``: headers confirmed before for the same source; ``header_row``: the line of the headers, where a person
    says so.
    """
    from_file = sample_file(path, lambda cells: is_header_of(layout, cells, confirmed), header_row)
    return from_file, propose(from_file, layout, setting)


def import_batches(
    store: RecordStore,
    batches: Callable[[], Iterator[RawBatch]],
    headers: Mapping[str, str],
    options: ImportOptions,
    *,
    proposal: Proposal,
    sha256: str,
    file_name: str,
    in_python: bool,
    newest_only: bool = False,
) -> ImportReport:
    """Import rows from anywhere. ``headers``: header → layout column, for the rejects file.

    ``newest_only``: the same content is refused only where it is the source's newest batch.
    """
    started = datetime.now(UTC)
    with store.writing():
        store_is_whole(store)
        before = [entry for entry in standing(store) if entry.source == options.source]
        for entry in before[-1:] if newest_only else before:
            if entry.sha256 == sha256:
                raise AlreadyImported(entry.batch_id)
        batch_id = f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
        work = store.work_folder() / f"import_{batch_id}"
        work.mkdir(parents=True)
        try:
            with RejectsFile(
                store.rejects_folder() / f"{batch_id}.csv",
                headers,
                options.layout,
                options.setting,
                options.language,
                options.unit_names,
            ) as rejects:
                run = _Run(options, work, rejects, _origin(options, batch_id))
                _check(run, batches(), in_python)
                staged = _possible_changes(run, store) if run.of_events else _without_duplicates(run)
                checked = datetime.now(UTC)
                entry = _entry(run, batch_id, sha256, file_name, store.version(), started)
                if run.of_events:
                    entry = of_changes(entry, staged[0])
                staged, applied = brought_up_to_date(store, run.work, staged, entry, options.calendar, options.declared)
                written = _write(store, staged, entry, options, run)
            entry = replace(entry, inserted=written.inserted, updated=written.updated, version=written.version)
            record(store, entry)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return ImportReport(
        entry,
        written.moved,
        dict(rejects.counts),
        tuple(each.header for each in proposal.columns if each.is_personal),
        tuple(each.header for each in proposal.columns if each.column is None and not each.is_personal),
        rejects.path if rejects.rows else None,
        (datetime.now(UTC) - started).total_seconds(),
        (checked - started).total_seconds(),
        applied,
        run.fields_filled,
        run.fields_differing,
    )


def _in_python(path: Path, options: ImportOptions) -> bool:
    if options.evaluator == "auto":
        return path.suffix.lower() in (".csv", ".txt", ".tsv", ".xlsx") and path.stat().st_size <= EXCEL_SIZE
    return options.evaluator == "python"


def _origin(options: ImportOptions, batch_id: str) -> Origin:
    return Origin(options.source, batch_id, options.simulated, LOCAL_HOURS, options.calendar)


def _entry(run: _Run, batch_id: str, sha256: str, file_name: str, version_before: int, started: datetime) -> BatchEntry:
    return BatchEntry(
        batch_id=batch_id,
        source=run.options.source,
        file_name=file_name,
        sha256=sha256,
        rows=run.rows,
        good=run.good,
        rejected=run.rejects.rows,
        inserted=0,
        updated=0,
        version_before=version_before,
        version=version_before + 1,
        simulated=run.options.simulated,
        started_at=started.isoformat(),
        reasons=[(reason.code, reason.column or "", count) for reason, count in run.rejects.counts.items()],
    )


def _write(store: RecordStore, staged: list[str], entry: BatchEntry, options: ImportOptions, run: _Run) -> Written:
    _stop_if_asked(options)
    options.progress(Progress("writing", run.rows, 1.0))
    if entry.good == 0:
        return Written(entry.version_before, 0, 0, 0)
    if run.of_events:
        # the changes first: they count from the transaction of the records on, which carries the batch
        new = write_events(store, Path(run.staged[0]))
        written = store.merge(staged, lambda _, updated: note_of(replace(entry, inserted=new, updated=updated)))
        return written._replace(inserted=new)
    return store.merge(staged, lambda inserted, updated: note_of(replace(entry, inserted=inserted, updated=updated)))


def _stop_if_asked(options: ImportOptions) -> None:
    if options.cancelled():
        raise ImportCancelled


def _check(run: _Run, batches: Iterator[RawBatch], in_python: bool) -> None:
    """Read and check every batch; good rows are staged as Parquet."""
    options = run.options
    stage = run.work / "checked.parquet"
    with connection(run.work / "spill") as opened:
        evaluator = (
            PythonEvaluator(options.layout, options.setting)
            if in_python
            else SqlEvaluator(opened, options.layout, options.setting)
        )
        dictionary = [name for name in run.schema.names if name not in PLAIN_COLUMNS]
        make = make_events if run.of_events else make_records
        with pq.ParquetWriter(stage, run.schema, compression="lz4", use_dictionary=dictionary) as writer:
            for raw in read_ahead(batches):
                _stop_if_asked(options)
                run.rejects.add_unread(raw.unreadable)
                run.rows += len(raw.unreadable)
                cells, batch = tidy_cells(raw, options.layout)
                if cells:
                    evaluated = evaluator.evaluate(cells, batch.rows)
                    _list_rejected(run, evaluated, cells)
                    writer.write_table(_with_fields(run, make(evaluated, run.origin)))
                    run.rows += len(batch.rows)
                    run.good += evaluated.good.num_rows
                options.progress(Progress("checking", run.rows, raw.done))
    run.staged = [str(stage)]


def _with_fields(run: _Run, rows: pa.Table) -> pa.Table:
    if run.of_events:
        return rows
    found = with_fields(rows, run.options.fields, run.origin.local_hours)
    run.fields_filled += found.filled
    run.fields_differing += found.differing
    return found.records


def _list_rejected(run: _Run, evaluated: Evaluated, cells: Mapping[str, pa.Array]) -> None:
    if not evaluated.rejected:
        return
    places = pa.array([each.at for each in evaluated.rejected])
    texts = {column: cell_texts(each.take(places)) for column, each in cells.items()}
    for at, each in enumerate(evaluated.rejected):
        run.rejects.add(each.row, each.reasons, {column: text[at] for column, text in texts.items()})


def _possible_changes(run: _Run, store: RecordStore) -> list[str]:
    """Changes that can be true of a dossier of the store; the others are refused."""
    _stop_if_asked(run.options)
    run.options.progress(Progress("duplicates", run.rows, 1.0))
    path, refused = possible_changes(store, run.work, run.staged[0], run.rejects, run.origin.local_hours)
    run.good -= refused
    run.staged = [path]
    return run.staged


def _without_duplicates(run: _Run) -> list[str]:
    """A code twice in a file: equal rows keep the first; of rows that differ nobody knows which holds: all refused."""
    _stop_if_asked(run.options)
    run.options.progress(Progress("duplicates", run.rows, 1.0))
    with connection(run.work / "spill") as opened:
        listed = ", ".join(map(quoted, run.staged))
        opened.execute(f"CREATE VIEW staged AS SELECT * FROM read_parquet([{listed}])")
        suspects = repeated_hashes(opened, run.good)
        if len(suspects) == 0:
            return run.staged
        opened.register("suspects", pa.table({"h": suspects}))
        content = ", ".join(named(name) for name in RECORD_SCHEMA.names if name != "source_row")
        opened.execute(
            f"""CREATE TABLE repeated AS WITH several AS (
                    SELECT *, row({content}) AS content FROM staged SEMI JOIN suspects ON {CODE_HASH} = h),
                groups AS (SELECT record_code, min(source_row) AS first, count(*) AS copies,
                    count(DISTINCT content) AS contents FROM several GROUP BY record_code)
                SELECT several.* EXCLUDE (content), contents > 1 AS differs FROM several JOIN groups USING (record_code)
                WHERE copies > 1 AND (contents > 1 OR source_row > first)"""
        )
        _list_repeated(run, opened)
        clean = str(run.work / "clean.parquet")
        opened.execute(
            f"""COPY (SELECT * FROM staged ANTI JOIN repeated USING (source_row))
                TO {quoted(clean)} (FORMAT parquet, COMPRESSION lz4_raw)"""
        )
        return [clean]


def _list_repeated(run: _Run, opened: duckdb.DuckDBPyConnection) -> None:
    reader = opened.execute("SELECT * FROM repeated ORDER BY source_row").to_arrow_reader(50_000)
    for batch in reader:
        rows: list[dict[str, Any]] = batch.to_pylist()
        texts = {
            column: run.rejects.as_written(column, batch.column(column), run.origin.local_hours)
            for column in run.rejects.headers.values()
        }
        for at, row in enumerate(rows):
            code = RowProblem.CONFLICTING if row["differs"] else RowProblem.DUPLICATE
            cells = {column: text[at] for column, text in texts.items()}
            run.rejects.add(int(row["source_row"]), (Reason(code, "record_code"),), cells)
        run.good -= len(rows)
