"""``plan``: the improvement plan as a Word document."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from parindex.cli.answers import Answer, Column
from parindex.cli.commands import Reply, Setting, command, decimal_option, round_arguments, unit_option
from parindex.cli.plan_head import HeadRefused, PlanHead, read_plan_head
from parindex.cli.problems import FOUND, UNREADABLE, Problem, Stop, problem, stop
from parindex.cli.sources import Round, read_file, read_round
from parindex.cli.values import number, target_of
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.composite.ledger import Ledger, lost_points
from parindex.engine.composite.path import PathToTarget, Target, path_to_target
from parindex.engine.composite.ranking import rank_units
from parindex.engine.documents.improvement_plan import PlanRefused, render_improvement_plan
from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.plan_builder import past_result, plan_fields
from parindex.engine.documents.plan_values import ImprovementPlan
from parindex.wording import Language, sentence


@command("plan", HelpText.PLAN)
@round_arguments
@unit_option
@click.option("--out", required=True, metavar="FILE.docx", help=help_text(HelpText.OUT))
@click.option("--head", "head_file", metavar="FILE.yaml", help=help_text(HelpText.HEAD))
@decimal_option("--printed-total", HelpText.PRINTED_TOTAL)
@decimal_option("--index", HelpText.TARGET_INDEX)
@decimal_option("--points", HelpText.TARGET_POINTS)
@click.option("--rank", type=click.IntRange(min=1), help=help_text(HelpText.TARGET_RANK))
@click.option("--simulated", is_flag=True, help=help_text(HelpText.SIMULATED))
def plan(
    setting: Setting,
    rulebook: str,
    figures: str,
    year: int | None,
    group: str | None,
    unit: str | None,
    out: str,
    head_file: str | None,
    printed_total: str | None,
    index: str | None,
    points: str | None,
    rank: int | None,
    simulated: bool,
) -> Reply:
    """Write next year's improvement plan from this year's lost points."""
    language = setting.language
    asked = read_round(rulebook, figures, year, group, language)
    name = asked.one_unit(unit)
    if asked.results[name].index is None:
        stop(ProblemCode.NOTHING_SCORED, language, exit_code=FOUND, unit=name)
    head = PlanHead() if head_file is None else _head(head_file, language)
    printed = None if printed_total is None else number(printed_total, "--printed-total", language)
    ledger = lost_points(asked.criteria_set, asked.results[name], printed_total=printed)
    target = target_of(index, points, rank, language)
    path = None if target is None else _path(asked, name, target)
    made = _plan(asked, name, head, ledger, path, simulated)
    layout = files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml"
    content = render_improvement_plan(made, layout=read_layout(layout.read_bytes()), say=sentence)
    try:
        Path(out).write_bytes(content)
    except OSError as error:
        stop(ProblemCode.CANNOT_WRITE, language, path=out, reason=error.strerror or str(error))
    facts = (
        (Column(Key.UNIT), made.unit),
        (Column(Key.FILE), out),
        (Column(Key.SIZE), len(content)),
        (Column(Key.IMPROVE), len(made.improve)),
        (Column(Key.KEEP), sum(len(field.keep) for field in made.fields)),
        (Column(Key.LOST, "points"), made.lost),
        (Column(Key.EXPECTED, "points"), made.expected),
    )
    problems = list(asked.rejected)
    if path is not None and not path.reachable:
        problems.append(problem(ProblemCode.UNREACHABLE, language, shortfall=path.shortfall))
    return Reply(Answer(facts), tuple(problems))


def _head(path: str, language: Language) -> PlanHead:
    try:
        return read_plan_head(read_file(path, language))
    except HeadRefused as refused:
        raise Stop(
            [
                problem(ProblemCode.BAD_HEAD, language, file=path, path=place, reason=reason)
                for place, reason in refused.reasons
            ],
            UNREADABLE,
        ) from refused


def _path(asked: Round, unit: str, target: Target) -> PathToTarget:
    rivals = asked.rivals(unit)
    try:
        return path_to_target(asked.compiled, unit, asked.figures[unit], target, rivals=rivals)
    except ValueError:
        stop(ProblemCode.NO_SUCH_TARGET, asked.language)


def _plan(
    asked: Round, unit: str, head: PlanHead, ledger: Ledger, path: PathToTarget | None, simulated: bool
) -> ImprovementPlan:
    result = asked.results[unit]
    rank, among = head.rank, head.ranked_among
    if rank is None and len(asked.results) > 1:
        ranked = rank_units(asked.results.values(), asked.criteria_set.ranking)
        rank = next((place.rank for place in ranked.placed if place.unit == unit), None)
        among = sentence("cli.ranked_among", {"count": len(ranked.placed)})
    ladders = {code: leaf.ladder(asked.figures[unit].get(code, {})) for code, leaf in asked.compiled.leaves.items()}
    fields = plan_fields(asked.criteria_set, result, ledger, path=path, ladders=ladders, offices=head.offices())
    named = head.unit or unit
    try:
        return ImprovementPlan(
            manner=head.manner,
            unit=named,
            year=asked.compiled.year + 1,
            result_year=asked.compiled.year,
            issuer=head.issuing_body(named),
            result=past_result(asked.criteria_set, result, change=head.change, rank=rank, ranked_among=among),
            fields=fields,
            standing_office=head.standing_office,
            signature=head.signature_block(),
            recipients=head.to_recipients(),
            legal_bases=head.legal_bases,
            aims=head.aims,
            simulated=simulated,
        )
    except PlanRefused as refused:
        problems = [Problem(fault.code, sentence(fault.code, fault.values, asked.language)) for fault in refused.faults]
        raise Stop(problems, FOUND) from refused
