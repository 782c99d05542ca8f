"""A draft of a criteria set tried on last year's figures: new index and place beside the old, nothing saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments.queries.draft_trials import rounds_to_try, trial_of
from parindex.portal.criteria import permissions
from parindex.portal.criteria.queries.drafts import draft_by_id, view_of
from parindex.portal.platform.words import say


@require_safe
def draft_trial(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest round of the base, or that of `?dot=`."""
    assert isinstance(request.user, User)
    draft = draft_by_id(public_id)
    permissions.may_edit_draft(request.user, draft).or_refuse()
    view = view_of(draft)
    rounds = rounds_to_try(request.user, draft)
    wanted = request.GET.get("dot")
    chosen = next((each for each in rounds if each.public_id == wanted), rounds[0] if rounds else None)
    document = view.judged.document
    ready = chosen is not None and document is not None and not view.judged.errors
    tables = trial_of(chosen, document) if ready and chosen and document else []
    context = {
        "draft": draft,
        "rounds": rounds,
        "chosen": chosen,
        "errors": len(view.judged.errors),
        "tables": [
            (table, [(line, units, say(f"recompute.{line.reason}", {"inputs": ", ".join(line.inputs)}))
                     for line, units in table.trial.not_carried])
            for table in tables
        ],
        "simulated": bool(chosen and chosen.simulated),
    }  # fmt: skip
    return render(request, "assessments/draft_trial.html", context)
