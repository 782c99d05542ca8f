"""What pages of people ask for."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models import CommitteeDuty, RoleCode
from parindex.portal.platform.fields import day_box

DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
STATES = [("", _("State: all")), ("active", _("In use")), ("invited", _("Invited")), ("idle", _("Without position")),
          ("closed", _("Closed"))]  # fmt: skip


def day_field(label: object, *, required: bool = True) -> forms.DateField:
    """A day written as 05/12/2026."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        input_formats=DAYS,
        widget=forms.DateInput(attrs=day_box().attrs),
        error_messages={"invalid": _("Write the day as 05/12/2026.")},
    )


def _words(label: object, *, required: bool = True, longest: int = 150, kind: str = "text") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "type": kind})
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget)  # type: ignore[arg-type]


class PeopleFilter(forms.Form):
    """Filters of the list of people; they live in the address."""

    q = forms.CharField(
        required=False,
        label=_("Find a person"),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "placeholder": _("Find a person")}),
    )
    role = forms.ChoiceField(
        required=False,
        label=_("Role"),
        choices=[("", _("Role: all")), *RoleCode.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    state = forms.ChoiceField(
        required=False, label=_("State"), choices=STATES, widget=forms.Select(attrs={"class": "form-select"})
    )


class PositionForm(forms.Form):
    """A position: role, seat, for whom, title, from when. Units are typed by code or whole name."""

    role = forms.ChoiceField(
        label=_("Role"), choices=RoleCode.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    unit = _words(_("Unit (code or whole name)"), longest=200)
    scope = _words(_("Acts for (empty: the unit itself)"), required=False, longest=200)
    title = _words(_("Position title"), required=False, longest=100)
    start = day_field(_("From day"))


class NewPersonForm(PositionForm):
    """A person and his first position."""

    full_name = _words(_("Full name"))
    username = _words(_("User name"))
    email = _words(_("E-mail"), required=False, kind="email")
    phone = _words(_("Phone"), required=False, longest=30, kind="tel")
    field_order = ("full_name", "username", "email", "phone", "role", "unit", "scope", "title", "start")


class EndForm(forms.Form):
    """The last day of something."""

    last_day = day_field(_("Last day"))


class LendForm(forms.Form):
    """A position lent to another."""

    username = _words(_("User name of the person"))
    first_day = day_field(_("From day"))
    last_day = day_field(_("To day (included)"))
    basis = _words(_("Basis (number, symbol, date)"), required=False, longest=200)

    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.cleaned_data["first_day"], self.cleaned_data["last_day"]


class DutyForm(forms.Form):
    """Who does a standing duty from a day: an office by code or name, or a person by user name."""

    who = _words(_("Office (code or whole name) or user name"), longest=200)
    field = _words(_("Field code"), required=False, longest=40)
    duty = forms.ChoiceField(
        label=_("Duty"),
        required=False,
        choices=CommitteeDuty.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    start = day_field(_("From day"))
