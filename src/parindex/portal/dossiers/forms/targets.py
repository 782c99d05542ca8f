"""What a unit is to reach, as a person writes it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.actions.set_target import FIRST_YEAR, LAST_YEAR, TargetWords
from parindex.portal.dossiers.forms.figures import box
from parindex.portal.dossiers.labels import TARGET_INDICATORS
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform.fields import PastDayField, PointsField


class TargetForm(forms.Form):
    """Indicator, year, unit, share, and the document that says so."""

    indicator = forms.ChoiceField(
        label=_("Indicator"),
        choices=list(TARGET_INDICATORS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=box(inputmode="numeric")
    )
    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    percent = PointsField(label=_("Target (%)"), widget=box(inputmode="decimal"))
    document_title = forms.CharField(label=_("Document that sets it"), max_length=300, widget=box())
    document_number = forms.CharField(label=_("Number and symbol"), max_length=80, widget=box())
    document_date = PastDayField(label=_("Date of the document"))

    def __init__(self, *args: object, units: Sequence[OrgUnitVersion], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = self.fields["unit"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(each.unit.public_id, each.name) for each in units]

    @property
    def words(self) -> TargetWords:
        """What was written."""
        typed = self.cleaned_data
        return TargetWords(
            typed["indicator"],
            typed["year"],
            Decimal(typed["percent"]),
            typed["document_title"],
            typed["document_number"],
            typed["document_date"],
        )


def as_written(target: DossierTarget) -> dict[str, object]:
    """A target as the form shows it."""
    return {
        "indicator": target.indicator,
        "year": target.year,
        "unit": target.unit.public_id,
        "percent": f"{target.percent:f}".replace(".", ","),
        "document_title": target.document_title,
        "document_number": target.document_number,
        "document_date": f"{target.document_date:%d/%m/%Y}",
    }
