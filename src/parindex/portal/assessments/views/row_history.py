"""What happened to one row: a page of its own, which the sheet opens beside the row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_points
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.forms.sheet_row import box_label, choices_of
from parindex.portal.assessments.queries.row_history import BoxMove, RowAct, row_history
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.words import say

LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownMove:
    """One line of an act: what moved from what to what, in words."""

    what: str
    before: str
    after: str


@require_safe
def history(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Everybody who may see the row's points; of each stage only what he sees elsewhere too."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_points(request.user, member).or_refuse()
    node = NodeRow.objects.filter(version=member.round.set_version_id, code=leaf_code, is_leaf=True).first()
    if node is None:
        raise Http404(leaf_code)
    acts = row_history(member, leaf_code, request.user)
    context = {
        "member": member,
        "round": member.round,
        "node": node,
        "simulated": member.round.simulated,
        "shown_unit": member.name,
        "acts": [(act, say(f"audit.{act.action}"), _stage(act), [_shown(move) for move in act.moves]) for act in acts],
    }
    return render(request, "assessments/sheet/history.html", context)


def _stage(act: RowAct) -> str:
    return say(f"audit.value.stage.{act.stage.value}") if act.stage else ""


def _shown(move: BoxMove) -> ShownMove:
    if move.what == "points":
        return ShownMove(_("Points"), _points(move.before), _points(move.after))
    label = _("Explanation") if move.box is None else box_label(move.box)
    titles = dict(choices_of(move.box)) if move.box else {}
    before, after = (titles.get(str(text), str(text))[:LONGEST] for text in (move.before, move.after))
    return ShownMove(label, before or "–", after or "–")


def _points(value: str | Decimal | None) -> str:
    return show_points(value) if isinstance(value, Decimal) else "–"
