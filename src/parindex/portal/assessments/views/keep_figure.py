""" "Vẫn giữ số này": the warning beside a figure was seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions.keep_doubted_figure import keep_doubted_figure
from parindex.portal.assessments.views.sheet_row import BY_SCRIPT, row_page
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_POST
def keep_figure(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Save the row as it was sent, then record that the figure is kept. By script: no content, or the refusal."""
    person = request.user
    assert isinstance(person, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(person, member).or_refuse()
    saved = row_page(request, public_id, unit_id, leaf_code)
    if saved.status_code >= 400:
        return saved
    try:
        keep_doubted_figure(actor=person, round_unit=member, leaf=leaf_code, input_code=request.POST.get("giu-so", ""))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        messages.error(request, words_of(refused))
    if BY_SCRIPT in request.headers:
        return row_page(request, public_id, unit_id, leaf_code)
    messages.success(request, _("The figure is kept; the warning is recorded as seen."))
    return redirect("assessments:sheet_row", public_id, unit_id, leaf_code)
