"""The catalogue, one document, and the download of a file."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions, queries
from parindex.portal.documents.models import DocumentKind
from parindex.portal.documents.queries.catalogue import Asked, issuers_listed, sought, standing_of
from parindex.portal.documents.queries.citing import citations_of, cited_by
from parindex.portal.documents.queries.texts import has_text, hits_in, unread
from parindex.portal.documents.tables import FORCES, KINDS, DocumentTable
from parindex.portal.documents.views.kinds import rows_to_sort
from parindex.portal.organisations.queries import units_visible_to
from parindex.portal.platform import clock, files
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange

LONGEST_SEARCH = 200


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents that the person may see, searched without accents; where each is used."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    asked = _asked(request)
    found, visible = sought(request.user, asked), permissions.visible_to(request.user)
    if request.GET.get("export") == "xlsx":
        facts = [
            f"{clock.now().astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}",
            *_said(asked, dict(issuers_listed(visible))),
        ]
        table = DocumentTable(found)
        table.tell(request.user, "", found, visible)
        return table_response(table, file_name="van-ban.xlsx", title=_("Documents"), facts=facts)
    table = DocumentTable(found)
    arrange(request, table)
    table.tell(request.user, asked.text, [row.record for row in table.paginated_rows], visible)
    context = {
        "table": table,
        "asked": asked,
        "kinds": KINDS.items(),
        "forces": FORCES.items(),
        "issuers": issuers_listed(visible),
        "years": queries.years_listed(visible),
        "unread": unread(visible).count(),
        "query": request.GET.urlencode(),
        "to_sort": rows_to_sort(request.user) if asked.kind == DocumentKind.OTHER else [],
    }
    return render(request, "documents/list.html", context)


def _asked(request: HttpRequest) -> Asked:
    """The filters as the address says; an unknown one counts as none."""
    told = {name: request.GET.get(name, "") for name in ("kind", "year", "issuer", "force", "used")}
    return Asked(
        text=request.GET.get("q", "")[:LONGEST_SEARCH],
        kind=told["kind"] if told["kind"] in KINDS else "",
        issuer=told["issuer"][:300],
        year=told["year"],
        force=told["force"] if told["force"] in FORCES else "",
        used=told["used"] if told["used"] in ("yes", "no") else "",
    )


def _said(asked: Asked, issuers: Mapping[str, str]) -> list[str]:
    """The filters as lines of the Excel file."""
    told = [
        asked.text,
        str(KINDS.get(asked.kind, "")),
        issuers.get(asked.issuer, ""),
        asked.year,
        str(FORCES.get(asked.force, "")),
    ]
    return [" · ".join(part for part in told if part)] if any(told) else []


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    """One document with its files, relations, and where it is used."""
    assert isinstance(request.user, User)
    visible = permissions.visible_to(request.user)
    shown = get_object_or_404(visible.select_related("unit"), public_id=public_id)
    search = request.GET.get("q", "")[:LONGEST_SEARCH]
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
        "standing": standing_of([shown], visible).get(shown.pk),
        "search": search,
        "hits": hits_in(shown, search),
        "citations": citations_of(shown, visible),
        "cited_by": cited_by(shown, visible),
        "texts_read": has_text(shown),
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
