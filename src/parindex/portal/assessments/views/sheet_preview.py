"""The preview of a pasted block or an uploaded workbook, and its saving: the same page for both, without script too."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import RowResult, save_sheet_rows
from parindex.portal.assessments.engine_bridge.sheet_files import TableRefused, read_self_sheet
from parindex.portal.assessments.forms.incoming_rows import IncomingRows, filled_rows, pasted_rows
from parindex.portal.assessments.forms.sheet_preview import KEEP, THEIRS, SheetPreview, chosen_rows, preview_of
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.kept_sheets import PASTED, kept_sheets
from parindex.portal.assessments.queries.self_sheets import SelfSheet, self_sheet
from parindex.portal.assessments.views.sheet import common_context
from parindex.portal.documents.actions import drop_upload
from parindex.portal.documents.models import Upload
from parindex.portal.documents.queries import content_of
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

KEPT = "ban"
"""In the address: the upload that is looked at."""
CELLS_NAMED = 10
"""So many cells that were not taken are named once more after saving."""


def incoming_of(standing: SelfSheet, name: str, content: bytes) -> IncomingRows:
    """The rows of a block or a workbook. Raises ``TableRefused``, ``ActionRefused`` for what is none of this sheet."""
    if name == PASTED:
        return pasted_rows(standing, content.decode())
    return filled_rows(standing, read_self_sheet(content, file_name=name))


def preview(request: HttpRequest, person: User, member: RoundUnit) -> HttpResponse:
    """Old → new of every row; a POST saves the good ones. The upload named in the address is the person's own."""
    kept = kept_sheets(person, member).filter(public_id=request.GET[KEPT]).first()
    if kept is None:
        messages.info(request, _("This preview was saved already, or its time is over. Nothing was saved now."))
        return _to_sheet(member)
    standing, refusal = self_sheet(member), ""
    rows = SheetPreview()
    try:
        incoming = incoming_of(standing, kept.name, content_of(kept))
        if request.method == "POST":
            return _save(request, person, member, kept, incoming)
        look = partial(save_sheet_rows, actor=person, round_unit=member, dry_run=True)
        rows = preview_of(standing, incoming, lambda asked: look(rows=asked))
    except NotAllowed:
        raise
    except TableRefused as refused:
        refusal = " ".join(say(fault.code, fault.values) for fault in refused.faults)
    except ActionRefused as refused:
        refusal = words_of(refused)
    context: dict[str, Any] = {"kept": kept, "pasted": kept.name == PASTED, "preview": rows, "refusal": refusal}
    page = common_context(standing, person) | context
    return render(request, "assessments/sheet/preview.html", page, status=422 if refusal else 200)


def _save(request: HttpRequest, person: User, member: RoundUnit, kept: Upload, incoming: IncomingRows) -> HttpResponse:
    """Save what was looked at. What could not be saved is shown again with its reason; else the upload is done with."""
    answers = save_sheet_rows(actor=person, round_unit=member, rows=chosen_rows(incoming, request.POST))
    done = {RowResult.SAVED, RowResult.UNCHANGED}
    settled = {(answer.row.leaf, answer.row.place) for answer in answers if answer.result in done}
    kept_theirs = {name.removeprefix(KEEP) for name in request.POST if request.POST[name] == THEIRS}
    left = sum(1 for row in incoming.rows if (row.leaf, row.place) not in settled and row.leaf not in kept_theirs)
    saved = sum(1 for answer in answers if answer.result is RowResult.SAVED)
    if saved:
        messages.success(request, _("Saved %(count)s rows.") % {"count": saved})
    if not left and incoming.ignored:
        cells = [each.cell for each in incoming.ignored]
        told = ", ".join([*cells[:CELLS_NAMED], *(["…"] if len(cells) > CELLS_NAMED else [])])
        said = _("%(count)s cells of the file were not taken into the sheet: %(cells)s.")
        messages.warning(request, said % {"count": len(cells), "cells": told})
    if not left:
        drop_upload(kept)
        if not saved:
            messages.info(request, _("Nothing was saved: the sheet says the same already."))
        return _to_sheet(member)
    if any(answer.result is RowResult.CONFLICT for answer in answers):
        messages.warning(request, _("Someone changed rows while you looked at them. Look at both values and choose."))
    messages.warning(request, _("%(count)s rows are not saved; they stand below with the reason.") % {"count": left})
    return redirect(request.get_full_path())


def _to_sheet(member: RoundUnit) -> HttpResponse:
    return redirect("assessments:sheet", member.round.public_id, member.unit.public_id)
