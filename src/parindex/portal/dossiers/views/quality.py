"""Quality of handling procedures by TT 01/2018: what records tell, by unit; the nine indicators with their source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.dossiers.engine_bridge import dashboard
from parindex.portal.dossiers.engine_bridge.quality import MOST, Quality, qualities, scheme
from parindex.portal.dossiers.tables.quality import QualityRow, QualityTable
from parindex.portal.dossiers.views.asked import Asked, asked_of
from parindex.portal.dossiers.views.dashboard import facts, frame
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange


@require_safe
def quality_page(request: HttpRequest) -> HttpResponse:
    """Table and indicators; ``?export=xlsx``: the table."""
    asked = asked_of(request).whole()
    table = QualityTable(_rows(asked))
    if request.GET.get("export") == "xlsx":
        title = _("Quality of handling (TT 01/2018)")
        return table_response(table, file_name="chat-luong-giai-quyet.xlsx", title=title, facts=facts(asked))
    said = scheme()
    context = frame(asked) | {
        "table": arrange(request, table),
        "scheme": said,
        "replaced": asked.window.last >= said.replaced_from,
        "most": MOST * len(said.indicators),
        "counted": sum(each.counted is not None for each in said.indicators),
    }
    return render(request, "dossiers/quality.html", context)


def _rows(asked: Asked) -> list[QualityRow]:
    if dashboard.first_and_last_day() is None:
        return []
    found = qualities(asked.part, asked.window)
    units = sorted(asked.units, key=lambda each: each.sort_key)
    return [_row(unit, found[unit.code]) for unit in units if unit.code in found]


def _row(unit: OrgUnitVersion, found: Quality) -> QualityRow:
    time, contacts = (each for each in found.values if each.indicator.counted is not None)
    return QualityRow(
        unit.name,
        unit.sort_key,
        time.records or 0,
        time.score,
        contacts.records or 0,
        contacts.score,
        found.total,
        found.maximum,
    )
