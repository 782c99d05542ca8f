"""Documents that are written here, and a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import words_of
from parindex.portal.reports import permissions, queries
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.engine_bridge import KINDS, TemplateKind
from parindex.portal.reports.forms import NewDraftForm
from parindex.portal.reports.labels import kind_of
from parindex.portal.reports.models import Draft
from parindex.portal.reports.tables import DraftTable


@require_http_methods(["GET", "HEAD", "POST"])
def draft_list(request: HttpRequest) -> HttpResponse:
    """What is written, last changed first; POST begins a document."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    form = NewDraftForm(
        request.POST or None, units=_units(request.user), kinds=[(each, kind_of(each)) for each in KINDS]
    )
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("reports:draft", _create(request.user, form).public_id)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            context["refusal"] = words_of(refusal)
    text = request.GET.get("q", "")
    table = arrange(request, DraftTable(queries.listed(request.user, text=text)))
    context |= {"table": table, "form": form, "search": text}
    return render(request, "reports/list.html", context, status=422 if request.method == "POST" else 200)


def _units(actor: User) -> list[tuple[str, str]]:
    named = names_on(permissions.writing_units(actor)).values()
    return [(each.unit.public_id, each.name) for each in named]


def _create(actor: User, form: NewDraftForm) -> Draft:
    unit = get_object_or_404(permissions.writing_units(actor), public_id=form.cleaned_data["unit"])
    kind, subject = TemplateKind(form.cleaned_data["kind"]), form.cleaned_data["subject"]
    return create_draft(actor=actor, unit=unit, kind=kind, subject=subject)
