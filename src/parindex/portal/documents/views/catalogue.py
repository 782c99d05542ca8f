"""The catalogue, one document, and the download of a file."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions, queries
from parindex.portal.documents.tables import KINDS, DocumentTable
from parindex.portal.organisations.queries import units_visible_to
from parindex.portal.platform import clock, files
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents that the person may see, searched without accents; where each is used."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    text, kind, year = (request.GET.get(name, "") for name in ("q", "kind", "year"))
    kind = kind if kind in KINDS else ""
    found = queries.listed(request.user, text=text, kind=kind, year=year)
    if request.GET.get("export") == "xlsx":
        facts = [f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"]
        return table_response(DocumentTable(found), file_name="van-ban.xlsx", title=_("Documents"), facts=facts)
    table = DocumentTable(found)
    arrange(request, table)
    table.tell_uses(request.user)
    context = {
        "table": table,
        "search": text,
        "kind": kind,
        "kinds": KINDS.items(),
        "year": year,
        "years": queries.years_listed(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "documents/list.html", context)


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """One document with its files, relations, and where it is used."""
    assert isinstance(request.user, User)
    visible = permissions.visible_to(request.user)
    shown = get_object_or_404(visible.select_related("unit"), public_id=public_id)
    units = set(units_visible_to(request.user).values_list("pk", flat=True))
    context = {
        "document": shown,
        "kind": KINDS[shown.kind],
        "files": shown.files.select_related("stored__checked"),
        "relations": shown.relations.filter(other__in=visible).select_related("other"),
        "related_from": shown.related_from.filter(document__in=visible).select_related("document"),
        "uses": queries.uses_of([shown.pk], units)[shown.pk],
        "may_edit": permissions.may_edit(request.user, shown),
        "other_date": queries.same_numbers([shown]).get(shown.pk),
    }
    return render(request, "documents/document.html", context)


@require_safe
def download(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """The bytes of a file, always as a download: a browser never runs what someone uploaded."""
    assert isinstance(request.user, User)
    file = queries.file_of(request.user, public_id, file_id)
    if file is None:
        raise Http404(file_id)
    response = HttpResponse(files.read(file.stored), content_type=file.stored.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
