"""The page of the audit."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.site.audit.reading import (
    Asked,
    entries_for,
    may_read,
    rounds_open_to,
    units_open_to,
)
from parindex.portal.site.audit.tables import AuditTable, EntryData

MOST_IN_EXCEL = 20_000
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
_BOX = {"class": "form-control", "size": "12"}


class SignedIn(HttpRequest):
    """A request of a signed-in person."""

    user: User


class AuditFilter(forms.Form):
    """What to read; it lives in the address: `dot` round, `don_vi` unit, `tc` leaf, `nguoi` user name, days."""

    tc = forms.CharField(
        required=False,
        label=gettext_lazy("Criterion code"),
        widget=forms.TextInput(attrs={**_BOX, "placeholder": gettext_lazy("Criterion code")}),
    )
    nguoi = forms.CharField(
        required=False,
        label=gettext_lazy("User name"),
        widget=forms.TextInput(attrs={**_BOX, "placeholder": gettext_lazy("User name")}),
    )
    tu = forms.DateField(
        required=False,
        label=gettext_lazy("From day"),
        input_formats=DAYS,
        widget=forms.DateInput(attrs={**_BOX, "placeholder": gettext_lazy("From day")}),
    )
    den = forms.DateField(
        required=False,
        label=gettext_lazy("To day"),
        input_formats=DAYS,
        widget=forms.DateInput(attrs={**_BOX, "placeholder": gettext_lazy("To day")}),
    )


def audit_log(request: SignedIn) -> HttpResponse:
    """Entries of the rounds and units that the person may read, filtered and paged; `?format=xlsx` for Excel."""
    may_read(request.user).or_refuse()
    rounds = rounds_open_to(request.user)
    form = AuditFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    round_ = _chosen_round(request, rounds)
    units = list(units_open_to(request.user, round_)) if round_ else []
    unit = _chosen_unit(request, units)
    person = User.objects.filter(username__iexact=said["nguoi"]).first() if said.get("nguoi") else None
    asked = Asked(round_, unit, (said.get("tc") or "").strip(), person, said.get("tu"), said.get("den"))
    entries = entries_for(request.user, asked)
    if said.get("nguoi") and person is None:
        entries = AuditEntry.objects.none()
    if request.GET.get("format") == "xlsx":
        table = AuditTable(EntryData(entries[:MOST_IN_EXCEL]))
        return table_response(table, file_name=f"nhat-ky-{clock.today()}.xlsx", title=_("Audit log"))
    table = AuditTable(EntryData(entries))
    arrange(request, table, per_page=50)
    return render(
        request,
        "site/audit_log.html",
        {
            "table": table,
            "form": form,
            "rounds": rounds,
            "round": round_,
            "units": units,
            "unit": unit,
        },
    )


def _chosen_round(request: SignedIn, rounds: list[Round]) -> Round | None:
    asked = request.GET.get("dot")
    if not asked:
        return None
    found = next((each for each in rounds if each.public_id == asked), None)
    if found is None:
        raise NotAllowed("site.audit_other_round")
    return found


def _chosen_unit(request: SignedIn, units: list[RoundUnit]) -> RoundUnit | None:
    asked = request.GET.get("don_vi")
    if not asked:
        return None
    found = next((each for each in units if each.unit.public_id == asked), None)
    if found is None:
        raise NotAllowed("site.audit_other_unit")
    return found
