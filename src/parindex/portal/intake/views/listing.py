"""Documents that were sent, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import largest_file
from parindex.portal.intake import jobs, permissions, queries
from parindex.portal.intake.actions.take_in_document import read_again, take_in_document
from parindex.portal.intake.engine_bridge.reading import ENDINGS
from parindex.portal.intake.forms import UploadForm
from parindex.portal.intake.models import Intake
from parindex.portal.intake.tables import IntakeTable
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def intake_list(request: HttpRequest) -> HttpResponse:
    """What was sent, newest first; POST takes a file in."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    form = UploadForm(request.POST or None, request.FILES or None, units=_units(request.user))
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("intake:intake", _take_in(request.user, form).public_id)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            context["refusal"] = words_of(refusal)
    text = request.GET.get("q", "")
    table = arrange(request, IntakeTable(queries.listed(request.user, text=text)))
    table.tell_findings()
    context |= {"table": table, "form": form, "search": text, "endings": ", ".join(ENDINGS)}
    return render(request, "intake/list.html", context, status=422 if request.method == "POST" else 200)


def _units(actor: User) -> list[tuple[str, str]]:
    """Units whose documents the person may have read, his own first."""
    named = names_on(permissions.reading_units(actor)).values()
    return [(each.unit.public_id, each.name) for each in named]


def _take_in(actor: User, form: UploadForm) -> Intake:
    unit = get_object_or_404(OrgUnit, public_id=form.cleaned_data["unit"])
    uploaded = form.cleaned_data["file"]
    return take_in_document(
        actor=actor,
        unit=unit,
        name=uploaded.name or "",
        content=uploaded.read(largest_file() + 1),  # one more is refused as too large
        start=lambda intake: jobs.start_reading(intake, actor),
    )


@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have it read once more."""
    assert isinstance(request.user, User)
    actor = request.user
    intake = get_object_or_404(permissions.visible_to(actor), public_id=public_id)
    read_again(actor=actor, intake=intake, start=lambda each: jobs.start_reading(each, actor))
    messages.success(request, _("The document is read once more."))
    return redirect("intake:intake", public_id)
