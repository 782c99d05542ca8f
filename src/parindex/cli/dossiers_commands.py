"""``dossiers``: simulated one-stop dossiers, and exports into the record store."""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import wraps
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import FOUND, UNREADABLE, Stop, problem, stop
from parindex.cli.shape import OwnWordsGroup
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.tables.layouts import Layout
from parindex.engine.tables.row_checks import Reason
from parindex.engine.tables.rows import fold
from parindex.engine.working_days import WorkingCalendar, calendar_of
from parindex.lake.cell_forms import reason_values
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.declared import Declared, shipped_policies
from parindex.lake.events_applied import Applied
from parindex.lake.exports import write_csv_export
from parindex.lake.generate import Simulation, simulate
from parindex.lake.imports import (
    AlreadyImported,
    ImportOptions,
    ImportReport,
    import_file,
    propose_mapping,
)
from parindex.lake.mapping import (
    EVENTS,
    ColumnMapping,
    MappingRefused,
    Proposal,
    dossier_layout,
    event_layout,
    layout_of,
    load_mapping,
    save_mapping,
)
from parindex.lake.raw_rows import FileUnreadable
from parindex.lake.store import StoreBusy, StoreSetting, create_store
from parindex.wording import Language, sentence

RULEBOOKS = files("parindex") / "rulebooks"
CALENDAR_YEARS = (2009, 2031)
DAY = click.DateTime(["%Y-%m-%d"])
POLICIES = tuple(sorted({each.code for each in shipped_policies()}))
"""Ways of counting that may be named; without one the law counts."""


@click.group("dossiers", cls=OwnWordsGroup, help=help_text(HelpText.DOSSIERS))
def dossiers() -> None:
    """Commands about one-stop dossiers."""


@command("generate", HelpText.DOSSIERS_GENERATE)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rows", type=click.IntRange(min=1), default=10_000, show_default=True, help=help_text(HelpText.ROWS))
@click.option("--seed", type=int, default=1, show_default=True, help=help_text(HelpText.SEED))
@click.option("--units-of", default="68", show_default=True, help=help_text(HelpText.UNITS_OF))
@click.option("--from", "first", type=DAY, default="2025-11-15", help=help_text(HelpText.FIRST_DAY))
@click.option("--to", "last", type=DAY, default="2026-11-14", help=help_text(HelpText.LAST_DAY))
def generate(
    setting: Setting, out: Path, rows: int, seed: int, units_of: str, first: datetime, last: datetime
) -> Reply:
    """Write simulated dossiers: Parquet of records, or a CSV as a portal exports it."""
    units = tuple(sorted(set(units_below(units_of).values()) - {units_of}))
    if not units:
        stop(ProblemCode.UNKNOWN_UNIT, setting.language, unit=units_of)
    wanted = Simulation(rows, units, units_of, first.date(), last.date(), seed)
    try:
        if out.suffix.lower() == ".csv":
            with TemporaryDirectory() as folder:
                parquet = Path(folder) / "records.parquet"
                _write_parquet(wanted, parquet)
                write_csv_export([str(parquet)], out, dossier_layout())
        else:
            _write_parquet(wanted, out)
    except OSError as error:
        stop(ProblemCode.CANNOT_WRITE, setting.language, path=str(out), reason=error.strerror or "")
    return Reply(Answer(((Column(Key.FILE), str(out)), (Column(Key.ROWS), rows), (Column(Key.SIMULATED), True))))


def _write_parquet(wanted: Simulation, path: Path) -> None:
    with pq.ParquetWriter(path, RECORD_SCHEMA, compression="zstd", compression_level=1) as writer:
        for batch in simulate(wanted):
            writer.write_table(pa.Table.from_batches([batch]))


@dataclass(frozen=True, slots=True)
class HowToImport:
    """What ``import_options`` were given."""

    source: str
    pairs: tuple[str, ...]
    confirm: bool
    units_of: str | None
    policy: str | None
    simulated: bool

    def options(self, language: Language) -> ImportOptions:
        """For dossiers, now."""
        return ImportOptions(
            self.source,
            datetime.now(UTC),
            dossier_layout(),
            units_below(self.units_of) if self.units_of else None,
            working_calendar(),
            self.simulated,
            language,
            declared=(Declared(date.min, self.policy),) if self.policy else (),
        )


def import_options(function: Callable[..., Reply]) -> Callable[..., Reply]:
    """Options of every command that brings dossiers in; the command gets them as ``how``."""

    @wraps(function)
    def given(*args: object, **kwargs: Any) -> Reply:
        how = HowToImport(*(kwargs.pop(name) for name in HowToImport.__slots__))
        return function(*args, how=how, **kwargs)

    for option in reversed(
        (
            click.option("--source", required=True, help=help_text(HelpText.SOURCE)),
            click.option("--map", "pairs", multiple=True, metavar="CỘT=TRƯỜNG", help=help_text(HelpText.MAP)),
            click.option("--confirm", is_flag=True, help=help_text(HelpText.CONFIRM)),
            click.option("--units-of", help=help_text(HelpText.UNITS_KNOWN)),
            click.option("--policy", type=click.Choice(POLICIES), help=help_text(HelpText.POLICY)),
            click.option("--simulated", is_flag=True, help=help_text(HelpText.SIMULATED_RECORDS)),
        )
    ):
        given = option(given)
    return given


