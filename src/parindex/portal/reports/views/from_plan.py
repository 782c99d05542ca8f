"""The document of an annual plan is begun from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.plans.queries import annual_plan
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of
from parindex.portal.reports.actions.draft_from_plan import draft_from_plan


@require_POST
def from_plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Write the plan out: the draft with the plan's lines in its annex."""
    assert isinstance(request.user, User)
    try:
        draft = draft_from_plan(actor=request.user, plan=annual_plan(request.user, plan_id))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
        return redirect("plans:plan", plan_id)
    return redirect("reports:draft", draft.public_id)
