"""Which figures to record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.engine_bridge import Window
from parindex.portal.platform import clock
from parindex.portal.platform.fields import DayField


def box(**attrs: str) -> forms.TextInput:
    """A text box of the house."""
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})


class FiguresForm(forms.Form):
    """Which figures to record: assessment year and the days that are counted."""

    year = forms.IntegerField(
        label=_("Assessment year"), min_value=2020, max_value=2100, widget=box(inputmode="numeric")
    )
    first = DayField(label=_("Counted from"))
    last = DayField(label=_("Counted until"))

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("first"), typed.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return typed

    @property
    def window(self) -> Window:
        """The days that are counted."""
        return Window(self.cleaned_data["first"], self.cleaned_data["last"])


class WindowForm(forms.Form):
    """Which figures to record for reports: a month, a quarter, six months or a year that is over."""

    window = forms.ChoiceField(label=_("Period of reports"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, typed: QueryDict | None, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(typed)
        window = self.fields["window"]
        assert isinstance(window, forms.ChoiceField)
        window.choices = list(choices)


def usual_window() -> dict[str, object]:
    """The report year so far: from 15/12 of the year before (NĐ 09/2019/NĐ-CP)."""
    today = clock.today()
    return {"year": today.year, "first": f"15/12/{today.year - 1}", "last": f"{today:%d/%m/%Y}"}
