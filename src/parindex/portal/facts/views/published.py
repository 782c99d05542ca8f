"""Published PAR INDEX and SIPAS tables, as printed and with their sources."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.facts import permissions, queries
from parindex.portal.facts.tables import PublishedTable
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange

TABLES = {"par-index": "par_index", "sipas": "sipas"}


def published(request: HttpRequest, table_name: str) -> HttpResponse:
    """By unit and year; filtered by year, level and name; `?format=xlsx` for Excel."""
    assert isinstance(request.user, User)
    permissions.may_see_published(request.user).or_refuse()
    if table_name not in TABLES:
        raise Http404(table_name)
    index = TABLES[table_name]
    years = queries.years_of(index)
    year = _year(request.GET.get("nam", ""), years)
    rows = queries.published_rows(index, year=year, text=request.GET.get("q", ""), level=request.GET.get("cap", ""))
    title = _("SIPAS as published") if index == "sipas" else _("PAR INDEX as published")
    table = PublishedTable(rows)
    if request.GET.get("format") == "xlsx":
        return table_response(table, file_name=f"{table_name}.xlsx", title=title, facts=[_("Figures as printed")])
    arrange(request, table, per_page=50)
    context = {"table": table, "title": title, "name": table_name, "years": years, "year": year, "asked": request.GET}
    return render(request, "facts/published.html", context)


def parts(request: HttpRequest) -> HttpResponse:
    """Points by part and by field, with what does not add up; means of the country and its regions."""
    assert isinstance(request.user, User)
    permissions.may_see_published(request.user).or_refuse()
    regions, means = queries.mean_rows()
    context = {"rows": queries.parts_rows(), "fields": queries.field_rows(), "regions": regions, "means": means}
    return render(request, "facts/parts.html", context)


def merger(request: HttpRequest) -> HttpResponse:
    """The provinces of today and those from which they come."""
    assert isinstance(request.user, User)
    permissions.may_see_published(request.user).or_refuse()
    return render(request, "facts/merger.html", {"merged": queries.merged_provinces()})


def _year(text: str, years: Sequence[int]) -> int | None:
    return int(text) if text.isdigit() and int(text) in years else None
