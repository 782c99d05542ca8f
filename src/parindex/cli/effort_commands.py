"""``what-if`` and ``path-to``."""

from __future__ import annotations

import click

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command, decimal_option, round_arguments, unit_option
from parindex.cli.problems import Problem, problem, stop
from parindex.cli.sources import Round, read_round
from parindex.cli.values import change_shown, changes_of, efforts_of, number, target_of
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.composite.path import PathToTarget, path_to_target
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.what_if import RefusedChange, what_if
from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.naming import named_values
from parindex.wording import sentence


@command("what-if", HelpText.WHAT_IF)
@round_arguments
@unit_option
@click.option("--set", "entries", multiple=True, metavar="LEAF[/INPUT]=VALUE", help=help_text(HelpText.SET))
@decimal_option("--rival-shift", HelpText.RIVAL_SHIFT, default="0")
def what_if_command(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    entries: tuple[str, ...],
    rival_shift: str,
) -> Reply:
    """Change figures of a unit and see points, index, class and place."""
    language = setting.language
    asked = read_round(rulebook, figures, year, group, language)
    name = asked.one_unit(unit)
    if not entries:
        stop(ProblemCode.NO_CHANGE, language)
    changes = changes_of(asked, entries)
    shift = number(rival_shift, "--rival-shift", language)
    now = asked.figures[name]
    answer = what_if(asked.compiled, name, now, changes, rivals=asked.rivals(name), rival_shift=shift)
    columns = (
        Column(Key.LEAF),
        Column(Key.TITLE),
        Column(Key.CHANGE),
        Column(Key.POINTS_BEFORE, "points"),
        Column(Key.POINTS_AFTER, "points"),
        Column(Key.GAIN, "signed"),
    )
    rows = [
        (
            change.leaf,
            asked.nodes[change.leaf].title,
            change_shown(asked.nodes[change.leaf], now.get(change.leaf, {}), change.changes, language),
            change.before.points,
            change.after.points,
            change.gain,
        )
        for change in answer.leaves
    ]
    facts = (
        (Column(Key.UNIT), name),
        *_before_and_after(answer.before, answer.after),
        (Column(Key.GAIN, "signed"), answer.gain),
        (Column(Key.PLACE_BEFORE), answer.place_before),
        (Column(Key.PLACE_AFTER), answer.place_after),
    )
    refused = [each for change in answer.refused for each in _refused(asked, change)]
    return Reply(Answer(facts, (Table(Key.CHANGES, columns, rows),)), (*asked.rejected, *refused))


def _before_and_after(before: UnitResult, after: UnitResult) -> tuple[tuple[Column, object], ...]:
    return (
        (Column(Key.POINTS_BEFORE, "points"), before.total.points),
        (Column(Key.POINTS_AFTER, "points"), after.total.points),
        (Column(Key.INDEX_BEFORE, "index"), before.index),
        (Column(Key.INDEX_AFTER, "index"), after.index),
        (Column(Key.BAND_BEFORE), before.band),
        (Column(Key.BAND_AFTER), after.band),
    )


def _refused(asked: Round, change: RefusedChange) -> list[Problem]:
    values = {"leaf": change.leaf, "input": change.input}
    code = f"what_if.{change.reason}"
    node = asked.nodes[change.leaf]
    reasons = [sentence(step.code, named_values(node, step), asked.language) for step in change.steps]
    return [Problem(code, " ".join([sentence(code, values, asked.language), *reasons]))]


@command("path-to", HelpText.PATH_TO)
@round_arguments
@unit_option
@decimal_option("--index", HelpText.TARGET_INDEX)
@decimal_option("--points", HelpText.TARGET_POINTS)
@click.option("--rank", type=click.IntRange(min=1), help=help_text(HelpText.TARGET_RANK))
@click.option("--untouched", multiple=True, metavar="LEAF", help=help_text(HelpText.UNTOUCHED))
@click.option("--also", multiple=True, metavar="LEAF", help=help_text(HelpText.ALSO))
@click.option("--effort", "efforts", multiple=True, metavar="LEAF=O[+F]", help=help_text(HelpText.EFFORT))
@decimal_option("--rival-shift", HelpText.RIVAL_SHIFT, default="0")
def path_to(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    index: str | None,
    points: str | None,
    rank: int | None,
    untouched: tuple[str, ...],
    also: tuple[str, ...],
    efforts: tuple[str, ...],
    rival_shift: str,
) -> Reply:
    """The least effort that reaches a target, or the news that nothing does."""
    language = setting.language
    asked = read_round(rulebook, figures, year, group, language)
    name = asked.one_unit(unit)
    target = target_of(index, points, rank, language)
    if target is None:
        stop(ProblemCode.NO_SUCH_TARGET, language)
    rivals = asked.rivals(name)
    if rank is not None and rivals is None:
        stop(ProblemCode.NO_SUCH_TARGET, language)
    for leaf in (*untouched, *also):
        asked.leaf(leaf)
    path = path_to_target(
        asked.compiled,
        name,
        asked.figures[name],
        target,
        efforts=efforts_of(asked, efforts),
        rivals=rivals,
        rival_shift=number(rival_shift, "--rival-shift", language),
        untouched=untouched,
        also=also,
    )
    problems = list(asked.rejected)
    if not path.reachable:
        problems.append(problem(ProblemCode.UNREACHABLE, language, shortfall=path.shortfall))
    return Reply(_path_answer(asked, name, path), tuple(problems))


def _path_answer(asked: Round, unit: str, path: PathToTarget) -> Answer:
    form = "index" if path.measured_in == "index" else "points"
    facts = (
        (Column(Key.UNIT), unit),
        (Column(Key.THRESHOLD, form), path.threshold),
        (Column(Key.REACHABLE), path.reachable),
        (Column(Key.PROVEN_LEAST), path.proven_least),
        *_before_and_after(path.before, path.after),
        (Column(Key.GAIN, "signed"), (path.after.total.points or ZERO) - (path.before.total.points or ZERO)),
        (Column(Key.EFFORT, "index"), path.effort),
        (Column(Key.SHORTFALL, form), path.shortfall),
    )
    steps = Table(
        Key.PATH_STEPS,
        (
            Column(Key.LEAF),
            Column(Key.TITLE),
            Column(Key.CHANGE),
            Column(Key.GAIN, "signed"),
            Column(Key.EFFORT, "index"),
            Column(Key.CUMULATIVE_POINTS, "points"),
            Column(Key.CUMULATIVE_INDEX, "index"),
            Column(Key.PLACE),
        ),
        _step_rows(asked, unit, path),
    )
    left_out = Table(
        Key.LEFT_OUT,
        (Column(Key.LEAF), Column(Key.TITLE), Column(Key.LOST, "points"), Column(Key.REASON, word="path")),
        [(each.leaf, asked.nodes[each.leaf].title, each.lost, each.reason) for each in path.left_out],
    )
    return Answer(facts, (steps, left_out), notes=(sentence("path.default_effort", language=asked.language),))


def _step_rows(asked: Round, unit: str, path: PathToTarget) -> list[tuple[object, ...]]:
    now = asked.figures[unit]
    return [
        (
            step.leaf,
            asked.nodes[step.leaf].title,
            change_shown(asked.nodes[step.leaf], now.get(step.leaf, {}), step.changes, asked.language),
            step.gain,
            step.effort,
            step.cumulative_points,
            step.cumulative_index,
            step.place,
        )
        for step in path.steps
    ]
