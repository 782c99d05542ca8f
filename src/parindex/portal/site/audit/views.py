"""The page of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.platform import clock
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.folding import sort_key
from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.site.audit.details import action_words
from parindex.portal.site.audit.reading import (
    Asked,
    acts_in,
    may_read,
    narrowed,
    people_called,
    readable,
    rounds_open_to,
    units_open_to,
)
from parindex.portal.site.audit.streams import Subject, subject_of
from parindex.portal.site.audit.tables import AuditTable, EntryData

MOST_IN_EXCEL = 20_000
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
_BOX = {"class": "form-control", "size": "14"}


class SignedIn(HttpRequest):
    """A request of a signed-in person."""

    user: User


class AuditFilter(forms.Form):
    """What to read; it lives in the address: `viec` act, `tc` leaf, `nguoi` person, days; beside `dot` and `don_vi`."""

    viec = forms.ChoiceField(
        required=False, label=gettext_lazy("Act"), widget=forms.Select(attrs={"class": "form-select"})
    )
    tc = forms.CharField(
        required=False,
        label=gettext_lazy("Criterion number or code"),
        widget=forms.TextInput(attrs={**_BOX, "placeholder": gettext_lazy("Criterion number or code")}),
    )
    nguoi = forms.CharField(
        required=False,
        label=gettext_lazy("Person"),
        widget=forms.TextInput(attrs={**_BOX, "placeholder": gettext_lazy("Person")}),
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

    def __init__(self, *args: Any, acts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((act, action_words(act)) for act in acts), key=lambda each: sort_key(each[1]))
        self.fields["viec"].choices = [("", _("Act: all")), *named]  # type: ignore[attr-defined]

    def asked(self, within: Asked) -> Asked:
        """The filters; what was not understood does not narrow, and is said beside the boxes."""
        self.is_valid()
        said = self.cleaned_data
        people = people_called(said["nguoi"].strip()) if said.get("nguoi") else None
        leaf, act = (said.get("tc") or "").strip(), said.get("viec") or ""
        return replace(within, leaf=leaf, people=people, act=act, first_day=said.get("tu"), last_day=said.get("den"))


def audit_log(request: SignedIn) -> HttpResponse:
    """Entries of the rounds and units that the person may read, filtered and paged; `?format=xlsx` for Excel."""
    may_read(request.user).or_refuse()
    rounds = rounds_open_to(request.user)
    round_ = _chosen_round(request, rounds)
    units = list(units_open_to(request.user, round_)) if round_ else []
    within = Asked(round_, _chosen_unit(request, units), subject=_chosen_subject(request))
    entries = readable(request.user, within)
    form = AuditFilter(request.GET, acts=acts_in(entries))
    entries = narrowed(entries, form.asked(within))
    if request.GET.get("format") == "xlsx":
        table = AuditTable(EntryData(entries[:MOST_IN_EXCEL]))
        return table_response(table, file_name=f"nhat-ky-{clock.today()}.xlsx", title=_("Audit log"))
    table = AuditTable(EntryData(entries))
    arrange(request, table, per_page=50)
    shown = {"rounds": rounds, "round": round_, "units": units, "unit": within.unit, "subject": within.subject}
    return render(request, "site/audit_log.html", {"table": table, "form": form, **shown})


def _chosen_round(request: SignedIn, rounds: list[Round]) -> Round | None:
    asked = request.GET.get("dot")
    if not asked:
        return None
    found = next((each for each in rounds if each.public_id == asked), None)
    if found is None:
        raise NotAllowed("site.audit_other_round")
    return found


def _chosen_subject(request: SignedIn) -> Subject | None:
    asked = request.GET.get("ve")
    if not asked:
        return None
    found = subject_of(request.user, asked)
    if isinstance(found, Refused):
        raise NotAllowed(found.reason)
    return found


def _chosen_unit(request: SignedIn, units: list[RoundUnit]) -> RoundUnit | None:
    asked = request.GET.get("don_vi")
    if not asked:
        return None
    found = next((each for each in units if each.unit.public_id == asked), None)
    if found is None:
        raise NotAllowed("site.audit_other_unit")
    return found
