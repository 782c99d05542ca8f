"""Dossiers of an import without due date, by unit: the list behind the one finding; as Excel, dossier by dossier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.labels import STATUSES
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.tables.undated import UndatedTable
from parindex.portal.platform import excel
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.tables import arrange


@require_safe
def undated(request: HttpRequest, public_id: str) -> HttpResponse:
    """Units with the numbers; ``?export=xlsx``: the dossiers themselves, to send to the units."""
    assert isinstance(request.user, User)
    batch = get_object_or_404(ImportBatch.objects.select_related("source__owner"), public_id=public_id)
    permissions.may_see_batch(request.user, batch).or_refuse()
    if batch.version_after is None:
        raise ActionRefused("dossiers.not_standing", {"name": batch.file_name})
    names = {version.code: version.name for version in known_units(batch.source)}
    if request.GET.get("export") == "xlsx":
        return _workbook(batch, names)
    units = engine_bridge.units_without_due(batch.lake_batch, batch.version_after)
    rows = [{"unit": names.get(each.unit, each.unit), "undated": each.undated, "rows": each.rows} for each in units]
    context = {
        "batch": batch,
        "table": arrange(request, UndatedTable(rows)),
        "total": sum(each.undated for each in units),
        "simulated": batch.simulated,
    }
    return render(request, "dossiers/undated.html", context)


def _workbook(batch: ImportBatch, names: dict[str, str]) -> HttpResponse:
    head = [_("Unit"), _("Record code"), _("Procedure"), _("State"), _("Received on")]
    lines = [
        [names.get(each.unit, each.unit), each.record_code, each.procedure_code, str(STATUSES[each.status]),
         each.received_on]
        for each in engine_bridge.records_without_due(batch.lake_batch, batch.version_after or 0)
    ]  # fmt: skip
    content = excel.workbook([head, *lines], title=_("Dossiers without due date"), facts=[batch.file_name])
    response = HttpResponse(content, content_type=excel.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="khong-ngay-hen-{batch.public_id}.xlsx"'
    return response
