"""The coordinator's table: who appraises what, and the random sample with its published seed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import Assigning, assign_appraiser, draw_sample, withdraw_assignment
from parindex.portal.assessments.engine_bridge.appraisal import sample_order
from parindex.portal.assessments.models import Round, SampledUnit
from parindex.portal.assessments.queries.assignments import assignments_of, possible_appraisers
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: HttpRequest, public_id: str) -> HttpResponse:
    """Field × people; adding is bulk: people × nodes."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_assign(request.user, round_).or_refuse()
    refusal, status = "", 200
    if request.method == "POST":
        try:
            _assign(request, round_)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            return redirect("assessments:assignments", public_id)
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "lines": assignments_of(round_),
        "people": possible_appraisers(round_),
        "nodes": NodeRow.objects.filter(version=round_.set_version_id).order_by("position"),
        "groups": list(round_.groups.all()),
        "refusal": refusal,
        "chosen_people": request.POST.getlist("nguoi"),
        "chosen_nodes": request.POST.getlist("tieu-chi"),
    }
    return render(request, "assessments/appraisal/assignments.html", context, status=status)


def _assign(request: HttpRequest, round_: Round) -> None:
    assert isinstance(request.user, User)
    if "rut" in request.POST:
        assignment = get_object_or_404(round_.assignments, pk=request.POST["rut"])
        withdraw_assignment(actor=request.user, assignment=assignment)
        messages.success(request, _("The assignment is withdrawn; what was appraised stays."))
        return
    nodes = {node.code: node for node in NodeRow.objects.filter(version=round_.set_version_id)}
    people = {person.username: person for person in possible_appraisers(round_)}
    group = round_.groups.filter(code=request.POST.get("nhom", "")).first()
    rows = [
        Assigning(people[name], nodes.get(code), group, blind="doc-lap" in request.POST)
        for name in request.POST.getlist("nguoi")
        for code in request.POST.getlist("tieu-chi")
        if name in people and (code in nodes or code == "*")
    ]
    written = assign_appraiser(actor=request.user, round_=round_, rows=rows)
    told = ngettext("%(number)s assignment stands.", "%(number)s assignments stand.", len(written))
    messages.success(request, told % {"number": len(written)})


@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: HttpRequest, public_id: str) -> HttpResponse:
    """The samples drawn, with the seed and the digest of each unit, so that anyone can draw them again."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_appraisal(request.user, round_).or_refuse()
    refusal, status = "", 200
    fields = NodeRow.objects.filter(version=round_.set_version_id, kind=NodeKind.FIELD).order_by("position")
    if request.method == "POST":
        size = request.POST.get("co-mau", "")
        try:
            draw_sample(
                actor=request.user,
                round_=round_,
                size=int(size) if size.isdecimal() and len(size) < 6 else 0,
                seed=request.POST.get("hat-giong", ""),
                node=fields.filter(code=request.POST.get("linh-vuc", "")).first(),
            )
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
        else:
            messages.success(request, _("The sample is drawn. Its seed is published on this page."))
            return redirect("assessments:sample", public_id)
    drawn = SampledUnit.objects.filter(round_unit__round=round_).select_related("round_unit__unit", "node")
    lines = [(each, sample_order(each.seed, each.round_unit.unit.public_id)) for each in drawn]
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "lines": sorted(lines, key=lambda line: (line[0].node.position if line[0].node else 0, line[1])),
        "fields": fields,
        "units": round_.units.count(),
        "may_draw": bool(permissions.may_assign(request.user, round_)),
        "refusal": refusal,
    }
    return render(request, "assessments/appraisal/sample.html", context, status=status)
