"""Table of targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.dossiers.labels import TARGET_INDICATORS
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.platform.tables import Column, DateColumn, IndexColumn, MomentColumn, PortalTable, TagColumn

STATES = {
    "in_force": (_("In force"), "ok"),
    "replaced": (_("Replaced by a later one"), "mute"),
    "withdrawn": (_("Withdrawn, no longer counts"), "warn"),
}


class TargetTable(PortalTable):
    """Indicator, year, unit, share, document, who entered it."""

    caption = _("Targets of dossiers")
    rows_called = _("targets")

    indicator = Column(verbose_name=_("Indicator"), phone="name")
    year = Column(verbose_name=_("Year"), phone="lead")
    unit = Column(verbose_name=_("Unit"), accessor="unit_id", orderable=False, phone="detail")
    percent = IndexColumn(verbose_name=_("Target (%)"), key=True, phone="figure")
    document_title = Column(verbose_name=_("Document"), phone="detail")
    document_number = Column(verbose_name=_("Number and symbol"))
    document_date = DateColumn(verbose_name=_("Date of the document"))
    entered_at = MomentColumn(verbose_name=_("Entered at"))
    entered_by = Column(verbose_name=_("Entered by"), accessor="entered_by__full_name", default="")
    state = TagColumn(verbose_name=_("State"), accessor="standing", orderable=False, tags=STATES, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _(
            "No target has been entered. Whoever runs the rounds of the province enters the target of its plan here; "
            "until then the dashboard shows the target that comes with the program, or none."
        )

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(*args, **kwargs)

    def render_indicator(self, value: str, record: DossierTarget) -> str:
        """Link to its history."""
        words = TARGET_INDICATORS.get(value, value)
        mark = format_html(' <span class="note">{}</span>', _("simulated data")) if record.simulated else ""
        return format_html('<a href="{}">{}</a>{}', reverse("dossiers:target", args=[record.public_id]), words, mark)

    def value_indicator(self, value: str) -> str:
        """Words only."""
        return str(TARGET_INDICATORS.get(value, value))

    def render_unit(self, value: int) -> str:
        """Name of today."""
        return self.names.get(value, "")
