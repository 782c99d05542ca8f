"""What the appraisal left undone, cell by cell, and the coordinator's written reason to leave it so."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import state_work_left_reason
from parindex.portal.assessments.models import Round, RoundStage, WorkLeftKind
from parindex.portal.assessments.queries.windows import countdown, windows_of
from parindex.portal.assessments.queries.work_left import SLUGS, WorkLeft, WorkLine, work_left, work_lines
from parindex.portal.assessments.tables import WorkLeftTable
from parindex.portal.assessments.views.threads import run
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import fold
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import say

KINDS = {slug: kind for kind, slug in SLUGS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """The list (``?q=``, sorted, paged, ``?format=xlsx``); POST states the reason."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_work_left(request.user, round_).or_refuse()
    if slug not in KINDS:
        raise Http404(slug)
    found, refusal, status = work_left(round_, KINDS[slug]), "", 200
    if request.method == "POST":
        refusal, status = run(lambda: _state(request, round_, found.kind))
        if status == 200:
            messages.success(request, _("The reason is recorded. It stands in the audit log of the round."))
            return redirect("assessments:work_left", public_id, slug)
    lines = _found(work_lines(round_, found), request.GET.get("q", ""))
    if request.GET.get("format") == "xlsx":
        facts = [round_.title, f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"]
        title = say(f"work_left.{found.kind}")
        table = WorkLeftTable(lines, round_=round_, kind=found.kind)
        return table_response(table, file_name=f"{slug}.xlsx", title=title, facts=facts)
    context = _context(request, request.user, round_, found, lines) | {"refusal": refusal}
    return render(request, "assessments/work_left.html", context, status=status)


def _state(request: HttpRequest, round_: Round, kind: WorkLeftKind) -> None:
    assert isinstance(request.user, User)
    seen = request.POST.get("so", "")
    reason = request.POST.get("ly-do", "")
    number = int(seen) if seen.isdigit() else None
    state_work_left_reason(actor=request.user, round_=round_, kind=kind, reason=reason, seen=number)


def _found(lines: list[WorkLine], text: str) -> list[WorkLine]:
    """Lines whose unit, leaf or appraisers contain every word, accents aside."""
    words = fold(text).split()
    if not words:
        return lines
    return [
        line
        for line in lines
        if all(w in f"{line.member.folded} {line.node.folded} {fold(line.appraisers)}" for w in words)
    ]


def _context(
    request: HttpRequest, person: User, round_: Round, found: WorkLeft, lines: list[WorkLine]
) -> dict[str, object]:
    opens = bool(permissions.may_see_appraisal(person, round_))
    kept = request.GET.copy()
    kept["format"] = "xlsx"
    calendar = windows_of(round_)
    stages = [calendar[each] for each in (RoundStage.APPRAISAL_1, RoundStage.APPRAISAL_2) if each in calendar]
    return {
        "round": round_,
        "simulated": round_.simulated,
        "left": found,
        "heading_words": say(f"work_left.{found.kind}"),
        "explained": say(f"work_left_means.{found.kind}"),
        "table": arrange(request, WorkLeftTable(lines, round_=round_, kind=found.kind, opens=opens)),
        "export": kept.urlencode(),
        "search_units": request.GET.get("q", ""),
        "stages": [
            (row, countdown(queries.Window(RoundStage(row.stage), row.opens_at, row.closes_at))) for row in stages
        ],
        "may_run": bool(permissions.may_run(person, round_.owner)),
        "may_publish": bool(permissions.may_publish(person, round_)),
        "may_state": bool(permissions.may_run(person, round_.owner)) and round_.published_version is None,
        "typed_reason": request.POST.get("ly-do", ""),
    }
