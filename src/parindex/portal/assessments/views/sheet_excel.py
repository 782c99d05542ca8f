"""The sheet and Excel: a pasted block with its preview, a workbook to take away, and back with a report."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import RowAnswer, RowResult, save_sheet_rows
from parindex.portal.assessments.engine_bridge import BoxProblem
from parindex.portal.assessments.engine_bridge.sheet_files import (
    LARGEST_SHEET,
    TOO_LARGE,
    TableRefused,
    read_self_sheet,
    write_self_sheet,
)
from parindex.portal.assessments.forms.sheet_block import block_lines, block_rows, filled_rows, sheet_file
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.self_sheets import SelfSheet, self_sheet
from parindex.portal.assessments.views.sheet import common_context
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

TONES = {
    RowResult.SAVED: "ok",
    RowResult.UNCHANGED: "mute",
    RowResult.WRONG: "bad",
    RowResult.CONFLICT: "warn",
    RowResult.REFUSED: "bad",
}


def workbook(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The sheet as a workbook to fill without a connection."""
    _person, member = _asked(request, public_id, unit_id)
    content = write_self_sheet(sheet_file(self_sheet(member)))
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{_('Self-assessment sheet')} {member.name} {member.round.year}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def paste(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Paste, look at old → new, confirm."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_fill_sheet(person, member).or_refuse()
    standing = self_sheet(member)
    block = request.POST.get("khoi", "")
    lines = block_lines(standing, block) if block.strip() else []
    context = common_context(standing, person) | {"pasted": block, "lines": lines}
    context["to_save"] = sum(1 for line in lines if line.counts)
    if "luu" not in request.POST:
        return render(request, "assessments/sheet/paste.html", context)
    versions = {name: request.POST.get(name, "") for name in request.POST if name.startswith("phien-")}
    try:
        answers = save_sheet_rows(actor=person, round_unit=member, rows=block_rows(lines, versions))
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return render(request, "assessments/sheet/paste.html", context | {"refusal": words_of(refused)}, status=422)
    return _report(request, person, member, answers)


def upload(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Take the filled workbook in; every row gets its answer."""
    person, member = _asked(request, public_id, unit_id)
    permissions.may_fill_sheet(person, member).or_refuse()
    standing = self_sheet(member)
    refusal, status = "", 200
    file = request.FILES.get("tep")
    if request.method == "POST" and file is None:
        refusal, status = _("No file was chosen. Choose the workbook that was downloaded here."), 422
    elif file is not None and (file.size or 0) > LARGEST_SHEET:
        # refused by its size alone: it is never read into memory
        size = f"{(file.size or 0) // 2**20} MB"
        refusal, status = say(TOO_LARGE, {"file": file.name or "", "text": size}), 422
    elif file is not None:
        try:
            filled = read_self_sheet(file.read(), file_name=file.name or "")
            rows = filled_rows(standing, filled)
            return _report(request, person, member, save_sheet_rows(actor=person, round_unit=member, rows=rows))
        except TableRefused as refused:
            refusal = " ".join(say(fault.code, fault.values) for fault in refused.faults)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        status = 422
    context = common_context(standing, person) | {"refusal": refusal}
    return render(request, "assessments/sheet/upload.html", context, status=status)


def _report(request: HttpRequest, person: User, member: RoundUnit, answers: tuple[RowAnswer, ...]) -> HttpResponse:
    if all(answer.result in {RowResult.SAVED, RowResult.UNCHANGED} for answer in answers):
        saved = sum(1 for answer in answers if answer.result == RowResult.SAVED)
        messages.success(request, _("Saved %(count)s rows.") % {"count": saved})
        return redirect("assessments:sheet", member.round.public_id, member.unit.public_id)
    standing = self_sheet(member)
    lines = [(answer, _title(standing, answer), TONES[answer.result], _why(answer)) for answer in answers]
    counts = {result: sum(1 for answer in answers if answer.result == result) for result in RowResult}
    context = common_context(standing, person) | {
        "lines": lines,
        "counts": [(f"row_result.{result.value}", TONES[result], count) for result, count in counts.items() if count],
    }
    return render(request, "assessments/sheet/rows_report.html", context, status=422)


def _title(standing: SelfSheet, answer: RowAnswer) -> str:
    row = standing.leaves.get(answer.row.leaf)
    return f"{row.node.number} {row.node.title}" if row else answer.row.leaf


def _why(answer: RowAnswer) -> str:
    """All that is wrong with the row: in a file each with its cell and what stands there."""
    words = [say(answer.code, answer.values)] if answer.code else []
    row = answer.row
    words += [_at(row.cells.get(box, ""), row.texts.get(box, ""), each) for box, each in answer.problems.items()]
    return " ".join([*words, *(_at(cell, "", problem) for cell, problem in row.faults)])


def _at(cell: str, text: str, problem: BoxProblem) -> str:
    words = say(problem.code, problem.values)
    if not cell:
        return words
    shown = f" “{text}”" if text and text not in words else ""
    return _("Cell %(cell)s%(text)s: %(words)s") % {"cell": cell, "text": shown, "words": words}


def _asked(request: HttpRequest, public_id: str, unit_id: str) -> tuple[User, RoundUnit]:
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(request.user, member).or_refuse()
    return request.user, member
