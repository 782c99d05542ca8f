"""Lines of a draft plan that were made of readings, and the draft itself, taken away again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.intake.actions.drop_plan_lines import drop_plan_draft, drop_plan_line
from parindex.portal.plans.queries import annual_plan
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_POST
def drop_line(request: HttpRequest, plan_id: str, line_id: str) -> HttpResponse:
    """Delete one line of a draft."""
    assert isinstance(request.user, User)
    plan = annual_plan(request.user, plan_id)
    line = get_object_or_404(plan.lines.select_related("plan__unit"), public_id=line_id)
    version = request.POST.get("row_version", "")
    if not version.isascii() or not version.isdecimal():
        return HttpResponse(status=400)
    try:
        drop_plan_line(actor=request.user, line=line, row_version=int(version))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("The line is deleted. What was read in the document stands there, accepted."))
    return redirect("plans:plan", plan_id)


@require_POST
def drop_draft(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Delete a draft with its lines."""
    assert isinstance(request.user, User)
    try:
        drop_plan_draft(actor=request.user, plan=annual_plan(request.user, plan_id))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
        return redirect("plans:plan", plan_id)
    messages.success(request, _("The draft is deleted. What was read in the documents stands there, accepted."))
    return redirect("plans:list")
