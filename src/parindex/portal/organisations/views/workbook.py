"""Units and accounts from one workbook: the template, the upload, the report row by row."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from parindex.portal.organisations.actions.add_units import add_units
from parindex.portal.organisations.actions.admit_people import admit_people
from parindex.portal.organisations.forms import workbook
from parindex.portal.organisations.forms.workbook import PERSON_HEADERS, UNIT_HEADERS, Fault, UnitIndex
from parindex.portal.organisations.permissions import may_open_people
from parindex.portal.organisations.views.people import SignedIn
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import words_of


@dataclass(slots=True)
class Report:
    """What came of a workbook: counts of what is new and what was there, and every fault with its place."""

    new_units: int = 0
    new_people: int = 0
    invited: int = 0
    known: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that were not taken in."""
        return len({(fault.sheet, fault.row) for fault in self.faults})


def upload_workbook(request: SignedIn) -> HttpResponse:
    """Take in what is right, list what is not."""
    may_open_people(request.user).or_refuse()
    shown: dict[str, object] = {}
    if request.method == "POST":
        uploaded = request.FILES.get("workbook")
        try:
            if uploaded is None:
                raise ActionRefused("organisations.workbook_missing")
            shown["report"] = _take_in(request, uploaded.read(), uploaded.name or "")
        except ActionRefused as refusal:
            shown["refusal"] = words_of(refusal)
    status = 422 if "refusal" in shown else 200
    return render(request, "organisations/workbook.html", shown, status=status)


def template(request: SignedIn) -> HttpResponse:
    """The empty workbook."""
    may_open_people(request.user).or_refuse()
    headers = {"Content-Disposition": 'attachment; filename="mau-don-vi-nguoi-dung.xlsx"'}
    return HttpResponse(workbook.template(), content_type=MEDIA_TYPE, headers=headers)


def _take_in(request: SignedIn, content: bytes, name: str) -> Report:
    unit_lines, person_lines = workbook.read(content, name)
    units, faults = workbook.unit_rows(unit_lines, UnitIndex())
    added = add_units(actor=request.user, rows=units, source="Excel") if units else ()
    placed = {line.number: line for line in unit_lines}
    for unit in added:
        faults += workbook.as_faults(placed[unit.place], UNIT_HEADERS, unit.wrong)
    people, wrong = workbook.person_rows(person_lines, UnitIndex())
    faults += wrong
    admitted = admit_people(actor=request.user, rows=people)
    placed = {line.number: line for line in person_lines}
    for person in admitted:
        faults += workbook.as_faults(placed[person.place], PERSON_HEADERS, person.wrong)
    return Report(
        new_units=sum(unit.is_new for unit in added),
        new_people=sum(person.is_new for person in admitted),
        invited=sum(person.is_new and bool(person.person and person.person.email) for person in admitted),
        known=sum(not unit.is_new and not unit.wrong for unit in added)
        + sum(not person.is_new and not person.wrong for person in admitted),
        faults=tuple(sorted(faults, key=lambda fault: (fault.sheet, fault.row))),
    )
