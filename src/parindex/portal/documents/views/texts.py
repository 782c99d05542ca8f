"""Texts of the catalogue: how much is read, what has no text and why, and having it read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions import read_catalogue
from parindex.portal.documents.jobs import start_reading_catalogue
from parindex.portal.documents.queries.texts import files_without_text, standing_of_texts
from parindex.portal.documents.tables import WithoutTextTable
from parindex.portal.organisations.permissions import Right, positions_with
from parindex.portal.platform.tables import arrange


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """The counts and the files without a text; POST has the catalogue read and leads to the progress."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    if request.method == "POST":
        permissions.may_read_catalogue(request.user).or_refuse()
        again = request.POST.get("again") == "1"
        held = positions_with(request.user, Right.RUN_ROUNDS)[0]
        read_catalogue(actor=request.user, unit=held.scope, again=again)
        return redirect("job", start_reading_catalogue(request.user, again=again).public_id)
    visible = permissions.visible_to(request.user)
    table = WithoutTextTable(files_without_text(visible))
    arrange(request, table)
    context = {
        "texts": standing_of_texts(visible),
        "table": table,
        "may_read": permissions.may_read_catalogue(request.user),
    }
    return render(request, "documents/texts.html", context)
