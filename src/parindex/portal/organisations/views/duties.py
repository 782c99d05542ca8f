"""Standing duties of a unit: standing body, owners of fields, steering committee."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.name_duties import (
    name_committee_member,
    name_field_owner,
    name_standing_body,
)
from parindex.portal.organisations.forms.people import DutyForm
from parindex.portal.organisations.forms.workbook import UnitIndex
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, may_see_unit
from parindex.portal.organisations.queries import (
    committee_of,
    field_owners_of,
    names_on,
    standing_body_of,
    version_on,
)
from parindex.portal.organisations.views.people import SignedIn
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of

KINDS = ("standing_body", "field_owner", "committee_member")


def duties(request: SignedIn, public_id: str) -> HttpResponse:
    """Who does what for the unit today; who manages it names others."""
    unit = get_object_or_404(OrgUnit, public_id=public_id)
    may_see_unit(request.user, unit).or_refuse()
    form, refusal = DutyForm(initial={"start": clock.today().strftime("%d/%m/%Y")}), ""
    if request.method == "POST":
        form = DutyForm(request.POST)
        if form.is_valid():
            try:
                _name(request, unit, form.cleaned_data)
            except NotAllowed:
                raise
            except ActionRefused as refused:
                refusal = words_of(refused)
            else:
                messages.success(request, _("Duty recorded."))
                return redirect("organisations:duties", public_id)
    body, owners = standing_body_of(unit), field_owners_of(unit)
    names = names_on([*owners.values(), *([body] if body else [])])
    return render(
        request,
        "organisations/duties.html",
        {
            "unit": version_on(unit),
            "body": names[body.pk] if body else None,
            "owners": [(field, names[owner.pk]) for field, owner in sorted(owners.items())],
            "committee": committee_of(unit),
            "form": form,
            "refusal": refusal,
            "may_name": has_right(request.user, Right.MANAGE_UNITS, unit),
        },
        status=422 if refusal or form.errors else 200,
    )


def _name(request: SignedIn, unit: OrgUnit, asked: dict[str, object]) -> None:
    kind, who, start = request.POST.get("kind"), str(asked["who"]), asked["start"]
    if kind not in KINDS:
        raise Http404
    if kind == "committee_member":
        person = User.objects.filter(username__iexact=who).first()
        if person is None:
            raise ActionRefused("organisations.person_unknown", {"username": who})
        name_committee_member(
            actor=request.user,
            unit=unit,
            person=person,
            duty=str(asked["duty"] or "member"),
            start=start,  # type: ignore[arg-type]
        )
        return
    index = UnitIndex()
    office = index.find(who)
    if office is None:
        trouble = index.trouble("who", who)
        raise ActionRefused(trouble.code, trouble.values)
    if kind == "standing_body":
        name_standing_body(actor=request.user, unit=unit, body=office, start=start)  # type: ignore[arg-type]
    elif not asked["field"]:
        raise ActionRefused("organisations.field_missing")
    else:
        field = str(asked["field"]).strip().upper()
        name_field_owner(actor=request.user, province=unit, field=field, owner=office, start=start)  # type: ignore[arg-type]
