"""The appraiser's page: one leaf over all units, or one unit over its leaves; list, document, figures and reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import AppraisalConflict, appraise
from parindex.portal.assessments.forms.appraisal import AppraisalForm, default_reasons, read_form, shown_form
from parindex.portal.assessments.models import AppraisalAssignment, Round, Stage
from parindex.portal.assessments.queries.appraisal import (
    AppraisalList,
    AppraisalRow,
    Bench,
    current_stage,
    list_by_leaf,
    list_by_unit,
)
from parindex.portal.assessments.queries.appraisal_detail import Detail, detail_of
from parindex.portal.assessments.views.appraisal_panes import panes_context, stage_of
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

KEPT = ("lan", "cham", "loc", "tim", "dau-hieu")
"""Parts of the address that go along from unit to unit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the appraiser is: the list, the rows that the filter shows, the row that is open."""

    request: HttpRequest
    bench: Bench
    by: str
    """``leaf`` or ``unit``: what the list runs over is the other one."""
    listed: AppraisalList
    rows: list[AppraisalRow]
    here: AppraisalRow | None

    @property
    def query(self) -> str:
        """Filters and stage, with the question mark."""
        kept = {name: value for name in KEPT if (value := self.request.GET.get(name, ""))}
        return f"?{urlencode(kept)}" if kept else ""

    def address(self, row: AppraisalRow | None) -> str:
        """The page of a row; empty for none."""
        if row is None:
            return ""
        ids = [self.bench.round.public_id, row.node.code, row.member.unit.public_id]
        if self.by == "unit":
            ids = [ids[0], ids[2], ids[1]]
        return reverse(f"assessments:appraise_by_{self.by}", args=ids) + self.query

    def beside(self, step: int) -> AppraisalRow | None:
        """The row before (−1) or after (1) the open one."""
        places = [number for number, row in enumerate(self.rows) if row is self.here]
        number = places[0] + step if places else -1
        return self.rows[number] if 0 <= number < len(self.rows) else None


@require_http_methods(["GET", "HEAD", "POST"])
def by_leaf(request: HttpRequest, public_id: str, leaf_code: str, unit_id: str = "") -> HttpResponse:
    """One leaf over all units."""
    round_ = queries.round_by_id(public_id)
    bench = bench_of(request, round_)
    node = get_object_or_404(NodeRow, version=round_.set_version_id, code=leaf_code, is_leaf=True)
    listed = list_by_leaf(bench, node)
    return _page(request, bench, "leaf", listed, lambda row: row.member.unit.public_id == unit_id, bool(unit_id))


@require_http_methods(["GET", "HEAD", "POST"])
def by_unit(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str = "") -> HttpResponse:
    """One unit over its leaves."""
    member = queries.unit_in_round(public_id, unit_id)
    bench = bench_of(request, member.round)
    listed = list_by_unit(bench, member)
    return _page(request, bench, "unit", listed, lambda row: row.node.code == leaf_code, bool(leaf_code))


def bench_of(request: HttpRequest, round_: Round) -> Bench:
    """The stage of the address (``lan``), else the one that is open; blind for who is assigned so.

    Who only oversees sees every row and has no buttons.
    """
    assert isinstance(request.user, User)
    permissions.may_see_appraisal(request.user, round_).or_refuse()
    stage = stage_of(request.GET.get("lan", "")) or current_stage(round_)
    held = set(AppraisalAssignment.objects.filter(round=round_, person=request.user).values_list("blind", flat=True))
    if not held:
        return Bench(round_, stage, None)
    if True in held and (False not in held or request.GET.get("cham") == "doc-lap"):
        return Bench(round_, Stage.BLIND, request.user)
    return Bench(round_, stage, request.user)


def _page(
    request: HttpRequest,
    bench: Bench,
    by: str,
    listed: AppraisalList,
    is_here: Callable[[AppraisalRow], bool],
    named: bool,
) -> HttpResponse:
    if not listed.rows:
        raise NotAllowed("assessments.nothing_to_appraise_here")
    rows = listed.shown(*(request.GET.get(name, "") for name in ("loc", "tim", "dau-hieu")))
    if named:
        here = next((row for row in listed.rows if is_here(row)), None)
        if here is None:
            raise NotAllowed("assessments.nothing_to_appraise_here")
    else:
        here = next((row for row in rows if row.waits), rows[0] if rows else None)
    place = Place(request, bench, by, listed, rows, here)
    if here is None:
        return render(request, "assessments/appraisal/work.html", panes_context(place, None, None))
    detail = detail_of(bench, here)
    if request.method == "POST":
        return _posted(request, place, detail)
    return render(request, "assessments/appraisal/work.html", panes_context(place, detail, shown_form(detail)))


def _posted(request: HttpRequest, place: Place, detail: Detail) -> HttpResponse:
    """Compute only, accept the self score, save, or ask to explain what is saved first; whatever is refused keeps what
    was typed.
    """
    form = read_form(detail, {name: value for name, value in request.POST.items() if isinstance(value, str)})
    asks = "giai-trinh" in request.POST
    ask = redirect(
        "assessments:ask_explanation",
        detail.row.member.round.public_id,
        detail.row.member.unit.public_id,
        detail.row.node.code,
    )
    if asks and form.says_the_same_as(shown_form(detail)):
        return ask
    more: dict[str, object] = {}
    if form.wrong and "chap-nhan" not in request.POST:
        more["refusal"] = say("assessments.appraisal_unreadable", {"what": " ".join(form.faults)})
    status = 200 if "tinh" in request.POST else 422
    if "tinh" not in request.POST and (form.is_readable or "chap-nhan" in request.POST):
        try:
            _save(request, detail, form)
        except AppraisalConflict as conflict:
            status, more = 409, {"conflict": conflict, "refusal": words_of(conflict)}
            form.row_version = conflict.standing.row_version
        except NotAllowed:
            raise
        except ActionRefused as refused:
            more = {"refusal": words_of(refused)}
        else:
            messages.success(request, _("Saved: %(unit)s, %(leaf)s.") % _named(detail))
            return ask if asks else redirect(place.address(place.beside(1)) or place.address(place.here))
    return render(request, "assessments/appraisal/work.html", panes_context(place, detail, form) | more, status=status)


def _named(detail: Detail) -> dict[str, str]:
    return {"unit": detail.row.member.name, "leaf": detail.row.node.number}


def _save(request: HttpRequest, detail: Detail, form: AppraisalForm) -> None:
    assert isinstance(request.user, User)
    row = detail.row
    if not row.handed_in:
        raise ActionRefused("assessments.not_handed_in_yet", {"unit": row.member.name})
    inputs, reasons = form.inputs, form.given
    if "chap-nhan" in request.POST:
        inputs = detail.own_inputs
        reasons = default_reasons(detail, inputs)
    source = None
    if form.source:
        source = get_object_or_404(document_permissions.visible_to(request.user), public_id=form.source)
    appraise(
        actor=request.user,
        round_unit=row.member,
        leaf=row.node,
        stage=detail.bench.stage,
        inputs=inputs,
        reasons=reasons,
        note=form.note,
        row_version=form.row_version,
        source=source,
    )
