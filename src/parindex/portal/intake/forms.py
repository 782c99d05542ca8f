"""What people type: the file to read, a reading put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.decimals import read_count
from parindex.portal.intake.engine_bridge.measured import Holds, contradiction_of
from parindex.portal.intake.engine_bridge.reading import ENDINGS
from parindex.portal.intake.labels import DAYS, FIELDS, NUMBERS, shown
from parindex.portal.intake.models import ReadingItem
from parindex.portal.platform.fields import DayField, PointsField

LONG = frozenset({"task", "measure", "title", "name"})


class FigureField(PointsField):
    """A figure as reports print it: 1.310 is a count, 61,45 a decimal."""

    def to_python(self, value: Any) -> Any:
        """The number, or what is wrong with the text."""
        counted = read_count(str(value or "").strip())
        return super().to_python(value) if counted.value is None else Decimal(counted.value)


class UploadForm(forms.Form):
    """A file and the unit whose document it is."""

    unit = forms.ChoiceField(label=_("Whose document it is"), widget=forms.Select(attrs={"class": "form-select"}))
    file = forms.FileField(
        label=_("File (.docx, .pdf, .txt, .md; .doc, .odt; scans as .pdf, .jpg, .png)"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.choices = units


class PlanForm(forms.Form):
    """The year of the plan whose lines accepted tasks and targets become."""

    year = forms.IntegerField(
        label=_("Year of the plan"),
        widget=forms.NumberInput(attrs={"class": "form-control figure", "inputmode": "numeric"}),
    )


class ItemForm(forms.Form):
    """The values of one reading, in the writing of offices."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None = None, *, item: ReadingItem) -> None:
        super().__init__(typed, initial=_first_values(item), prefix="m")
        self.item = item
        for name, label in FIELDS[item.kind]:
            self.fields[name] = _field(name, label)
        if self.add_prefix("holds") in self.data or contradiction_of(item.told):
            self.ask_which_holds()

    def ask_which_holds(self) -> None:
        """Ask which stands where two numbers contradict the percentage; nothing is chosen beforehand."""
        self.fields["holds"] = forms.ChoiceField(
            label=_("The two numbers contradict the percentage. Which one holds?"),
            choices=(
                (Holds.NUMBERS, _("Numerator and denominator; the percentage is computed from them")),
                (Holds.PERCENT, _("The percentage; numerator and denominator are left out")),
            ),
            widget=forms.RadioSelect,
            required=False,
        )

    def holds(self) -> Holds | None:
        """What the person chose; ``None`` where nothing was asked or chosen."""
        chosen = self.cleaned_data.get("holds")
        return Holds(chosen) if chosen else None

    def values(self) -> Mapping[str, str]:
        """The values as they are stored."""
        return {name: _plain(self.cleaned_data[name]) for name, _label in FIELDS[self.item.kind]}


def _first_values(item: ReadingItem) -> dict[str, object]:
    told = item.told
    values: dict[str, object] = {name: shown(name, told.get(name, "")) for name, _label in FIELDS[item.kind]}
    if told.get("percent"):
        values["percent"] = shown("value", told["percent"])
    return {**values, "row_version": item.row_version}


def _field(name: str, label: Any) -> forms.Field:
    attrs = {"class": "form-control", "autocomplete": "off"}
    if name in DAYS:
        return DayField(label=label, required=False)
    if name in NUMBERS:
        figure = forms.TextInput(attrs={**attrs, "class": "form-control figure", "inputmode": "decimal"})
        return FigureField(label=label, required=False, widget=figure)
    if name in LONG:
        return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={**attrs, "rows": "2"}))
    return forms.CharField(label=label, max_length=500, required=False, widget=forms.TextInput(attrs=attrs))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return " ".join(str(value).split()) if value else ""
