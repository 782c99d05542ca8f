"""The catalogue on a day, and one procedure with its versions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.documents.permissions import openable
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange
from parindex.portal.procedures import labels, permissions, queries
from parindex.portal.procedures.models import Procedure
from parindex.portal.procedures.queries import Sought
from parindex.portal.procedures.tables import ProcedureTable
from parindex.portal.procedures.views.asking import day_of, owner_of

STATES = ("valid", "abolished", "all")


@require_safe
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Procedures as they stood on a day, filtered, searched without accents."""
    assert isinstance(request.user, User)
    permissions.may_read(request.user).or_refuse()
    owner, owners = owner_of(request)
    sought = _sought(request, owner)
    found = queries.listed(sought)
    simulated = owner is not None and Procedure.objects.filter(owner=owner, simulated=True).exists()
    if request.GET.get("export") == "xlsx":
        facts = [f"{version_on(owner).name if owner else ''} · {show_date(sought.day)}"]
        if simulated:
            facts.append(_("Simulated data"))
        return table_response(
            ProcedureTable(found),
            file_name="thu-tuc-hanh-chinh.xlsx",
            title=_("Administrative procedures"),
            facts=facts,
        )
    context = {
        "table": arrange(request, ProcedureTable(found, query=f"ngay={show_date(sought.day)}")),
        "sought": sought,
        "day": show_date(sought.day),
        "owner": owner,
        "owners": owners,
        "owner_name": version_on(owner).name if owner else "",
        "fields": queries.fields_of(owner),
        "levels": [*labels.LEVELS.items(), ("internal", _("Between state bodies"))],
        "online_levels": [(code or "unknown", word) for code, (word, _tone) in labels.ONLINE.items()],
        "states": [("valid", _("In force")), ("abolished", _("Procedure abolished")), ("all", _("All"))],
        "query": request.GET.urlencode(),
        "simulated": simulated,
        "may_manage": bool(permissions.owners_managed(request.user)),
    }
    return render(request, "procedures/list.html", context)


def _sought(request: HttpRequest, owner: object) -> Sought:
    asked = request.GET
    state = asked.get("state", "valid")
    return Sought(
        day=day_of(request, "ngay", clock.today()),
        owner=owner,  # type: ignore[arg-type]  # as owner_of gives it
        text=asked.get("q", ""),
        level=asked.get("level", "") if asked.get("level", "") in {*labels.LEVELS, "internal"} else "",
        field=asked.get("field", ""),
        online=asked.get("online", "") if asked.get("online", "") in {*labels.ONLINE, "unknown"} else "",
        one_stop=asked.get("one_stop", "") if asked.get("one_stop", "") in {"yes", "no", "unknown"} else "",
        state=state if state in STATES else "valid",
    )


@require_safe
def procedure(request: HttpRequest, public_id: str) -> HttpResponse:
    """One procedure on a day: what counts, every version, what each changed."""
    assert isinstance(request.user, User)
    permissions.may_read(request.user).or_refuse()
    shown = get_object_or_404(Procedure.objects.select_related("owner"), public_id=public_id)
    day = day_of(request, "ngay", clock.today())
    lines = queries.history_of(shown, day)
    current = next((line.version for line in lines if line.counts), None)
    told = current or lines[-1].version
    context = {
        "procedure": shown,
        "openable": openable(request.user, [line.version.decision_id for line in lines]),
        "current": current,
        "told": told,
        "day": day,
        "abolished": current is not None and current.announcement == "abolished",
        "level": labels.level_of(told),
        "online": labels.ONLINE[told.online],
        "term": labels.term(told),
        "flags": [
            (labels.COLUMNS[name], labels.yes_no(getattr(told, name)))
            for name in ("one_stop", "by_post", "inter_agency", "joined", "online_eligible", "has_workflow", "has_fee")
        ],
        "versions": [
            (line, labels.ANNOUNCEMENTS[line.version.announcement], labels.change_lines(line.changes)) for line in lines
        ],
        "owner_name": version_on(shown.owner).name,
    }
    return render(request, "procedures/procedure.html", context)
