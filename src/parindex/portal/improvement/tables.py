"""The table of improvement plans."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.improvement.models import Improvement
from parindex.portal.platform.tables import Column, MomentColumn, PortalTable, TagColumn

STATE_TAGS = {"draft": (_("Draft"), "info"), "issued": (_("Issued"), "ok"), "withdrawn": (_("Withdrawn"), "mute")}


class PlanTable(PortalTable):
    """Plan, unit, year, state."""

    caption = _("Improvement plans")
    rows_called = _("plans")

    title = Column(verbose_name=_("Plan"), accessor="plan__title", order_by="plan__sort_key", phone="name")
    unit = Column(verbose_name=_("Unit"), accessor="round_unit__name", order_by="round_unit__sort_key", phone="detail")
    year = Column(verbose_name=_("Year"), accessor="plan__year", phone="figure")
    drafted_at = MomentColumn(verbose_name=_("Drafted"), accessor="plan__drafted_at")
    state = TagColumn(verbose_name=_("State"), accessor="plan__state", tags=STATE_TAGS, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No plan yet. Open a unit's result and draw one up from its lost points.")

    def render_title(self, record: Improvement) -> str:
        """Link to the plan."""
        return format_html(
            '<a href="{}">{}</a>', reverse("improvement:plan", args=[record.plan.public_id]), record.plan.title
        )
