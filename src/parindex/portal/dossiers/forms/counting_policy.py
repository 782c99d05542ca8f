"""By which way of counting dossiers are counted, as a person declares it."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.actions.declare_counting_policy import PolicyWords
from parindex.portal.dossiers.forms.figures import box
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform.fields import DayField, PastDayField


class CountingPolicyForm(forms.Form):
    """Unit, policy, first day of receipt, and the document that says so."""

    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    policy = forms.ChoiceField(label=_("Way of counting"), widget=forms.Select(attrs={"class": "form-select"}))
    first_day = DayField(label=_("For dossiers received from"))
    document_title = forms.CharField(label=_("Document that sets it"), max_length=300, widget=box())
    document_number = forms.CharField(label=_("Number and symbol"), max_length=80, widget=box())
    document_date = PastDayField(label=_("Date of the document"))

    def __init__(
        self, *args: object, units: Sequence[OrgUnitVersion], policies: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, choices in (("unit", [(each.unit.public_id, each.name) for each in units]), ("policy", policies)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = list(choices)

    @property
    def words(self) -> PolicyWords:
        """What was written."""
        typed = self.cleaned_data
        return PolicyWords(
            typed["policy"],
            typed["first_day"],
            typed["document_title"],
            typed["document_number"],
            typed["document_date"],
        )
