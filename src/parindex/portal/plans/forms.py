"""What people type about a line of an annual plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.engine.numbers.printing import show_date
from parindex.portal.plans.actions import LineWords
from parindex.portal.plans.models import PlanLine
from parindex.portal.platform.fields import DayField


def _box() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control"})


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": 3})


class LineForm(forms.Form):
    """What is to be done, who leads, with what product, until when."""

    task = forms.CharField(label=pgettext_lazy("plan", "Task"), max_length=5000, widget=_area(), required=False)
    target = forms.CharField(label=_("Target"), max_length=5000, widget=_area(), required=False)
    lead = forms.CharField(label=_("Lead"), max_length=300, widget=_box(), required=False)
    cooperating = forms.CharField(
        label=_("Co-operating (apart with semicolons)"), max_length=500, widget=_box(), required=False
    )
    product = forms.CharField(label=_("Product"), max_length=500, widget=_box(), required=False)
    due = DayField(label=_("Due"), required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, line: PlanLine) -> LineForm:
        """The form filled from a line."""
        names = ("task", "target", "lead", "cooperating", "product", "row_version")
        said: dict[str, object] = {name: getattr(line, name) for name in names}
        return cls(initial={**said, "due": show_date(line.due) if line.due else ""})

    def words(self) -> LineWords:
        """What was typed, for the action; only of a valid form."""
        given: dict[str, Any] = self.cleaned_data
        names = ("task", "target", "lead", "cooperating", "product", "due")
        return LineWords(**{name: given[name] for name in names})
