"""Points that an outside appraiser gave: the file, and what became of every row."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import OutsideScore, compute_results, import_outside_scores
from parindex.portal.assessments.forms.council import OutsideForm
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.uploaded_figures import RefusedRow, read_outside_points
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take in outside points of the round's one unit, compute, and answer row by row."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(person, round_).or_refuse()
    permissions.may_run(person, round_.owner).or_refuse()
    form = OutsideForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"round": round_, "simulated": round_.simulated, "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                taken, refused = _take(person, round_, form)
            except NotAllowed:
                raise
            except ActionRefused as refusal:
                context["refusal"] = words_of(refusal)
            else:
                status = 200 if taken else 422
                context |= {"taken": taken, "refused_rows": refused}
                said = _("%(taken)s rows taken in, %(refused)s refused.")
                messages.info(request, said % {"taken": taken, "refused": len(refused)})
    return render(request, "assessments/outside.html", context, status=status)


def _take(person: User, round_: Round, form: OutsideForm) -> tuple[int, list[RefusedRow]]:
    sent = form.cleaned_data["file"]
    read = read_outside_points(round_, sent.read(), sent.name or "")
    rows = [OutsideScore(row.leaf, row.points, row.place) for row in read.rows]
    answers = import_outside_scores(actor=person, round_=round_, rows=rows, source=form.cleaned_data["source"])
    taken = sum(1 for answer in answers if answer.taken)
    if taken:
        compute_results(actor=person, round_=round_)
    refused = [
        RefusedRow(answer.row.place, answer.row.leaf, answer.code, answer.values)
        for answer in answers
        if not answer.taken
    ]
    return taken, [*read.refused, *refused]
