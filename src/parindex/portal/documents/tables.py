"""The table of documents."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from parindex.portal.accounts.models import User
from parindex.portal.documents import queries
from parindex.portal.documents.models import Document
from parindex.portal.organisations.queries import units_visible_to
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
    uses = Column(verbose_name=_("Used for"), empty_values=(), orderable=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._uses: dict[int, list[queries.Use]] = {}
        super().__init__(*args, **kwargs)

    def tell_uses(self, person: User) -> None:
        """Read where the documents of this page are used, as far as the person sees the units."""
        units = set(units_visible_to(person).values_list("pk", flat=True))
        self._uses = queries.uses_of([row.record.pk for row in self.paginated_rows], units)

    class Meta(PortalTable.Meta):
        empty_text = _(
            "No document here. Choose other filters; documents come in as evidence of a self-assessment sheet."
        )

    def render_title(self, record: Document) -> str:
        """Link to the document."""
        return format_html('<a href="{}">{}</a>', reverse("documents:document", args=[record.public_id]), record.title)

    def render_kind(self, record: Document) -> str:
        """The kind in words."""
        return str(KINDS[record.kind])

    def render_uses(self, record: Document) -> str:
        """The newest two uses, and how many more."""
        uses = self._uses.get(record.pk, [])
        shown = format_html_join(
            "", '<a class="note" href="{}">{} · {} · {}</a>', ((u.address, u.where, u.unit, u.year) for u in uses[:2])
        )
        more = format_html('<span class="note">+{}</span>', len(uses) - 2) if len(uses) > 2 else ""
        return format_html("{}{}", shown, more) if uses else "–"

    def value_uses(self, record: Document) -> str:
        """All uses, for Excel."""
        found = queries.uses_of([record.pk])[record.pk] if not self._uses else self._uses.get(record.pk, [])
        return "; ".join(f"{use.where} ({use.unit}, {use.year})" for use in found)
