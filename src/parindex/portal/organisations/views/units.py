"""The list of units on a day."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from parindex.engine.numbers.printing import show_date
from parindex.portal.organisations.forms import UnitFilter
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion
from parindex.portal.organisations.queries import find_units, subtree_on, versions_on, with_parent
from parindex.portal.organisations.tables import UnitTable
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange


def units(request: HttpRequest) -> HttpResponse:
    """Units as they were on a day, found without accents, filtered, sorted, paged; `?format=xlsx` for Excel."""
    form = UnitFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    day = asked.get("day") or clock.today()
    table = UnitTable(_found(asked, day))
    arrange(request, table)
    if request.GET.get("format") == "xlsx":
        title = _("Units on %(day)s") % {"day": show_date(day)}
        return table_response(table, file_name=f"don-vi-{day}.xlsx", title=title)
    return render(request, "organisations/units.html", {"table": table, "form": form, "day": day})


def _found(asked: dict[str, object], day: date) -> QuerySet[OrgUnitVersion]:
    found = find_units(str(asked["q"]), day) if asked.get("q") else versions_on(day)
    if asked.get("level"):
        found = found.filter(level=asked["level"])
    if asked.get("province"):
        province = get_object_or_404(OrgUnit, public_id=asked["province"])
        found = found.filter(unit__in=subtree_on(province, day))
    return with_parent(found, day)
