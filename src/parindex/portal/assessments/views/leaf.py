"""Why these points: the steps of one leaf for one unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.engine.numbers.exact import ZERO
from parindex.engine.scoring.values import Absence
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions, queries
from parindex.portal.assessments.engine_bridge import LedgerKind
from parindex.portal.assessments.labels import figure_in_words, figure_source_in_words
from parindex.portal.assessments.queries.unit_sheets import NOT_LOST, UnitSheet, score_of, sources_of, unit_sheet
from parindex.portal.assessments.views.questions import to_do
from parindex.portal.assessments.views.unit import unit_context
from parindex.portal.criteria.engine_bridge import rule_steps

MOST_RUNGS = 6


def leaf(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Inputs with their sources, the rule, the steps, what is missing to the next one, last year."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_points(request.user, member).or_refuse()
    sheet = unit_sheet(member, request.user)
    if leaf_code not in sheet.ready.leaves:
        raise Http404(leaf_code)
    context = unit_context(sheet) | leaf_context(sheet, leaf_code, request.user)
    return render(request, "assessments/leaf.html", context)


def leaf_context(sheet: UnitSheet, code: str, person: User) -> dict[str, Any]:
    """What the page of a leaf shows."""
    document = sheet.ready.leaves[code].leaf
    inputs = sheet.figures.get(code, {})
    outcome, ladder = engine_bridge.score_leaf(sheet.ready, code, inputs)
    score = score_of(sheet.member, code, person)
    sources = sources_of(score) if score else {}
    leaves = list(sheet.ready.leaves)
    place = leaves.index(code)
    return {
        "node": sheet.nodes[code],
        "leaf": document,
        "rule": rule_steps(document),
        "inputs": [
            (each, figure_in_words(each, value), sources.get(each.code), figure_source_in_words(document, value))
            for each, value in ((each, inputs.get(each.code, Absence.MISSING)) for each in document.inputs)
        ],
        "outcome": outcome,
        **_not_reached(sheet, code),
        "ladder": [(to_do(sheet, code, rung.changes), rung) for rung in ladder[-MOST_RUNGS:]],
        "score": score,
        "previous_leaf": leaves[place - 1] if place else None,
        "next_leaf": leaves[place + 1] if place + 1 < len(leaves) else None,
    }


def _not_reached(sheet: UnitSheet, code: str) -> dict[str, Decimal]:
    """What the unit's ledger says of the leaf, in points: lost, not scored yet, not counted. Bonus points that were not
    won are none of these.
    """
    lines = [line for line in sheet.examined.ledger.lines if line.path and line.path[-1] == code]
    return {
        "lost": max(sum((line.lost for line in lines if line.kind not in NOT_LOST), ZERO), ZERO),
        "unscored": sum((line.lost for line in lines if line.kind == LedgerKind.OPEN), ZERO),
        "left_out": sum((line.lost for line in lines if line.kind == LedgerKind.LEFT_OUT), ZERO),
    }
