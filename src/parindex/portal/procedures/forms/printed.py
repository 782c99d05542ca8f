"""Printed numbers as people type them: a grid of figures by level."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.reading import read_count
from parindex.portal.platform import words
from parindex.portal.procedures.engine_bridge import FIGURES, LEVELS


class DayField(forms.CharField):
    """A day as typed: 30/6/2024."""

    def to_python(self, value: Any) -> Any:
        """Date, or what is wrong with the text."""
        text = super().to_python(value)
        if not text:
            return None
        reading = read_date(text)
        if reading.problem is not None or reading.value is None:
            raise ValidationError(words.say(str(reading.problem), reading.values))
        return reading.value


class CountField(forms.CharField):
    """A count as typed: 1.310."""

    def to_python(self, value: Any) -> Any:
        """Number, or what is wrong with the text."""
        text = super().to_python(value)
        if not text:
            return None
        reading = read_count(text)
        if reading.problem is not None or reading.value is None:
            raise ValidationError(words.say(str(reading.problem), reading.values))
        return int(reading.value)


def _box(css: str = "form-control", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": css, **attrs})


class PrintedForm(forms.Form):
    """Whose numbers, of which report, and the numbers; an empty cell is not printed."""

    unit_name = forms.CharField(label=_("Unit, as printed"), max_length=300, widget=_box())
    title = forms.CharField(label=_("What is counted, and of when"), max_length=500, widget=_box())
    as_of = DayField(label=_("Counted on"), required=False, widget=_box(placeholder="30/06/2026", inputmode="numeric"))
    source_title = forms.CharField(label=_("Printed in"), max_length=500, required=False, widget=_box())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            for figure in FIGURES:
                name = words.say(f"procedures.figure.{figure}")
                label = f"{name}, {words.say(f'procedures.level.{level}')}"
                box = _box("form-control number", inputmode="numeric", **{"aria-label": label})
                self.fields[f"{level}_{figure}"] = CountField(label=label, required=False, widget=box)

    @property
    def head(self) -> list[forms.BoundField]:
        """The fields above the grid."""
        return [self[name] for name in ("unit_name", "title", "as_of", "source_title")]

    @property
    def grid(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Rows of the grid: name of the figure, one field a level."""
        return [
            (words.say(f"procedures.figure.{figure}"), [self[f"{level}_{figure}"] for level in LEVELS])
            for figure in FIGURES
        ]

    def figures(self) -> dict[str, int]:
        """What was typed."""
        codes = [f"{level}_{figure}" for level in LEVELS for figure in FIGURES]
        return {code: self.cleaned_data[code] for code in codes if self.cleaned_data.get(code) is not None}
