"""What may be asked of the list of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import versions_on
from parindex.portal.platform import clock


class UnitFilter(forms.Form):
    """Filters of the list; they live in the address."""

    q = forms.CharField(required=False, label=_("Find a unit"))
    level = forms.ChoiceField(required=False, label=_("Level"))
    province = forms.ChoiceField(required=False, label=_("Province"))
    day = forms.DateField(required=False, label=_("On the day"), input_formats=["%d/%m/%Y", "%Y-%m-%d"])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        level, province = self.fields["level"], self.fields["province"]
        if not isinstance(level, forms.ChoiceField) or not isinstance(province, forms.ChoiceField):
            raise TypeError("level and province are choices")
        level.choices = [("", _("Level: all")), *UnitLevel.choices]
        provinces = versions_on(clock.today()).filter(level=UnitLevel.PROVINCE)
        province.choices = [("", _("Province: all")), *((row.unit.public_id, row.name) for row in provinces)]
        self.fields["q"].widget.attrs |= {"class": "form-control", "type": "search", "placeholder": _("Find a unit")}
        day_attrs = {"class": "form-control", "placeholder": _("On the day dd/mm/yyyy"), "size": "24"}
        self.fields["day"].widget.attrs |= day_attrs
        for choice in (level, province):
            choice.widget.attrs["class"] = "form-select"