@command("import", HelpText.DOSSIERS_IMPORT)
@click.argument("store")
@click.argument("export", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--events", is_flag=True, help=help_text(HelpText.EVENTS))
@import_options
def import_dossiers(setting: Setting, store: str, export: Path, events: bool, how: HowToImport) -> Reply:
    """Propose what the file is and a mapping; with ``--confirm``, or a mapping confirmed before, import."""
    language = setting.language
    if not export.exists():
        stop(ProblemCode.NO_FILE, language, path=str(export), reason=os.strerror(errno.ENOENT))
    options = how.options(language)
    kept = Path(store) / "mappings"
    try:
        layouts = (event_layout(),) if events else (dossier_layout(), event_layout())
        options = replace(options, layout=layout_of(export, layouts, options.setting))
        if options.layout.layout == EVENTS:
            kept = kept / EVENTS
        _, proposal = propose_mapping(export, options.layout, options.setting)
        saved = load_mapping(kept, how.source)
        mapping = chosen(saved or proposal.mapping, how.pairs)
        if saved is None and not how.confirm:
            return Reply(proposed(proposal, mapping, options.layout, language), found=True)
        report = import_file(create_store(StoreSetting(store)), export, mapping, options)
        save_mapping(kept, how.source, mapping)
    except (FileUnreadable, MappingRefused) as refused:
        raise Stop([problem(refused.code, language, **refused.values)], UNREADABLE) from refused
    except AlreadyImported as refused:
        stop("lake.already_imported", language, exit_code=FOUND, batch=refused.batch_id)
    except StoreBusy:
        stop("lake.busy", language, exit_code=FOUND)
    return Reply(imported(report, options.layout, language), found=report.entry.rejected > 0)


def chosen(mapping: ColumnMapping, pairs: tuple[str, ...]) -> ColumnMapping:
    """The mapping with ``header=column`` laid over it; ``header=`` leaves a column out."""
    columns = dict(mapping.columns)
    for pair in pairs:
        header, _, column = pair.rpartition("=")
        columns = {each: name for each, name in columns.items() if name != column and each != header}
        if column:
            columns[header] = column
    return replace(mapping, columns=columns)


def proposed(proposal: Proposal, mapping: ColumnMapping, layout: Layout, language: Language) -> Answer:
    """How the columns would be read, for a person to confirm."""
    rows = [
        (
            each.header,
            mapping.columns.get(each.header),
            each.confidence,
            Shown(each.reasons, "; ".join(sentence(reason, language=language) for reason in each.reasons)),
        )
        for each in proposal.columns
    ]
    columns = (Column(Key.HEADER), Column(Key.COLUMN), Column(Key.CONFIDENCE), Column(Key.REASON))
    note = sentence("cli.note.confirm_mapping", language=language)
    facts = ((Column(Key.LAYOUT), layout.title), (Column(Key.MISSING), proposal.missing))
    return Answer(facts, (Table(Key.MAPPING, columns, rows),), (note,))


def imported(report: ImportReport, layout: Layout, language: Language) -> Answer:
    """What an import did, and why rows were refused."""
    entry = report.entry

    def why(reason: Reason) -> Shown:
        return Shown(reason.code, sentence(reason.code, reason_values(layout, reason.column, None), language))

    facts: tuple[tuple[Column, object], ...] = (
        (Column(Key.BATCH), entry.batch_id),
        (Column(Key.ROWS), entry.rows),
        (Column(Key.GOOD), entry.good),
        (Column(Key.REJECTED), entry.rejected),
        (Column(Key.INSERTED), entry.inserted),
        (Column(Key.UPDATED), entry.updated),
        (Column(Key.STORE_VERSION), entry.version),
        (Column(Key.REJECTS), str(report.rejects) if report.rejects else None),
        (Column(Key.PERSONAL_COLUMNS), report.personal_columns),
        (Column(Key.IGNORED_COLUMNS), report.ignored_columns),
        *_applied(report.applied, language),
    )
    rows = [
        (why(reason), reason.column, count)
        for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1])
    ]
    return Answer(facts, (Table(Key.REASONS, (Column(Key.REASON), Column(Key.COLUMN), Column(Key.COUNT)), rows),))


def _applied(applied: Applied | None, language: Language) -> tuple[tuple[Column, object], ...]:
    """What changes of state did to their dossiers; nothing where none counts."""
    if applied is None:
        return ()
    refused = [f"{sentence(code, language=language)}: {count}" for code, count in applied.extensions_refused.items()]
    return (
        (Column(Key.COMPLETED), applied.dossiers),
        (Column(Key.STATES_DIFFER), applied.states_differ),
        (Column(Key.POLICY), "; ".join(f"{each.title}: {each.dossiers}" for each in applied.policies)),
        (Column(Key.EXTENSIONS_REFUSED), refused),
    )


def units_below(code: str) -> Mapping[str, str]:
    """Folded code or name → code of a province and its communes; a name that two units bear is left out."""
    text = (RULEBOOKS / "units" / "vn_units_2026.csv").read_text(encoding="utf-8-sig")
    found: dict[str, str] = {}
    twice: set[str] = set()
    for row in csv.DictReader(text.splitlines()):
        if code not in (row["code"], row["parent_code"]):
            continue
        found[fold(row["code"])] = row["code"]
        for name in (fold(row["name"]), fold(f"UBND {row['name']}")):
            twice |= {name} if name in found else set()
            found[name] = row["code"]
    return {name: unit for name, unit in found.items() if name not in twice}


def working_calendar() -> WorkingCalendar:
    """The shipped calendar over all years that a dossier may lie in."""
    content = (RULEBOOKS / "calendars" / "vn" / "working_calendar.yaml").read_bytes()
    return calendar_of(content, first_year=CALENDAR_YEARS[0], last_year=CALENDAR_YEARS[1])


dossiers.add_command(generate)
dossiers.add_command(import_dossiers)
