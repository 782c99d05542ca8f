"""The register: filtered, sorted, paged, as Excel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.petitions import permissions, queries
from parindex.portal.petitions.forms import day_of
from parindex.portal.petitions.labels import KINDS, SOURCES, STATES
from parindex.portal.petitions.tables import PetitionTable
from parindex.portal.platform import clock, words
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange

VIEWS = ("open", "overdue", "soon", "closed", "all")


@require_safe
def petition_list(request: HttpRequest) -> HttpResponse:
    """All petitions that the person may see."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    asked = _asked(request)
    found = queries.listed(request.user, asked)
    units = queries.units_of_register(request.user)
    names = {row.unit_id: row.name for row in units}
    one_unit = len(units) < 2
    handled = frozenset(permissions.handled_units(request.user).values_list("pk", flat=True))
    if request.GET.get("export") == "xlsx":
        table = PetitionTable(found, names=names, handled=handled)
        facts = [f"{words.say('petitions.listed', {'count': len(table.rows)})} · {clock.now():%d/%m/%Y %H:%M}"]
        if found.filter(simulated=True).exists():
            facts.append(words.say("petitions.simulated"))
        return table_response(table, file_name="phan-anh-kien-nghi.xlsx", title=_("Petitions"), facts=facts)
    counts = queries.counts(request.user)
    labels = {
        "open": _("In hand"),
        "overdue": pgettext("petitions", "Overdue"),
        "soon": _("Due within 3 days"),
        "closed": _("Handled"),
        "all": _("All"),
    }
    table = arrange(
        request, PetitionTable(found, names=names, handled=handled, exclude=("unit_name",) if one_unit else ())
    )
    context: dict[str, object] = {
        "table": table,
        "views": [(view, labels[view], counts[view]) for view in VIEWS],
        "asked": asked,
        "units": [] if one_unit else units,
        "states": [(code, word) for code, (word, _tone) in STATES.items()],
        "kinds": KINDS.items(),
        "sources": SOURCES.items(),
        "query": request.GET.urlencode(),
        "may_register": permissions.may_register(request.user, None),
        "simulated": any(row.simulated for row in table.page.object_list.data),
    }
    return render(request, "petitions/list.html", context)


def _asked(request: HttpRequest) -> queries.Filter:
    get = request.GET.get
    view, unit = get("xem", "all"), get("don-vi", "")
    return queries.Filter(
        view=view if view in VIEWS else "all",
        state=get("trang-thai", "") if get("trang-thai", "") in STATES else "",
        kind=get("loai", "") if get("loai", "") in KINDS else "",
        source=get("nguon", "") if get("nguon", "") in SOURCES else "",
        unit=OrgUnit.objects.filter(public_id=unit).first() if unit else None,
        text=get("q", ""),
        first=day_of(get("tu", "")),
        last=day_of(get("den", "")),
    )
