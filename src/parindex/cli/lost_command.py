"""``lost``: the points-lost ledger."""

from __future__ import annotations

import click

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command, decimal_option, round_arguments, unit_option
from parindex.cli.sources import Round, read_round
from parindex.cli.values import number
from parindex.cli.words import HelpText, Key, help_text
from parindex.engine.composite.ledger import Ledger, LedgerGroup, LedgerLine, lost_points
from parindex.engine.composite.results import UnitResult
from parindex.wording import sentence

WAYS = ("field", "criterion", "leaf", "reason")


@command("lost", HelpText.LOST)
@round_arguments
@unit_option
@click.option("--by", type=click.Choice(WAYS), default="field", show_default=True, help=help_text(HelpText.LOST_BY))
@decimal_option("--printed-total", HelpText.PRINTED_TOTAL)
def lost(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    by: str,
    printed_total: str | None,
) -> Reply:
    """Where the points between the scale and the total went; adds up exactly."""
    asked = read_round(rulebook, figures, year, group, setting.language)
    result = asked.results[asked.one_unit(unit)]
    printed = None if printed_total is None else number(printed_total, "--printed-total", setting.language)
    ledger = lost_points(asked.criteria_set, result, printed_total=printed)
    facts = (
        (Column(Key.UNIT), ledger.unit),
        (Column(Key.SCALE, "points"), ledger.scale),
        (Column(Key.POINTS, "points"), ledger.points),
        (Column(Key.PRINTED_TOTAL, "points"), ledger.printed_total),
        (Column(Key.GAP, "points"), ledger.gap),
        (Column(Key.RECOVERABLE, "points"), ledger.recoverable),
    )
    table = _leaf_table(asked, ledger) if by == "leaf" else _group_table(asked, result, ledger, by)
    return Reply(Answer(facts, (table,)), tuple(asked.rejected))


def _group_table(asked: Round, result: UnitResult, ledger: Ledger, by: str) -> Table:
    groups = {"field": ledger.by_field, "criterion": ledger.by_criterion, "reason": ledger.by_reason}[by]()
    columns = (
        Column(Key.CODE),
        Column(Key.TITLE),
        Column(Key.POINTS, "points"),
        Column(Key.APPLICABLE_MAXIMUM, "points"),
        Column(Key.LOST, "points"),
        Column(Key.RECOVERABLE, "points"),
    )
    return Table(Key.LINES, columns, [_group_row(asked, result, group, by) for group in groups])


def _group_row(asked: Round, result: UnitResult, group: LedgerGroup, by: str) -> tuple[object, ...]:
    code = group.key[-1] if group.key else None
    if by == "reason" or code is None:
        reason = code or group.lines[0].reason
        return code, _reason(asked, reason), None, None, group.lost, group.recoverable
    total = result.nodes[code]
    return code, asked.nodes[code].title, total.points, total.applicable_maximum, group.lost, group.recoverable


def _reason(asked: Round, reason: str) -> str:
    return sentence(f"reason.{reason}", language=asked.language)


def _leaf_table(asked: Round, ledger: Ledger) -> Table:
    columns = (
        Column(Key.CODE),
        Column(Key.TITLE),
        Column(Key.POINTS, "points"),
        Column(Key.MAXIMUM, "points"),
        Column(Key.LOST, "points"),
        Column(Key.REASON, word="reason"),
        Column(Key.KIND, word="ledger"),
        Column(Key.RECOVERABLE),
    )
    rows = [_line_row(asked, line) for group in ledger.by_leaf() for line in group.lines]
    return Table(Key.LINES, columns, rows)


def _line_row(asked: Round, line: LedgerLine) -> tuple[object, ...]:
    code = line.path[-1] if line.path else None
    title = asked.nodes[code].title if code else asked.criteria_set.title
    return code, title, line.points, line.maximum, line.lost, line.reason, line.kind, line.recoverable
