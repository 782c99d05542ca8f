"""The index of QĐ 766 beside the dashboard: an Excel file by unit, what is unsure in the source marked on its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.dossiers.engine_bridge.index_766 import NoScheme, indices, scheme
from parindex.portal.dossiers.views.asked import Asked
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.excel import workbook as excel
from parindex.portal.platform.refusals import ActionRefused

STANDING: Mapping[str, Promise] = {
    "verified": gettext_lazy("Counted again: equals the points of the national portal"),
    "described": gettext_lazy("Not checked: only described by the source"),
    "disputed": gettext_lazy("Unsure: taken back by the source later"),
    "unknown": gettext_lazy("Unknown"),
}


def workbook(asked: Asked, facts: Sequence[str]) -> HttpResponse:
    """Every unit and indicator with its two numbers. Refuses a window before the index was in force."""
    asked = asked.whole()
    try:
        found, way = indices(asked.part, asked.window), scheme(asked.window)
    except NoScheme as refused:
        raise ActionRefused("dossiers.no_index_766") from refused
    rows: list[Sequence[object]] = [
        [_("Unit"), _("No."), _("Indicator"), _("Numerator"), _("Denominator"), _("Points"), _("Maximum"),
         _("Standing of the source"), _("Note")]
    ]  # fmt: skip
    for unit in sorted(asked.units, key=lambda each: each.sort_key):
        rows += [
            [unit.name, value.indicator.no, value.indicator.title, value.numerator, value.denominator, value.points,
             value.indicator.max, str(STANDING[value.indicator.status]),
             value.indicator.why or value.indicator.note or ""]
            for value in found.get(unit.code, ())
        ]  # fmt: skip
    told = _("No points: the records do not tell them. They are no result of the index and are not added up.")
    waits = _(
        "Time spent waiting for the citizen is taken off; where a source has put it into the due date already, "
        "2.1 is too favourable."
    )
    content = excel(rows, title=_("Index of QĐ 766"), facts=[*facts, way.title, told, waits])
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''bo-chi-so-766.xlsx"
    return response
