"""What people type: a petition, a reply, a dialogue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.dates import read_date
from parindex.portal.petitions.actions.receive_petitions import KnownPerson, NewPetition
from parindex.portal.petitions.labels import KINDS, SOURCES
from parindex.portal.petitions.models import PetitionKind, PetitionSource
from parindex.portal.platform import clock
from parindex.portal.platform.fields import PastDayField


def box(**attrs: str) -> forms.TextInput:
    """A text box of the house."""
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})


def area(rows: int = 4) -> forms.Textarea:
    """A box for longer texts."""
    return forms.Textarea(attrs={"class": "form-control", "rows": str(rows)})


def choice() -> forms.Select:
    """A list to choose from."""
    return forms.Select(attrs={"class": "form-select"})


class PetitionForm(forms.Form):
    """A petition at receipt. The last five boxes go to the restricted table."""

    unit = forms.ChoiceField(label=_("Unit that handles it"), widget=choice())
    received_on = PastDayField(label=_("Received on"), required=False, help_text=_("Empty: now"))
    source = forms.ChoiceField(label=_("Way"), choices=tuple(SOURCES.items()), widget=choice())
    kind = forms.ChoiceField(label=_("Kind"), choices=tuple(KINDS.items()), widget=choice())
    outside_code = forms.CharField(label=_("Code in the national system"), max_length=60, required=False, widget=box())
    concerned = forms.CharField(label=_("Office concerned"), max_length=300, required=False, widget=box())
    subject_field = forms.CharField(label=_("Field"), max_length=200, required=False, widget=box())
    procedure_code = forms.CharField(label=_("Procedure code"), max_length=60, required=False, widget=box())
    dossier_code = forms.CharField(label=_("Dossier code"), max_length=60, required=False, widget=box())
    content = forms.CharField(label=_("Content of the petition"), max_length=10_000, widget=area(6))
    full_name = forms.CharField(label=_("Full name"), max_length=200, required=False, widget=box())
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=box())
    address = forms.CharField(label=_("Address"), max_length=500, required=False, widget=box())
    identity_number = forms.CharField(label=_("Identity number"), max_length=40, required=False, widget=box())
    mail = forms.CharField(label=_("E-mail address"), max_length=200, required=False, widget=box())

    PERSON = ("full_name", "phone", "address", "identity_number", "mail")

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = units

    @property
    def matter(self) -> list[forms.BoundField]:
        """Boxes about the matter."""
        return [box for box in self if box.name not in self.PERSON]

    @property
    def person(self) -> list[forms.BoundField]:
        """Boxes about the petitioner."""
        return [self[name] for name in self.PERSON]

    def petition(self) -> NewPetition:
        """As the action takes it."""
        typed = self.cleaned_data
        return NewPetition(
            content=typed["content"],
            source=PetitionSource(typed["source"]),
            received_at=opening(typed["received_on"]),
            kind=PetitionKind(typed["kind"]),
            concerned=typed["concerned"],
            subject_field=typed["subject_field"],
            procedure_code=typed["procedure_code"],
            dossier_code=typed["dossier_code"],
            outside_code=typed["outside_code"],
            person=KnownPerson(**{name: typed[name] for name in self.PERSON}),
        )


def opening(day: date | None) -> datetime | None:
    """Receipt on an earlier day counts from the morning; today's is now."""
    if day is None or day == clock.today():
        return None
    return datetime(day.year, day.month, day.day, 7, 0, tzinfo=clock.VIETNAM)


class ReplyForm(forms.Form):
    """The reply."""

    text = forms.CharField(label=_("Reply to the petition"), max_length=10_000, widget=area(8))
    sign = forms.CharField(
        label=_("Number and symbol of the reply"), max_length=80, required=False, widget=box(placeholder="151/UBND-VP")
    )
    signed_on = PastDayField(label=_("Date of the reply"), required=False)
    file = forms.FileField(
        label=_("Signed reply (PDF or Word; only those who handle it can open it)"),
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DialogueForm(forms.Form):
    """A dialogue."""

    unit = forms.ChoiceField(label=_("Unit"), widget=choice())
    held_on = PastDayField(label=_("Held on"))
    chaired_by = forms.CharField(
        label=_("Chaired by (title)"), max_length=200, widget=box(placeholder="Chủ tịch UBND xã")
    )
    by_head = forms.BooleanField(label=_("Chaired by the head of the unit"), required=False)
    held_with = forms.CharField(
        label=_("With whom (groups, no names)"), max_length=300, widget=box(placeholder="Hộ kinh doanh, hợp tác xã")
    )
    participants = forms.IntegerField(
        label=_("Participants"), min_value=0, required=False, widget=box(inputmode="numeric")
    )
    questions = forms.IntegerField(label=_("Opinions"), min_value=0, required=False, widget=box(inputmode="numeric"))
    answered = forms.IntegerField(
        label=_("Opinions answered"), min_value=0, required=False, widget=box(inputmode="numeric")
    )
    topics = forms.CharField(label=_("Topics"), max_length=5_000, widget=area(4))
    commitments = forms.CharField(label=_("What was promised"), max_length=5_000, required=False, widget=area(3))
    minutes_sign = forms.CharField(
        label=_("Number and symbol of the minutes"), max_length=80, required=False, widget=box(placeholder="05/BB-UBND")
    )
    minutes_file = forms.FileField(
        label=_("Minutes (file)"), required=False, widget=forms.FileInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = units


def day_of(text: str) -> date | None:
    """A day of an address; None when it is none."""
    reading = read_date(text) if text else None
    return reading.value if reading is not None and reading.problem is None else None
