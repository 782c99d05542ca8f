"""A draft of a criteria set tried on last year's figures: new index and place beside the old, nothing saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from parindex.engine.rulebook.document import CriteriaSet
from parindex.portal.accounts.models import User
from parindex.portal.assessments.jobs.trying import KIND, try_draft_on_round
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.draft_trials import (
    GroupTable,
    rounds_to_try,
    tables_from_bytes,
    trial_within,
)
from parindex.portal.criteria import permissions
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.drafts import draft_by_id, view_of
from parindex.portal.platform import files, jobs
from parindex.portal.platform.models import JobProgress, StoredFile
from parindex.portal.platform.words import say

LONGEST_SECONDS = 2.0
"""A trial that takes longer runs in the background."""


@require_http_methods(["GET", "HEAD", "POST"])
def draft_trial(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest round of the base, or that of `?dot=`; `?ket-qua=` shows what a job found; POST asks for the job."""
    assert isinstance(request.user, User)
    draft = draft_by_id(public_id)
    permissions.may_edit_draft(request.user, draft).or_refuse()
    view = view_of(draft)
    rounds = rounds_to_try(request.user, draft)
    wanted = request.POST.get("dot") or request.GET.get("dot")
    chosen = next((each for each in rounds if each.public_id == wanted), rounds[0] if rounds else None)
    document = None if view.judged.errors else view.judged.document
    if request.method == "POST" and chosen is not None and document is not None:
        progress = jobs.start(try_draft_on_round, kind=KIND, actor=request.user, draft_id=draft.pk, round_id=chosen.pk)
        return redirect("job", progress.public_id)
    context = {
        "draft": draft,
        "rounds": rounds,
        "chosen": chosen,
        "errors": len(view.judged.errors),
        "simulated": bool(chosen and chosen.simulated),
    }
    if chosen is not None and document is not None:
        context |= _trial(request, draft, chosen, document)
    return render(request, "assessments/draft_trial.html", context)


def _trial(request: HttpRequest, draft: CriteriaSetDraft, chosen: Round, document: CriteriaSet) -> dict[str, object]:
    """The trial that a job kept, else one within the time of a page, else that it takes longer."""
    asked = request.GET.get("ket-qua", "")
    if asked:
        job = get_object_or_404(JobProgress, public_id=asked, kind=KIND, started_by=request.user, state="done")
        if job.outcome["round"] == chosen.public_id:
            content = files.read(StoredFile.objects.get(public_id=job.outcome["file"]))
            older = job.outcome["row_version"] != draft.row_version
            return {"tables": _worded(tables_from_bytes(chosen, content)), "tried_at": job.finished_at, "older": older}
    tables = trial_within(chosen, document, LONGEST_SECONDS)
    return {"takes_longer": True} if tables is None else {"tables": _worded(tables)}


def _worded(tables: list[GroupTable]) -> list[tuple[GroupTable, list[tuple[object, int, str]]]]:
    return [
        (
            table,
            [
                (line, units, say(f"recompute.{line.reason}", {"inputs": ", ".join(line.inputs)}))
                for line, units in table.trial.not_carried
            ],
        )
        for table in tables
    ]
