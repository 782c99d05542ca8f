"""The catalogue from Excel: the empty workbook, a look at what would become of each row, taking in, the report."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import drop_upload, keep_whole
from parindex.portal.documents.permissions import uploads_of
from parindex.portal.documents.queries import content_of
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of
from parindex.portal.procedures import labels, permissions
from parindex.portal.procedures.actions import Outcome, Wrong, take_in_procedures
from parindex.portal.procedures.forms import workbook as sheet

PLACE = "procedures"
PASTED = "dan.csv"
SHOWN_ROWS = 300


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row of the report: where, what, what becomes of it, why."""

    row: int
    code: str
    name: str
    outcome: Outcome
    wrong: tuple[Wrong, ...]
    notes: tuple[Wrong, ...]

    @property
    def tag(self) -> tuple[object, str]:
        """Word and tone of the outcome."""
        return labels.OUTCOMES[self.outcome.value]

    @property
    def said(self) -> list[tuple[str, Wrong]]:
        """Column and what is wrong or noted there."""
        return [(sheet.HEADERS.get(each.column, ""), each) for each in (*self.wrong, *self.notes)]


@dataclass(frozen=True, slots=True)
class Report:
    """What becomes, or became, of a file."""

    lines: list[ReportLine]

    @property
    def counts(self) -> list[tuple[object, str, int]]:
        """Word, tone and number of each outcome that occurs."""
        return [
            (*labels.OUTCOMES[each.value], number)
            for each in Outcome
            if (number := sum(1 for line in self.lines if line.outcome is each))
        ]

    @property
    def shown(self) -> list[ReportLine]:
        """Rows with something to say first, then the others, no more than a page can hold."""
        ordered = sorted(self.lines, key=lambda line: (not line.wrong, not line.notes, line.row))
        return ordered[:SHOWN_ROWS]

    @property
    def hidden(self) -> int:
        """Rows that the page leaves out."""
        return max(0, len(self.lines) - SHOWN_ROWS)

    @property
    def writes(self) -> int:
        """Rows that bring something new."""
        return sum(1 for line in self.lines if line.outcome not in {Outcome.REFUSED, Outcome.UNCHANGED})


@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest) -> HttpResponse:
    """Choose a file or paste cells; the preview says what would become of every row and writes nothing."""
    assert isinstance(request.user, User)
    permissions.may_manage(request.user, None).or_refuse()
    context, status = _form(request), 200
    if request.method == "POST":
        owner = _owner(request)
        try:
            content, name = _handed_in(request)
            report = _report(request.user, owner, content, name, dry_run=True)
            kept = keep_whole(actor=request.user, unit=owner, name=name, content=content, place=PLACE)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            status, context["refusal"] = 422, words_of(refusal)
        else:
            context |= {"report": report, "upload": kept, "chosen": owner.public_id, "preview": True}
    return render(request, "procedures/workbook.html", context, status=status)


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in the file that was looked at."""
    assert isinstance(request.user, User)
    permissions.may_manage(request.user, None).or_refuse()
    owner, context = _owner(request), _form(request)
    upload = get_object_or_404(uploads_of(request.user), public_id=request.POST.get("upload", ""), place=PLACE)
    report = _report(request.user, owner, content_of(upload), upload.name, dry_run=False)
    drop_upload(upload)
    context |= {"report": report, "chosen": owner.public_id, "preview": False}
    return render(request, "procedures/workbook.html", context)


@require_safe
def empty_workbook(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    assert isinstance(request.user, User)
    permissions.may_manage(request.user, None).or_refuse()
    headers = {"Content-Disposition": 'attachment; filename="mau-danh-muc-tthc.xlsx"'}
    return HttpResponse(sheet.template(), content_type=MEDIA_TYPE, headers=headers)


def _form(request: HttpRequest) -> dict[str, object]:
    assert isinstance(request.user, User)
    managed = permissions.owners_managed(request.user)
    names = names_on(managed)
    return {"owners": [(each.public_id, names[each.pk].name) for each in managed], "required": sheet.REQUIRED}


def _owner(request: HttpRequest) -> OrgUnit:
    assert isinstance(request.user, User)
    owner = get_object_or_404(OrgUnit, public_id=request.POST.get("owner", ""))
    permissions.may_manage(request.user, owner).or_refuse()
    return owner


def _handed_in(request: HttpRequest) -> tuple[bytes, str]:
    uploaded, pasted = request.FILES.get("workbook"), request.POST.get("pasted", "").strip()
    if uploaded is not None:
        return uploaded.read(), uploaded.name or ""
    if pasted:
        return pasted.encode(), PASTED
    raise ActionRefused("procedures.file_missing")


def _report(actor: User, owner: OrgUnit, content: bytes, name: str, *, dry_run: bool) -> Report:
    read = sheet.read(content, name)
    taken = take_in_procedures(actor=actor, owner=owner, rows=read.rows, source=name, dry_run=dry_run)
    lines = [
        ReportLine(
            each.row.place,
            each.row.code,
            each.row.name,
            each.outcome,
            each.wrong,
            tuple(read.notes.get(each.row.place, ())),
        )
        for each in taken
    ]
    lines += [
        ReportLine(row, read.codes[row], "", Outcome.REFUSED, tuple(wrong), tuple(read.notes.get(row, ())))
        for row, wrong in read.faults.items()
    ]
    return Report(sorted(lines, key=lambda line: line.row))
