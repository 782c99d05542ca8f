"""What-if and path to a target, computed while the reader asks; nothing is saved."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from parindex.engine.numbers.exact import round_half_up
from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.forms import TrialQuestion, read_path_question, read_trial
from parindex.portal.assessments.labels import figure_in_words
from parindex.portal.assessments.queries.shown_sums import Column, shown_difference
from parindex.portal.assessments.queries.unit_sheets import UnitSheet, rivals
from parindex.portal.assessments.views.path_chart import path_chart
from parindex.portal.platform.words import say


def trial_context(asked: QueryDict, sheet: UnitSheet) -> dict[str, Any]:
    """The what-if box: leaves with their boxes, and points, place and class if it were so."""
    question = read_trial(asked, sheet)
    member = sheet.member
    trial = engine_bridge.try_out(sheet.ready, str(member.pk), sheet.figures, question.changes, rivals(sheet))
    _tell_gains(question, trial)
    now, then = trial.before.total.points, trial.after.total.points
    columns: list[Column] = [
        ([change.gain for change in trial.leaves], trial.gain),
        ([then, None if now is None else -now], trial.gain),
    ]
    return {
        "question": question,
        "trial": trial,
        "trial_difference": shown_difference(columns),
        "refusals": _refusals(sheet, trial),
    }


def _tell_gains(question: TrialQuestion, trial: engine_bridge.WhatIf) -> None:
    gains = {change.leaf: change.gain for change in trial.leaves}
    for leaf in question.leaves:
        leaf.gain = gains.get(leaf.node.code)


def _refusals(sheet: UnitSheet, trial: engine_bridge.WhatIf) -> list[str]:
    return [
        say(f"what_if.{refused.reason}", {"leaf": sheet.nodes[refused.leaf].number, "input": refused.input})
        for refused in trial.refused
        if refused.leaf in sheet.nodes
    ]


def path_context(asked: QueryDict, sheet: UnitSheet) -> dict[str, Any]:
    """The path: steps with what to do, effort, where the unit stands after each; what is left out and why."""
    asked_path = read_path_question(asked, sheet)
    member = sheet.member
    others = rivals(sheet)
    rank = None if others is None else asked_path.rank  # a place needs the others' points
    if asked_path.index is None and rank is None:
        return {"asked_path": asked_path, "path": None}
    path = engine_bridge.find_path(
        sheet.ready,
        str(member.pk),
        sheet.figures,
        index=asked_path.index,
        rank=rank,
        rivals=others or {},
        rival_shift=asked_path.rival_shift,
        efforts=asked_path.efforts,
        untouched=asked_path.untouched,
    )
    labels = [sheet.nodes[step.leaf].number for step in path.steps]
    return {
        "asked_path": asked_path,
        "path": path,
        "path_steps": [
            (sheet.nodes[step.leaf], step, to_do(sheet, step.leaf, step.changes), asked_path.efforts[step.leaf])
            for step in path.steps
        ],
        "path_verdict": _verdict(path),
        "path_left_out": [(sheet.nodes[each.leaf], each, say(f"path.{each.reason}")) for each in path.left_out],
        "chart": path_chart(path, labels, str(member.round.year)),
    }


def to_do(sheet: UnitSheet, leaf: str, changes: Inputs) -> str:
    """The change in figures: "Tỷ lệ … từ 3.946/7.426 (53,14 %) lên 5.941/7.426 (80 %)"."""
    asked = {each.code: each for each in sheet.ready.leaves[leaf].leaf.inputs}
    now = sheet.figures.get(leaf, {})
    parts = [
        _("%(input)s: from %(now)s to %(then)s")
        % {
            "input": asked[code].title,
            "now": figure_in_words(asked[code], now.get(code)),
            "then": figure_in_words(asked[code], value),
        }
        for code, value in changes.items()
        if value != now.get(code)
    ]
    return "; ".join(parts)


def _verdict(path: engine_bridge.PathToTarget) -> str:
    index, points = path.after.index, path.after.total.points
    if path.reachable and not path.steps:
        return say("path.already_reached")
    if path.reachable:
        values = {"count": len(path.steps), "effort": round_half_up(path.effort, 1), "points": points, "index": index}
        return say("path.reached", values)
    if path.measured_in == "index":
        return say("path.unreachable_index", {"best": index, "shortfall": path.shortfall})
    return say("path.unreachable_points", {"best": points, "shortfall": path.shortfall})
