"""Tables of units."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.platform.tables import Column, DateColumn, PortalTable


class UnitTable(PortalTable):
    """Units as they were on a day."""

    caption = _("Units")
    rows_called = _("units")

    code = Column(verbose_name=_("Code"), phone="lead")
    name = Column(verbose_name=_("Unit"), order_by=("sort_key", "id"), phone="name", key=True)
    unit_type = Column(verbose_name=_("Type"), accessor="get_unit_type_display", order_by="unit_type", phone="detail")
    level = Column(verbose_name=_("Level"), accessor="get_level_display", order_by="level")
    parent_name = Column(verbose_name=_("Directly under"))
    valid_from = DateColumn(verbose_name=_("In force from"))
    valid_to = DateColumn(verbose_name=_("Until before"))

    class Meta(PortalTable.Meta):
        empty_text = _("No unit fits the filters.")

    def render_name(self, value: str, record: OrgUnitVersion) -> str:
        """The name leads to the unit's page."""
        return format_html('<a href="{}">{}</a>', reverse("organisations:unit", args=[record.unit.public_id]), value)

    def value_name(self, value: str) -> str:
        """The bare name, for Excel."""
        return value
