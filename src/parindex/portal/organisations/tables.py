"""Tables of units and people."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models import Membership, OrgUnitVersion
from parindex.portal.organisations.models.membership import role_label
from parindex.portal.organisations.queries.people import PersonLine
from parindex.portal.platform.tables import Column, DateColumn, MomentColumn, PortalTable, TagColumn


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


class PeopleTable(PortalTable):
    """People with what they hold today."""

    caption = _("Accounts")
    rows_called = _("people")

    full_name = Column(verbose_name=_("Full name"), order_by="order", phone="name", key=True)
    username = Column(verbose_name=_("User name"), phone="detail")
    email = Column(verbose_name=_("E-mail"))
    positions = Column(verbose_name=_("Positions"), orderable=False)
    last_login = MomentColumn(verbose_name=_("Last sign-in"))
    state = TagColumn(
        verbose_name=_("State"),
        phone="state",
        tags={
            "active": (_("In use"), "ok"),
            "invited": (_("Invited"), "warn"),
            "idle": (_("Without position"), "mute"),
            "closed": (_("Closed"), "bad"),
        },
    )

    class Meta(PortalTable.Meta):
        empty_text = _("No person fits the filters.")

    def render_full_name(self, value: str, record: PersonLine) -> str:
        """The name leads to the person's page."""
        return format_html('<a href="{}">{}</a>', reverse("organisations:person", args=[record.public_id]), value)

    def value_full_name(self, value: str) -> str:
        """The bare name, for Excel."""
        return value

    def render_positions(self, value: tuple[Membership, ...], record: PersonLine) -> str:
        """Title or role, and the unit."""
        return "; ".join(f"{held.title or role_label(held)} – {record.names[held.unit_id].name}" for held in value)
