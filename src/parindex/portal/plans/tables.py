"""The table of annual plans."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.plans.models import Plan
from parindex.portal.platform.tables import Column, MomentColumn, PortalTable, TagColumn

STATE_TAGS = {"draft": (_("Draft"), "info"), "issued": (_("Issued"), "ok"), "withdrawn": (_("Withdrawn"), "mute")}


class AnnualPlanTable(PortalTable):
    """Plan, year, lines, state."""

    caption = _("Annual plans")
    rows_called = _("plans")

    title = Column(verbose_name=_("Plan"), order_by="sort_key", phone="name")
    year = Column(verbose_name=_("Year"), phone="figure")
    number_of_lines = Column(verbose_name=_("Lines"), phone="detail")
    drafted_at = MomentColumn(verbose_name=_("Drafted"))
    state = TagColumn(verbose_name=_("State"), tags=STATE_TAGS, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No annual plan yet. Have a plan read, accept its tasks and put them into the plan.")

    def render_title(self, record: Plan) -> str:
        """Link to the plan."""
        return format_html('<a href="{}">{}</a>', reverse("plans:plan", args=[record.public_id]), record.title)
