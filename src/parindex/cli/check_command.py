"""``check``: results and figures as printed, held against themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import UNREADABLE, Problem, Stop, of_table, problem
from parindex.cli.sources import read_file
from parindex.cli.words import HelpText, Key, ProblemCode
from parindex.engine.checks import (
    Finding,
    PrintedStatement,
    StatementFinding,
    StatementRefused,
    check_printed_ranks,
    check_printed_results,
    check_statement,
    read_statement,
)
from parindex.engine.tables import PrintedTable, TableRefused, read_printed_results
from parindex.wording import Language, sentence

_STATEMENT = b"parindex/printed-statement/"
_WORDS = (Column(Key.TEXT), Column(Key.CAUSE), Column(Key.REPAIR))
_WHERE = (Column(Key.SEVERITY, word="cli.severity"), Column(Key.SUBJECT))
_COLUMNS = {
    "table": (*_WHERE, *_WORDS),
    "csv": (*_WHERE, Column(Key.CODE), *_WORDS),
    "json": (*_WHERE, Column(Key.CODE), *_WORDS, Column(Key.VALUES)),
}
"""Codes are for programs: people read the sentence."""


@command("check", HelpText.CHECK)
@click.argument("printed")
def check(setting: Setting, printed: str) -> Reply:
    """Findings in results as printed; none is applied."""
    language = setting.language
    content = read_file(printed, language)
    if _STATEMENT in content:
        return _answer(setting, 1, check_statement(read_statement_or_stop(content, printed, language)))
    table = _read(content, printed, language)
    results, ranks = table.results, table.ranks
    if not results:
        problems = [*of_table(table.faults, language), problem(ProblemCode.NO_RESULTS, language, file=printed)]
        raise Stop(problems, UNREADABLE)
    findings = [finding for result in results for finding in check_printed_results(result)]
    findings += check_printed_ranks(ranks)
    return _answer(setting, len(results), findings, of_table(table.faults, language))


def _answer(
    setting: Setting,
    units: int,
    findings: Sequence[Finding | StatementFinding],
    problems: Sequence[Problem] = (),
) -> Reply:
    rows = [_row(finding, setting.language) for finding in findings]
    if setting.form == "table":
        rows = [row[:2] + row[3:-1] for row in rows]
    elif setting.form == "csv":
        rows = [row[:-1] for row in rows]
    facts = ((Column(Key.UNITS), units), (Column(Key.FINDINGS), len(findings)))
    answer = Answer(facts, (Table(Key.LINES, _COLUMNS[setting.form], rows),))
    return Reply(answer, tuple(problems), found=bool(findings))


def read_statement_or_stop(content: bytes, printed: str, language: Language) -> PrintedStatement:
    """Figures of a report with their identities. Raises ``Stop`` with every fault of the file."""
    try:
        return read_statement(content)
    except StatementRefused as refused:
        reasons = [
            sentence(f"statement_fault.{fault.code}", {"names": fault.names}, language) for fault in refused.faults
        ]
        faults = [problem(ProblemCode.BAD_STATEMENT, language, reason=reason) for reason in reasons]
        placed = [
            replace(told, place={"file": Path(printed).name, "path": fault.path}, value=fault.value or None)
            for told, fault in zip(faults, refused.faults, strict=True)
        ]
        raise Stop(placed, UNREADABLE) from refused


def _read(content: bytes, printed: str, language: Language) -> PrintedTable:
    try:
        return read_printed_results(content, file_name=Path(printed).name)
    except TableRefused as refused:
        raise Stop(of_table(refused.faults, language), UNREADABLE) from refused


def _subject(finding: Finding | StatementFinding) -> str:
    """Unit and part; the figure of a report is named by the sentence."""
    unit, _, part = finding.subject.rpartition("/")
    if isinstance(finding, StatementFinding):
        return unit
    return f"{unit} · {part}" if unit else part


def _row(finding: Finding | StatementFinding, language: Language) -> tuple[object, ...]:
    cause = None
    if finding.cause is not None:
        cause = sentence(f"cause.{finding.cause}", finding.cause_values, language)
    return (
        finding.severity,
        Shown(finding.subject, _subject(finding)),
        finding.code,
        sentence(f"finding.{finding.code}", finding.figures, language),
        cause,
        finding.repair,
        dict(finding.figures),
    )
