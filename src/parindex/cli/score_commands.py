"""``score``, ``explain`` and ``rank``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command, round_arguments, unit_option
from parindex.cli.replay_command import canonical_file
from parindex.cli.sources import Round, read_round
from parindex.cli.words import HelpText, Key, help_text
from parindex.engine.composite.ranking import pooled_mean, rank_units, rank_values
from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.numbers.exact import percent
from parindex.engine.numbers.printing import show_points
from parindex.engine.rulebook.document import walk
from parindex.engine.scoring.naming import named_values
from parindex.wording import sentence

DEPTHS = {"unit": 0, "field": 1, "criterion": 2, "leaf": 3}


@command("score", HelpText.SCORE)
@round_arguments
@unit_option
@click.option("--detail", type=click.Choice(tuple(DEPTHS)), help=help_text(HelpText.DETAIL))
@click.option("--canonical", is_flag=True, help=help_text(HelpText.CANONICAL))
@click.option("--units", metavar="UNITS.csv", help=help_text(HelpText.UNITS))
def score(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    detail: str | None,
    canonical: bool,
    units: str | None,
) -> Reply:
    """Points, index and class of every unit; with ``canonical`` the canonical results file of the round."""
    asked = read_round(rulebook, figures, year, group, setting.language)
    if canonical:
        return Reply(Answer(exact=canonical_file(asked, units, group)), tuple(asked.rejected))
    chosen = list(asked.results.values()) if unit is None else [asked.results[asked.one_unit(unit)]]
    table = Table(
        Key.UNITS,
        (
            Column(Key.UNIT),
            Column(Key.POINTS, "points"),
            Column(Key.APPLICABLE_MAXIMUM, "points"),
            Column(Key.INDEX, "index"),
            Column(Key.BAND),
            Column(Key.OPEN_MAXIMUM, "points"),
            Column(Key.COMPLETE),
        ),
        [_unit_row(result) for result in chosen],
    )
    depth = DEPTHS[detail] if detail else (1 if len(chosen) == 1 else 0)
    nodes = Table(Key.NODES, _NODE_COLUMNS, [row for result in chosen for row in _node_rows(asked, result, depth)])
    tables = (nodes, table) if detail not in (None, "unit") else (table, nodes)
    return Reply(Answer(tables=tables if nodes.rows else (table,)), tuple(asked.rejected))


def _unit_row(result: UnitResult) -> tuple[object, ...]:
    total = result.total
    return (
        result.unit,
        total.points,
        result.base,
        result.index,
        result.band,
        total.open_maximum,
        result.complete,
    )


_NODE_COLUMNS = (
    Column(Key.UNIT),
    Column(Key.CODE),
    Column(Key.NUMBER),
    Column(Key.TITLE),
    Column(Key.POINTS, "points"),
    Column(Key.APPLICABLE_MAXIMUM, "points"),
    Column(Key.PERCENT, "index"),
)


def _node_rows(asked: Round, result: UnitResult, depth: int) -> Iterator[tuple[object, ...]]:
    for above, node in walk(asked.criteria_set):
        if len(above) < depth:
            total = result.nodes[node.code]
            number = node.number or node.code
            share = _share(total)
            yield result.unit, node.code, number, node.title, total.points, total.applicable_maximum, share


def _share(total: NodeTotal) -> object:
    if total.points is None or total.applicable_maximum <= 0:
        return None
    return percent(total.points, total.applicable_maximum)


@command("explain", HelpText.EXPLAIN)
@round_arguments
@unit_option
@click.option("--leaf", help=help_text(HelpText.LEAF))
@click.option("--only-lost", is_flag=True, help=help_text(HelpText.ONLY_LOST))
def explain(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    leaf: str | None,
    only_lost: bool,
) -> Reply:
    """Why these points: every step of every leaf."""
    asked = read_round(rulebook, figures, year, group, setting.language)
    result = asked.results[asked.one_unit(unit)]
    below = None if leaf is None else asked.node(leaf)
    rows: list[tuple[object, ...]] = []
    blocks: list[str] = [result.unit]
    for above, node in walk(asked.criteria_set):
        if node.rule is None or (below is not None and below not in (node.code, *(each.code for each in above))):
            continue
        outcome = result.outcomes[node.code]
        if only_lost and outcome.points is not None and outcome.points >= outcome.maximum:
            continue
        texts = [sentence(step.code, named_values(node, step), setting.language) for step in outcome.steps]
        status = sentence(f"cli.status.{outcome.status}", language=setting.language)
        points = show_points(outcome.points) if outcome.points is not None else "–"
        number = node.number or node.code
        head = f"{number} {node.title} [{node.code}]: {points}/{show_points(outcome.maximum)} ({status})"
        blocks.append("\n".join([head, *(f"    {text}" for text in texts)]))
        for step, text in zip(outcome.steps, texts, strict=True):
            rows.append(
                (
                    node.code,
                    number,
                    node.title,
                    outcome.points,
                    outcome.maximum,
                    outcome.status,
                    step.code,
                    dict(step.values),
                    text,
                )
            )
    columns = (
        Column(Key.LEAF),
        Column(Key.NUMBER),
        Column(Key.TITLE),
        Column(Key.POINTS, "points"),
        Column(Key.MAXIMUM, "points"),
        Column(Key.STATUS, word="cli.status"),
        Column(Key.STEP),
        Column(Key.VALUES),
        Column(Key.TEXT),
    )
    table = Table(Key.STEPS, columns, rows)
    facts = ((Column(Key.UNIT), result.unit),)
    return Reply(Answer(facts, (table,), text="\n\n".join(blocks)), tuple(asked.rejected))


@command("rank", HelpText.RANK)
@round_arguments
@click.option("--by", metavar="CODE", help=help_text(HelpText.RANK_BY))
@click.option("--not-submitted", multiple=True, metavar="UNIT", help=help_text(HelpText.NOT_SUBMITTED))
def rank(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    by: str | None,
    not_submitted: tuple[str, ...],
) -> Reply:
    """The units in order, by total or by one field, criterion or leaf."""
    asked = read_round(rulebook, figures, year, group, setting.language)
    results = asked.results
    ranking = asked.criteria_set.ranking
    missing = [unit for unit in dict.fromkeys(not_submitted) if unit not in results]
    node = None if by is None else asked.node(by)
    if node is None:
        ranked = rank_units(results.values(), ranking, not_submitted=missing)
    else:
        ranked = rank_values(results.values(), node, ranking, not_submitted=missing)
    totals = {unit: result.total if node is None else result.nodes[node] for unit, result in results.items()}
    band = () if node is not None else (Column(Key.BAND),)
    placed = [
        (place.rank, place.unit, totals[place.unit].points, place.value, *((results[place.unit].band,) if band else ()))
        for place in ranked.placed
    ]
    columns = (
        Column(Key.RANK),
        Column(Key.UNIT),
        Column(Key.POINTS, "points"),
        Column(Key.VALUE, "index" if ranking.on == "index" else "points"),
        *band,
    )
    unplaced = Table(Key.UNPLACED, (Column(Key.UNIT), Column(Key.REASON, word="unplaced")), ranked.unplaced)
    mean = pooled_mean(results.values(), node)
    facts = (
        (Column(Key.CODE), node),
        (Column(Key.MEAN, "index"), None if mean is None else percent(mean.numerator, mean.denominator)),
    )
    tables = (Table(Key.RANKING, columns, placed), unplaced)
    return Reply(Answer(facts, tables), tuple(asked.rejected))
