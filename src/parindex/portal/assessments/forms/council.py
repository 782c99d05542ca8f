"""Meetings, decisions, corrections, appeals and outside points as people type them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.assessments.actions import Ballot
from parindex.portal.assessments.models import VoteChoice
from parindex.portal.documents.forms import box
from parindex.portal.documents.models import Document
from parindex.portal.platform.fields import PastDayField

CHOICES = (
    ("", "–"),
    (VoteChoice.FOR, _("In favour")),
    (VoteChoice.AGAINST, _("Against")),
    (VoteChoice.ABSTAIN, _("Abstains")),
)
FEWEST_ROWS, MOST_ROWS = 5, 60


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


def _file() -> forms.ClearableFileInput:
    return forms.ClearableFileInput(attrs={"class": "form-control"})


class MeetingForm(forms.Form):
    """Day, manner, size of the council, minutes."""

    held_on = PastDayField(label=_("Day of the meeting"))
    by_ballot = forms.BooleanField(label=_("By written ballot, without a meeting"), required=False)
    members = forms.IntegerField(
        label=_("Members of the council"), min_value=1, max_value=500, widget=box(inputmode="numeric")
    )
    minutes = forms.FileField(label=_("Signed minutes (PDF, Word or photograph)"), widget=_file())


class BallotForm(forms.Form):
    """One member's vote; a row left empty does not count."""

    member = forms.CharField(label=_("Member"), max_length=120, required=False, widget=box())
    position = forms.CharField(label=_("Position"), max_length=160, required=False, widget=box())
    choice = forms.ChoiceField(
        label=_("Vote"), choices=CHOICES, widget=forms.Select(attrs={"class": "form-select"}), required=False
    )
    note = forms.CharField(label=_("Opinion"), max_length=500, required=False, widget=box())

    def clean(self) -> dict[str, Any]:
        """A member who is named must have voted: nobody's vote is assumed."""
        typed = self.cleaned_data
        if typed.get("member", "").strip() and not typed.get("choice"):
            self.add_error("choice", _("Choose how this member voted."))
        return typed


class BallotRows:
    """The rows of votes on the page."""

    def __init__(self, rows: int, given: Any = None) -> None:
        self.number = min(max(rows, FEWEST_ROWS), MOST_ROWS)
        self.forms = [BallotForm(given, prefix=f"phieu-{row}") for row in range(1, self.number + 1)]

    def is_valid(self) -> bool:
        """Whether every row can be read."""
        return all([form.is_valid() for form in self.forms])

    def ballots(self) -> list[Ballot]:
        """The rows that name someone or say something."""
        return list(self._ballots())

    def _ballots(self) -> Iterator[Ballot]:
        for form in self.forms:
            typed = form.cleaned_data
            if any(typed[name].strip() for name in ("member", "position", "choice", "note")):
                choice = VoteChoice(typed["choice"] or VoteChoice.ABSTAIN)
                yield Ballot(typed["member"], choice, typed["position"], typed["note"])


class ApprovalForm(forms.Form):
    """Number and day of the decision, and why results changed since the vote."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"), max_length=60, widget=box(placeholder="318/QĐ-UBND")
    )
    decided_on = PastDayField(label=_("Date of the decision"))
    changed_reason = forms.CharField(label=_("Why results changed since the vote"), widget=_area(2), required=False)


class PublishForm(forms.Form):
    """Why results changed since the approval."""

    changed_reason = forms.CharField(label=_("Why results changed since the approval"), widget=_area(2), required=False)


class CorrectionForm(forms.Form):
    """Own decision, reason, and the file with the corrected figures."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"), max_length=60, widget=box(placeholder="402/QĐ-UBND")
    )
    decided_on = PastDayField(label=_("Date of the decision"))
    reason = forms.CharField(label=_("Reason (published with the correction)"), widget=_area(3))
    file = forms.FileField(label=_("Corrected figures (CSV or Excel)"), widget=_file(), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    """Public id and name of the file that the preview showed."""


class AppealForm(forms.Form):
    """Why the unit appeals, with a document of the catalogue, a new file, or both."""

    reason = forms.CharField(label=_("What is wrong with the published points, and why"), widget=_area(5))
    document = forms.ChoiceField(
        label=_("Proof from the documents of the unit"),
        widget=forms.Select(attrs={"class": "form-select"}),
        required=False,
    )
    file = forms.FileField(label=_("Proof (PDF, Word or photograph)"), widget=_file(), required=False)

    def __init__(self, *args: Any, offered: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {each.public_id: each for each in offered}
        choices = [(key, " · ".join(filter(None, [each.sign, each.title]))) for key, each in self.offered.items()]
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *choices]

    def chosen(self) -> list[Document]:
        """The document of the catalogue, if one is chosen."""
        found = self.offered.get(self.cleaned_data["document"])
        return [found] if found else []


class AppealDecisionForm(forms.Form):
    """Upheld or dismissed, with a reason."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=(("1", _("Uphold the appeal")), ("0", _("Dismiss the appeal"))),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), widget=_area(3))
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class OutsideForm(forms.Form):
    """Where the points come from, and the file that holds them."""

    source = forms.CharField(
        label=_("Letter or decision that tells the points"), max_length=500, widget=box(placeholder="123/BNV-CCHC")
    )
    file = forms.FileField(label=_("Points (CSV or Excel: unit, leaf, value)"), widget=_file())
