"""The document of an annual plan is begun from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.plans.queries import annual_plan
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of
from parindex.portal.reports import permissions
from parindex.portal.reports.actions.draft_from_plan import draft_from_plan
from parindex.portal.reports.queries import open_draft_of


@require_POST
def from_plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Its open draft, or one with the plan's lines in its annex; ``anew`` asks for a further one."""
    assert isinstance(request.user, User)
    plan, anew = annual_plan(request.user, plan_id), "anew" in request.POST
    standing = None if anew else open_draft_of(plan)
    if standing is not None and permissions.may_draft(request.user, plan.unit):
        messages.info(request, _("This document of the plan is open already. Nothing new was begun."))
        return redirect("reports:draft", standing.public_id)
    try:
        draft = draft_from_plan(actor=request.user, plan=plan, anew=anew)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
        return redirect("plans:plan", plan_id)
    return redirect("reports:draft", draft.public_id)
