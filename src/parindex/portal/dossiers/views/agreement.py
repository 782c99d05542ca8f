"""Reconciliation of portals: a section of the page of an import, and the dossiers themselves as Excel."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.engine_bridge.agreeing import LISTED, Agreement, codes_of, compared
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import excel, words


def section(actor: User, batch: ImportBatch) -> list[dict[str, object]]:
    """The source of the import against every other one that the person may see; nothing where there is only one."""
    if not batch.is_standing or batch.layout != engine_bridge.DOSSIERS:
        return []
    found = []
    for other in _others(actor, batch):
        comparison = compared(batch.source.code, other.code)
        differing = sorted(comparison.by_column.items(), key=lambda each: (-each[1], each[0]))
        found.append(
            {
                "other": other,
                "counts": {each.value: comparison.counts[each] for each in Agreement},
                "columns": [(engine_bridge.column_title(column), count) for column, count in differing],
            }
        )
    return found


def workbook(actor: User, batch: ImportBatch, public_id: str) -> HttpResponse:
    """The dossiers that differ or stand in one of the two only, with what differs and the row of each file."""
    other = get_object_or_404(_others(actor, batch), public_id=public_id)
    head = [_("Record code"), _("How it stands"), _("What differs"), batch.source.title, other.title]
    rows = [
        [code, words.say(f"lake.agreement.{kind.value}", {}), ", ".join(map(engine_bridge.column_title, differs)),
         first, second]
        for kind in (Agreement.DIFFERENT, Agreement.ONLY_FIRST, Agreement.ONLY_SECOND)
        for code, differs, first, second in codes_of(batch.source.code, other.code, kind)
    ]  # fmt: skip
    facts = [
        _("First source: %(first)s; second source: %(second)s; the last columns are rows of their files.")
        % {"first": batch.source.title, "second": other.title},
        _("At most %(count)s dossiers of each kind are listed.") % {"count": LISTED},
    ]
    content = excel.workbook([head, *rows], title=_("Portals against each other"), facts=facts)
    response = HttpResponse(content, content_type=excel.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="doi-soat-{batch.public_id}.xlsx"'
    return response


def _others(actor: User, batch: ImportBatch) -> QuerySet[DossierSource]:
    """Other sources whose dossiers stand and whose imports the person may see."""
    seen = permissions.batches_of(actor).filter(state=BatchState.IMPORTED, layout=engine_bridge.DOSSIERS)
    return DossierSource.objects.filter(pk__in=seen.values("source")).exclude(pk=batch.source_id)
