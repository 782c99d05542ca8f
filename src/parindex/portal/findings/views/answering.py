"""Answering a finding from its drawer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.findings import permissions
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.views.listing import drawer
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the answer; a refusal shows the drawer again with the words that were typed."""
    assert isinstance(request.user, User)
    finding = get_object_or_404(permissions.visible_to(request.user), public_id=public_id)
    given = request.POST.get("answer", "")
    if given not in set(FindingAnswer):
        return HttpResponse(status=400)
    note = request.POST.get("note", "")
    try:
        answer_finding(actor=request.user, finding=finding, answer=FindingAnswer(given), note=note)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        context = {**drawer(request.user, finding), "note": note, "refusal": words_of(refusal)}
        return render(request, "findings/one.html", context, status=422)
    messages.success(request, _("Answer saved."))
    query = request.GET.urlencode()
    address = reverse("findings:finding", args=[public_id])
    return redirect(f"{address}?{query}" if query else address)
