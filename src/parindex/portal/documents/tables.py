"""The table of documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from parindex.portal.accounts.models import User
from parindex.portal.documents import queries
from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.documents.queries.catalogue import Standing, standing_of
from parindex.portal.documents.queries.registers import RegisterLine
from parindex.portal.documents.queries.texts import Hit, hits_of
from parindex.portal.organisations.queries import units_visible_to
from parindex.portal.platform.tables import Column, CountColumn, DateColumn, PortalTable
from parindex.portal.platform.words import say

KINDS = {
    "plan": _("Plan"),
    "decision": _("Decision"),
    "report": _("Report"),
    "letter": _("Letter"),
    "proposal": _("Proposal (tờ trình)"),
    "invitation": _("Invitation"),
    "minutes": _("Minutes"),
    "publication": _("Publication"),
    "other": _("Other"),
}

FORCES = {
    "in_force": _("still in force"),
    "ended": _("no longer in force"),
    "unsure": _("force not certain"),
    "unknown": _("not known"),
}
EXCERPT, FORCE = "documents/excerpt.html", "documents/force.html"


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
        self._hits: dict[int, Hit] = {}
        self._standing: dict[int, Standing] = {}
        self._asked = ""
        super().__init__(*args, **kwargs)

    def tell(self, person: User, text: str, documents: Iterable[Document], visible: QuerySet[Document]) -> None:
        """Read for these rows where they are used (as far as the person sees the units), the passages that hold
        ``text``, and whether they are in force, as documents of ``visible`` say.
        """
        rows, units = list(documents), set(units_visible_to(person).values_list("pk", flat=True))
        self._uses = queries.uses_of([each.pk for each in rows], units)
        self._hits, self._asked = hits_of(rows, text), text
        self._standing = standing_of(rows, visible)

    class Meta(PortalTable.Meta):
        empty_text = _(
            "No document here. Choose other filters; documents come in as evidence of a self-assessment sheet."
        )

    def render_title(self, record: Document) -> str:
        """Link to the document; under it the passage that holds what was looked for."""
        address = reverse("documents:document", args=[record.public_id])
        hit = self._hits.get(record.pk)
        if hit is None:
            return format_html('<a href="{}">{}</a>', address, record.title)
        address = f"{address}?{urlencode({'q': self._asked})}#tim-thay"
        told = {"hit": hit, "address": address}
        return format_html('<a href="{}">{}</a>{}', address, record.title, render_to_string(EXCERPT, told))

    def value_title(self, record: Document) -> str:
        """The title alone, for Excel."""
        return record.title

    def render_sign(self, record: Document, value: str) -> str:
        """Number and symbol, and when it is known that the document is no longer in force."""
        standing = self._standing.get(record.pk)
        return format_html("{}{}", value, render_to_string(FORCE, {"standing": standing}) if standing else "")

    def value_sign(self, record: Document) -> str:
        """Number and symbol, for Excel."""
        return record.sign

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
        return "; ".join(f"{use.where} ({use.unit}, {use.year})" for use in self._uses.get(record.pk, []))


class WithoutTextTable(PortalTable):
    """Files that could not be read, with the reason."""

    caption = _("Files without a text")
    rows_called = _("files")

    name = Column(verbose_name=_("File"), phone="name")
    document = Column(verbose_name=_("Document"), order_by="document__sort_key", phone="detail")
    reason = Column(verbose_name=_("Why there is no text"), empty_values=(), orderable=False, phone="whole")

    class Meta(PortalTable.Meta):
        empty_text = _("Every file that was read has a text.")

    def render_document(self, record: DocumentFile) -> str:
        """Link to the document."""
        document = record.document
        address = reverse("documents:document", args=[document.public_id])
        return format_html('<a href="{}">{}</a>', address, document.title)

    def render_reason(self, record: DocumentFile) -> str:
        """The reason in words."""
        reading = record.stored.text_reading
        return say(reading.problem_code, reading.problem_values)


class RegistersTable(PortalTable):
    """Registers of numbers: body, series, year."""

    caption = _("Registers of numbers")
    rows_called = _("registers")

    issuer = Column(verbose_name=_("Body"), phone="name")
    symbol = Column(verbose_name=_("Symbol"), phone="detail")
    year = Column(verbose_name=_("Year"), accessor="name__year", order_by="name__year", phone="lead")
    known = CountColumn(verbose_name=_("Numbers known"))
    highest = CountColumn(verbose_name=_("Highest number"), phone="figure")
    unknown = CountColumn(verbose_name=_("Not known below it"), phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No numbered document yet. Documents with number, symbol and date make the registers.")

    def render_issuer(self, record: RegisterLine, value: str) -> str:
        """Link to the register."""
        name = record.name
        asked = urlencode({"body": name.body_key, "series": name.series_key, "year": name.year})
        return format_html('<a href="{}?{}">{}</a>', reverse("documents:register"), asked, value)
