"""Taking petitions in: one from a form, many from a file or from pasted cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.petitions import permissions, queries
from parindex.portal.petitions.actions.receive_petitions import receive_petitions
from parindex.portal.petitions.forms import PetitionForm, workbook
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import words_of

LARGEST = 5 * 1024 * 1024


@dataclass(slots=True)
class Report:
    """What came of a file, row by row."""

    new: int = 0
    known: int = 0
    faults: list[workbook.Fault] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@keeps_nothing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """The form of one petition."""
    assert isinstance(request.user, User)
    permissions.may_register(request.user, None).or_refuse()
    units = unit_choices(request.user)
    form = PetitionForm(request.POST or None, units=units, initial={"source": "direct", "kind": "behaviour"})
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        unit = OrgUnit.objects.get(public_id=form.cleaned_data["unit"])
        received = receive_petitions(actor=request.user, unit=unit, rows=[form.petition()])[0]
        if received.petition is not None:
            said = _("Received.") if received.is_new else _("A petition of this code is registered already.")
            messages.success(request, said)
            return redirect("petitions:petition", received.petition.public_id)
        context["refusal"] = words_of(ActionRefused(received.code, received.values))
    return render(request, "petitions/receive.html", context, status=422 if request.method == "POST" else 200)


@keeps_nothing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def from_table(request: HttpRequest) -> HttpResponse:
    """Take in what is right, list what is not. The file itself is not kept."""
    assert isinstance(request.user, User)
    permissions.may_register(request.user, None).or_refuse()
    units = unit_choices(request.user)
    context: dict[str, object] = {"units": units}
    if request.method == "POST":
        try:
            context["report"] = _take_in(request, request.user, {public_id for public_id, _name in units})
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            context["refusal"] = words_of(refusal)
    return render(request, "petitions/from_table.html", context, status=422 if "refusal" in context else 200)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    assert isinstance(request.user, User)
    permissions.may_register(request.user, None).or_refuse()
    headers = {"Content-Disposition": 'attachment; filename="mau-phan-anh-kien-nghi.xlsx"'}
    return HttpResponse(workbook.template(), content_type=MEDIA_TYPE, headers=headers)


def unit_choices(actor: User) -> list[tuple[str, str]]:
    """Units for which the person may register."""
    return [(row.unit.public_id, row.name) for row in queries.units_to_enter(actor)]


def _take_in(request: HttpRequest, actor: User, units: set[str]) -> Report:
    uploaded, pasted = request.FILES.get("file"), request.POST.get("cells", "")
    unit = OrgUnit.objects.filter(public_id=request.POST.get("unit", "")).first()
    if unit is None or unit.public_id not in units:
        raise ActionRefused("petitions.unit_missing")
    if uploaded is not None:
        if uploaded.size is None or uploaded.size > LARGEST:
            raise ActionRefused("petitions.file_too_large", {"megabytes": 5})
        taken = workbook.read(uploaded.read(), uploaded.name or "")
    elif pasted.strip():
        taken = workbook.read(pasted.encode(), "dan.csv")
    else:
        raise ActionRefused("petitions.file_missing")
    answers = receive_petitions(actor=actor, unit=unit, rows=taken.rows)
    faults = [*taken.faults]
    faults += [workbook.Fault(each.row.place, "", each.code, each.values) for each in answers if each.petition is None]
    new = sum(each.is_new for each in answers)
    known = sum(each.petition is not None and not each.is_new for each in answers)
    return Report(new, known, sorted(faults, key=lambda fault: fault.row), taken.dropped)
