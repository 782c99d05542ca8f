"""The table of documents."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.documents.models import Document
from parindex.portal.platform.tables import Column, DateColumn, PortalTable

KINDS = {
    "plan": _("Plan"),
    "decision": _("Decision"),
    "report": _("Report"),
    "letter": _("Letter"),
    "publication": _("Publication"),
    "other": _("Other"),
}


class DocumentTable(PortalTable):
    """Kind, number and symbol, date, issuer, title."""

    caption = _("Documents")
    rows_called = _("documents")

    title = Column(verbose_name=_("Title"), order_by="sort_key", phone="name")
    kind = Column(verbose_name=_("Kind"), phone="state")
    sign = Column(verbose_name=_("Number, symbol"), order_by=("symbol", "number"), phone="detail")
    issued_on = DateColumn(verbose_name=_("Date"), phone="figure")
    issuer = Column(verbose_name=_("Issuer"))

    class Meta(PortalTable.Meta):
        empty_text = _("No document here.")

    def render_title(self, record: Document) -> str:
        """Link to the document."""
        return format_html('<a href="{}">{}</a>', reverse("documents:document", args=[record.public_id]), record.title)

    def render_kind(self, record: Document) -> str:
        """The kind in words."""
        return str(KINDS[record.kind])
