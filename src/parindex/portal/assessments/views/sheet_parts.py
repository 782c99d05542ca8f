"""What an open row shows: rule, boxes, points with their steps, the next step, last year, history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from parindex.engine.numbers.exact import round_half_up
from parindex.engine.scoring.values import Inputs, Step
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.engine_bridge import BoxProblem
from parindex.portal.assessments.forms.sheet_row import row_boxes
from parindex.portal.assessments.models import DisputeState, FigureDispute, RoundUnit, Score
from parindex.portal.assessments.queries.doubts import RowDoubt, row_doubts
from parindex.portal.assessments.queries.last_year import LastYear, last_year_of
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet
from parindex.portal.assessments.queries.threads import documents_offered
from parindex.portal.criteria.engine_bridge import rule_steps
from parindex.portal.platform.words import language
from parindex.wording import shown


def row_context(
    standing: SelfSheet,
    row: LeafRow,
    *,
    may_fill: bool,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, BoxProblem] | None = None,
) -> dict[str, Any]:
    """The context of an open row."""
    own = standing.own
    place = next(index for index, each in enumerate(own) if each.node.pk == row.node.pk)
    last_year = last_year_of(standing.member, row.node.code)
    return {
        "row": row,
        "proofs": partial(documents_offered, standing.member),  # read only where a figure can be disputed
        "decided_disputes": partial(_decided_disputes, standing.member, row),  # read only beside known figures
        "leaf": standing.ready.leaves[row.node.code].leaf,
        "rule": rule_steps(standing.ready.leaves[row.node.code].leaf),
        "boxes": row_boxes(
            row,
            typed=typed,
            problems=problems,
            last_year=last_year,
            doubts=row_doubts_of(standing.member, row, last_year),
        ),
        "last_year": last_year,
        "may_save": may_fill and not (row.score and row.score.sealed_at),
        "previous_row": own[place - 1] if place else None,
        "next_row": own[place + 1] if place + 1 < len(own) else None,
        "place": place + 1,
        "of": len(own),
        "steps": steps_of(row),
        "next_step": next_step(row),
        "fillers": list(permissions.fillers_of(standing.member)) if may_fill else [],
    }


def _decided_disputes(member: RoundUnit, row: LeafRow) -> list[FigureDispute]:
    """What was decided on the figures that the unit disputed in the row, newest first."""
    decided = FigureDispute.objects.filter(
        entry__round_unit=member, entry__leaf=row.node, state__in=[DisputeState.ACCEPTED, DisputeState.REJECTED]
    )
    return list(decided.select_related("decided_by").order_by("-decided_at", "-pk"))


def row_doubts_of(member: RoundUnit, row: LeafRow, last_year: LastYear | None = None) -> list[RowDoubt]:
    """What is worth a second look in the row; nothing of a row that is sealed or of figures that the system knows."""
    score = row.score if isinstance(row.score, Score) else None
    if score is not None and score.sealed_at is not None:
        return []
    own = {code: value for code, value in row.inputs.items() if code not in row.known}
    return row_doubts(member, row.node.code, own, score, last_year) if own else []


def answer_context(
    member: RoundUnit,
    row: LeafRow,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, BoxProblem] | None = None,
) -> dict[str, Any]:
    """What a save renews of the row."""
    return {
        "row": row,
        "leaf": row.ready.leaves[row.node.code].leaf,
        "steps": steps_of(row),
        "boxes": row_boxes(row, typed=typed, problems=problems, doubts=row_doubts_of(member, row)),
        "next_step": next_step(row),
    }


def steps_of(row: LeafRow) -> tuple[Step, ...]:
    """The steps behind the row's points; of a sealed row those that were sealed."""
    if isinstance(row.score, Score) and row.score.sealed_at is not None:
        return engine_bridge.steps_from_json(row.score.steps)
    return engine_bridge.score(row.ready.leaves[row.node.code], row.inputs).steps


def next_step(row: LeafRow) -> str:
    """The least change that gives more points: "Tỷ lệ …: từ 41/42 lên 42/42 (+0,048)"; empty at the top."""
    if row.points is None:
        return ""
    _outcome, ladder = engine_bridge.score_leaf(row.ready, row.node.code, row.inputs)
    if not ladder:
        return ""
    rung = ladder[0]
    return _("%(change)s gives %(gain)s more") % {
        "change": _change(row, rung.changes),
        "gain": shown(round_half_up(rung.gain, 3), language()),
    }


def _change(row: LeafRow, changes: Inputs) -> str:
    titles = {each.code: each.title for each in row.ready.leaves[row.node.code].leaf.inputs}
    return "; ".join(f"{titles[code]}: {shown(value, language())}" for code, value in changes.items())
