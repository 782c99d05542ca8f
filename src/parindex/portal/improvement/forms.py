"""What people type about a plan, read as Vietnamese offices write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.printing import show_date, show_decimal
from parindex.portal.improvement.actions import HeadChange, LineChange
from parindex.portal.improvement.engine_bridge import Manner
from parindex.portal.improvement.models import Improvement, ImprovementLine, Signer
from parindex.portal.plans.actions import LineWords
from parindex.portal.platform.fields import DayField, PointsField

MANNERS = (
    (Manner.RAISE.value, _("Keep, improve and raise the index")),
    (Manner.REMEDY.value, _("Overcome low criteria")),
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "form-control"})


def _box(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", **attrs})


class LineForm(forms.Form):
    """One line of the plan."""

    cause = forms.CharField(label=_("Cause"), widget=_area(3), required=False)
    task = forms.CharField(label=_("Remedy, task (one a line)"), widget=_area(3), required=False)
    target = forms.CharField(label=_("Target"), widget=_area(2), required=False)
    lead = forms.CharField(label=_("Lead"), max_length=300, widget=_box(), required=False)
    cooperating = forms.CharField(
        label=_("Co-operating (apart with semicolons)"), max_length=500, widget=_box(), required=False
    )
    product = forms.CharField(label=_("Product"), max_length=500, widget=_box(), required=False)
    due = DayField(label=_("Due"), required=False)
    aimed = PointsField(label=_("Points aimed at"), widget=_box(inputmode="decimal"))
    taken_up = forms.BooleanField(label=_("Taken up in the plan"), required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, line: ImprovementLine) -> LineForm:
        """The form filled from a line."""
        plan_line = line.line
        return cls(
            initial={
                "cause": line.cause,
                "task": plan_line.task,
                "target": plan_line.target,
                "lead": plan_line.lead,
                "cooperating": plan_line.cooperating,
                "product": plan_line.product,
                "due": show_date(plan_line.due) if plan_line.due else "",
                "aimed": show_decimal(line.aimed),
                "taken_up": line.taken_up,
                "row_version": plan_line.row_version,
            },
            prefix=str(line.pk),
        )

    def change(self) -> LineChange:
        """What was typed, for the action; only of a valid form."""
        given: dict[str, Any] = self.cleaned_data
        due: date | None = given["due"]
        aimed: Decimal = given["aimed"]
        said = LineWords(given["task"], given["target"], given["lead"], given["cooperating"], given["product"], due)
        return LineChange(said, given["cause"], aimed, given["taken_up"])


class HeadForm(forms.Form):
    """The head of the plan."""

    manner = forms.ChoiceField(label=_("Manner"), choices=MANNERS, widget=forms.RadioSelect)
    standing_office = forms.CharField(label=_("Standing office"), max_length=200, widget=_box())
    signer = forms.ChoiceField(
        label=_("Signed by"),
        choices=((Signer.HEAD, _("the chairperson")), (Signer.DEPUTY, _("a deputy, for the chairperson (KT.)"))),
        widget=forms.RadioSelect,
    )
    signer_name = forms.CharField(
        label=_("Name of the signer (may stay blank)"), max_length=100, widget=_box(), required=False
    )
    legal_bases = forms.CharField(label=_("Legal bases (one a line)"), widget=_area(4), required=False)
    aims = forms.CharField(label=_("Aims of the year (one a line)"), widget=_area(3), required=False)
    recipients = forms.CharField(label=_("Recipients (one a line)"), widget=_area(6), required=False)

    @classmethod
    def of(cls, improvement: Improvement) -> HeadForm:
        """The form filled from a plan."""
        return cls(
            initial={
                "manner": improvement.manner,
                "standing_office": improvement.standing_office,
                "signer": improvement.signer,
                "signer_name": improvement.signer_name,
                "legal_bases": "\n".join(improvement.legal_bases),
                "aims": "\n".join(improvement.aims),
                "recipients": "\n".join(improvement.recipients),
            }
        )

    def change(self) -> HeadChange:
        """What was typed, for the action; only of a valid form."""
        given = self.cleaned_data
        return HeadChange(
            manner=Manner(given["manner"]),
            standing_office=given["standing_office"],
            signer=Signer(given["signer"]),
            signer_name=given["signer_name"],
            legal_bases=given["legal_bases"].splitlines(),
            recipients=given["recipients"].splitlines(),
            aims=given["aims"].splitlines(),
        )


class DraftForm(forms.Form):
    """How a plan is to be drafted."""

    manner = forms.ChoiceField(label=_("Manner"), choices=MANNERS, widget=forms.RadioSelect, initial=Manner.RAISE.value)
    target = PointsField(label=_("Target index (%)"), widget=_box(inputmode="decimal"), required=False)


class IssueForm(forms.Form):
    """Number and date that the clerk gave."""

    number = forms.CharField(label=_("Number"), max_length=30, widget=_box())
    issued_on = DayField(label=_("Date"))
