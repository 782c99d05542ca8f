"""Printed numbers as people type them: a grid of figures by level."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.platform import words
from parindex.portal.platform.fields import CountField, DayField
from parindex.portal.procedures.engine_bridge import FIGURES, LEVELS


def _box(css: str = "form-control", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": css, **attrs})


class PrintedForm(forms.Form):
    """Whose numbers, of which report, and the numbers; an empty cell is not printed."""

    unit_name = forms.CharField(label=_("Unit, as printed"), max_length=300, widget=_box())
    title = forms.CharField(label=_("What is counted, and of when"), max_length=500, widget=_box())
    as_of = DayField(label=_("Counted on"), required=False)
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
