"""The catalogue, one document, and the download of a file."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.models import DocumentFile
from parindex.portal.documents.tables import KINDS, DocumentTable
from parindex.portal.platform import files
from parindex.portal.platform.folding import fold
from parindex.portal.platform.tables import arrange


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents that the person may see, searched without accents."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    found = permissions.visible_to(request.user)
    if kind in KINDS:
        found = found.filter(kind=kind)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    table = arrange(request, DocumentTable(found))
    context = {"table": table, "search": text, "kind": kind, "kinds": KINDS.items()}
    return render(request, "documents/list.html", context)


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """One document with its files and relations."""
    assert isinstance(request.user, User)
    visible = permissions.visible_to(request.user)
    shown = get_object_or_404(visible, public_id=public_id)
    context = {
        "document": shown,
        "kind": KINDS[shown.kind],
        "files": shown.files.select_related("stored"),
        "relations": shown.relations.filter(other__in=visible).select_related("other"),
        "related_from": shown.related_from.filter(document__in=visible).select_related("document"),
    }
    return render(request, "documents/document.html", context)


@require_safe
def download(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """The bytes of a file, always as a download: a browser never runs what someone uploaded."""
    assert isinstance(request.user, User)
    visible = permissions.visible_to(request.user).filter(public_id=public_id)
    file = get_object_or_404(DocumentFile.objects.select_related("stored"), document__in=visible, public_id=file_id)
    response = HttpResponse(files.read(file.stored), content_type=file.stored.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
