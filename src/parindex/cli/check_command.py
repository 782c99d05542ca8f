"""``check``: results as printed, held against themselves."""

from __future__ import annotations

from pathlib import Path

import click

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import UNREADABLE, Stop, of_table, problem
from parindex.cli.sources import read_file
from parindex.cli.words import HelpText, Key, ProblemCode
from parindex.engine.checks import Finding, check_printed_ranks, check_printed_results
from parindex.engine.tables import PrintedTable, TableRefused, read_printed_results
from parindex.wording import Language, sentence

_COLUMNS = (
    Column(Key.SEVERITY, word="cli.severity"),
    Column(Key.SUBJECT),
    Column(Key.CODE),
    Column(Key.TEXT),
    Column(Key.CAUSE),
    Column(Key.REPAIR),
    Column(Key.VALUES),
)


@command("check", HelpText.CHECK)
@click.argument("printed")
def check(setting: Setting, printed: str) -> Reply:
    """Findings in results as printed; none is applied."""
    language = setting.language
    table = _read(printed, language)
    results, ranks = table.results, table.ranks
    if not results:
        problems = [*of_table(table.faults, language), problem(ProblemCode.NO_RESULTS, language, file=printed)]
        raise Stop(problems, UNREADABLE)
    findings = [finding for result in results for finding in check_printed_results(result)]
    findings += check_printed_ranks(ranks)
    rows = [_row(finding, language) for finding in findings]
    facts = ((Column(Key.UNITS), len(results)), (Column(Key.FINDINGS), len(findings)))
    columns = _COLUMNS if setting.form == "json" else _COLUMNS[:-1]
    shown = [row[: len(columns)] for row in rows]
    answer = Answer(facts, (Table(Key.LINES, columns, shown),))
    return Reply(answer, tuple(of_table(table.faults, language)), found=bool(findings))


def _read(printed: str, language: Language) -> PrintedTable:
    try:
        return read_printed_results(read_file(printed, language), file_name=Path(printed).name)
    except TableRefused as refused:
        raise Stop(of_table(refused.faults, language), UNREADABLE) from refused


def _row(finding: Finding, language: Language) -> tuple[object, ...]:
    cause = None
    if finding.cause is not None:
        cause = sentence(f"cause.{finding.cause}", finding.cause_values, language)
    return (
        finding.severity,
        finding.subject,
        finding.code,
        sentence(f"finding.{finding.code}", finding.figures, language),
        cause,
        finding.repair,
        dict(finding.figures),
    )
