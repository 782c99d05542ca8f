"""``replay``, and the canonical file of ``score --canonical``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from parindex import __version__
from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import FOUND, UNREADABLE, Stop, of_rulebook, of_table, problem, stop
from parindex.cli.sources import Round, read_file
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.composite.canonical_results import PeerGroup, canonical_results, results_hash
from parindex.engine.composite.result_changes import UnitChange, compare_results
from parindex.engine.rulebook.faults import RulebookRefused
from parindex.engine.tables.open_data import OpenRound, peer_groups
from parindex.engine.tables.open_data_replay import PackageRefused, read_units, replay
from parindex.wording import Language


def canonical_file(asked: Round, units: str | None, group: str | None) -> bytes:
    """The canonical results file of a round; ``units`` names a ``units.csv``, else all units stand in one group.

    Raises ``Stop`` for a file of units that cannot be read.
    """
    groups = [PeerGroup("all", asked.figures, set_group=group or "")]
    if units is not None:
        try:
            listed = read_units(read_file(units, asked.language))
        except PackageRefused as refused:
            raise Stop([problem(refused.code, asked.language, **refused.values)], UNREADABLE) from refused
        groups = peer_groups(OpenRound(asked.criteria_set, asked.compiled.year, listed, asked.figures))
    return canonical_results(asked.criteria_set, groups, year=asked.compiled.year, engine_version=__version__)


@command("replay", HelpText.REPLAY)
@click.argument("package")
@click.option("--out", metavar="FILE.json", help=help_text(HelpText.RESULTS_OUT))
def replay_command(setting: Setting, package: str, out: str | None) -> Reply:
    """Recompute a published package and compare every byte."""
    content = read_file(package, setting.language)
    try:
        again = replay(content)
    except PackageRefused as refused:
        faults = of_table(refused.faults, setting.language)
        raise Stop([*faults, problem(refused.code, setting.language, **refused.values)], UNREADABLE) from refused
    except RulebookRefused as refused:
        raise Stop(of_rulebook(refused.faults, setting.language), FOUND) from refused
    if out is not None:
        _write(out, again.results, setting.language)
    facts = (
        (Column(Key.AGREES), again.agrees),
        (Column(Key.ENGINE), again.engine_version),
        (Column(Key.SET_HASH), again.set_hash),
        (Column(Key.FIGURES_HASH), again.figures_hash),
        (Column(Key.RESULTS_HASH), results_hash(again.results)),
        (Column(Key.PUBLISHED_HASH), results_hash(again.published)),
    )
    changes = _changes(again.published, again.results)
    return Reply(Answer(facts, (_table(changes),) if changes else ()), found=not again.agrees)


def _changes(published: bytes, recomputed: bytes) -> tuple[UnitChange, ...]:
    try:
        return compare_results(published, recomputed).units
    except (ValueError, KeyError, TypeError):
        return ()  # the published file is no results file at all; the hashes tell that it differs


def _table(changes: Iterable[UnitChange]) -> Table:
    columns = (
        Column(Key.UNIT),
        Column(Key.POINTS_BEFORE, "points"),
        Column(Key.POINTS_AFTER, "points"),
        Column(Key.INDEX_BEFORE, "index"),
        Column(Key.INDEX_AFTER, "index"),
        Column(Key.RANK_BEFORE),
        Column(Key.RANK_AFTER),
        Column(Key.LEAVES),
    )
    rows = []
    for each in changes:
        was, now = each.before, each.after
        rows.append(
            (
                each.unit,
                was and was.points,
                now and now.points,
                was and was.index,
                now and now.index,
                was and was.place,
                now and now.place,
                ", ".join(leaf.leaf for leaf in each.leaves),
            )
        )
    return Table(Key.RESULT_CHANGES, columns, rows)


def _write(out: str, content: bytes, language: Language) -> None:
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        stop(ProblemCode.CANNOT_WRITE, language, path=out, reason=error.strerror or str(error))
