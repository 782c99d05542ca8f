"""The table of documents that are written here."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.tables import Column, MomentColumn, PortalTable, TagColumn
from parindex.portal.reports.labels import STATES, kind_of
from parindex.portal.reports.models import Draft


class DraftTable(PortalTable):
    """What, how far, who last."""

    caption = _("Documents that are written here")
    rows_called = _("documents")

    state = TagColumn(verbose_name=_("State"), tags=STATES, phone="lead")
    name = Column(verbose_name=_("Document"), accessor="subject", order_by="sort_key", phone="name")
    changed_by = Column(verbose_name=_("Changed by"), accessor="changed_by__full_name", orderable=False)
    changed_at = MomentColumn(verbose_name=_("Last changed"))

    class Meta(PortalTable.Meta):
        empty_text = _("No document yet. Choose a kind and a subject above.")

    def render_name(self, record: Draft) -> str:
        """Link to the page; the kind under it."""
        address = reverse("reports:draft", args=[record.public_id])
        tag = format_html(' <span class="tag simulated">{}</span>', _("Simulated data")) if record.simulated else ""
        return format_html(
            '<a href="{}">{}</a>{}<span class="note">{}</span>', address, record.title, tag, kind_of(record.kind)
        )
