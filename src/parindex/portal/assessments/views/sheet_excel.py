"""The sheet and Excel: a workbook to take away; a pasted block or a filled workbook with its preview, then saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import keep_sheet_upload
from parindex.portal.assessments.engine_bridge.sheet_files import (
    LARGEST_SHEET,
    TOO_LARGE,
    TableRefused,
    write_self_sheet,
)
from parindex.portal.assessments.forms.incoming_rows import pasted_rows
from parindex.portal.assessments.forms.sheet_preview import example_lines
from parindex.portal.assessments.forms.sheet_workbook import sheet_file
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.kept_sheets import PASTED, kept_sheets
from parindex.portal.assessments.queries.self_sheets import SelfSheet, self_sheet
from parindex.portal.assessments.views.sheet import common_context
from parindex.portal.assessments.views.sheet_preview import KEPT, incoming_of, preview
from parindex.portal.documents.queries import content_of
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

AGAIN = "sua"
"""In the address of the paste: the kept block that stands in the box again."""


def workbook(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The sheet as a workbook to fill without a connection."""
    _person, member = _asked(request, public_id, unit_id)
    content = write_self_sheet(sheet_file(self_sheet(member)))
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{_('Self-assessment sheet')} {member.name} {member.round.year}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def paste(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Paste cells; they are looked at before anything is saved."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_fill_sheet(person, member).or_refuse()
    if KEPT in request.GET:
        return preview(request, person, member)
    standing = self_sheet(member)
    block, refusal, status = _block_again(request, person, member), "", 200
    if request.method == "POST":
        block = request.POST.get("khoi", "")
        try:
            pasted_rows(standing, block)
            return _to_preview(person, member, "sheet_paste", PASTED, block.encode())
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 422
    context = common_context(standing, person) | {"pasted": block, "refusal": refusal}
    context |= {"examples": example_lines(standing, 3), "columns": example_lines(standing)}
    return render(request, "assessments/sheet/paste.html", context, status=status)


def _block_again(request: HttpRequest, person: User, member: RoundUnit) -> str:
    kept = kept_sheets(person, member).filter(public_id=request.GET.get(AGAIN, ""), name=PASTED).first()
    return content_of(kept).decode() if kept is not None else ""


def upload(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Take the filled workbook in; it is looked at before anything is saved."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_fill_sheet(person, member).or_refuse()
    if KEPT in request.GET:
        return preview(request, person, member)
    standing = self_sheet(member)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            return _read(request, person, standing)
        except TableRefused as refused:
            refusal = " ".join(say(fault.code, fault.values) for fault in refused.faults)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        status = 422
    context: dict[str, Any] = common_context(standing, person) | {"refusal": refusal}
    return render(request, "assessments/sheet/upload.html", context, status=status)


def _read(request: HttpRequest, person: User, standing: SelfSheet) -> HttpResponse:
    file = request.FILES.get("tep")
    if file is None:
        raise ActionRefused("assessments.sheet_file_missing")
    name = file.name or ""
    if (file.size or 0) > LARGEST_SHEET:
        # refused by its size alone: it is never read into memory
        raise ActionRefused(TOO_LARGE, {"file": name, "text": f"{(file.size or 0) // 2**20} MB"})
    content = file.read()
    incoming_of(standing, name, content)  # what is no workbook of this sheet is refused at once and not kept
    return _to_preview(person, standing.member, "sheet_upload", name, content)


def _to_preview(person: User, member: RoundUnit, page: str, name: str, content: bytes) -> HttpResponse:
    kept = keep_sheet_upload(actor=person, round_unit=member, name=name, content=content)
    address = reverse(f"assessments:{page}", args=[member.round.public_id, member.unit.public_id])
    return redirect(f"{address}?{KEPT}={kept.public_id}")


def _asked(request: HttpRequest, public_id: str, unit_id: str) -> tuple[User, RoundUnit]:
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(request.user, member).or_refuse()
    return request.user, member
