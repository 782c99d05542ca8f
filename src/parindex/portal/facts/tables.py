"""Tables of published figures."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.facts.models import FactVersion
from parindex.portal.facts.queries import PublishedRow
from parindex.portal.platform.tables import Column, IndexColumn, PortalTable
from parindex.portal.platform.templatetags import portal


class PublishedTable(PortalTable):
    """Index and place of units by year, as printed."""

    caption = gettext_lazy("Figures as published")
    rows_called = gettext_lazy("results")

    year = Column(verbose_name=gettext_lazy("Year"), phone="lead")
    name = Column(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__sort_key", phone="name")
    index = IndexColumn(verbose_name=gettext_lazy("Index (%)"), accessor="index__value", phone="figure", key=True)
    rank = Column(verbose_name=gettext_lazy("Rank"), accessor="rank__value", phone="state")
    source = Column(verbose_name=gettext_lazy("Source"), orderable=False, phone="detail")
    others = Column(verbose_name=gettext_lazy("Other sources"), orderable=False, empty_values=())
    note = Column(verbose_name=gettext_lazy("Note (as written)"), accessor="source__note", default="", visible=False)
    """Only in Excel."""

    def render_name(self, record: PublishedRow) -> str:
        """The unit as it was called; what it was merged into, and that the two are not comparable."""
        address = reverse("organisations:unit", args=[record.unit.unit.public_id])
        note = ""
        if record.became:
            words = _("merged into %(unit)s in 2025; not comparable") % {"unit": record.became}
            note = format_html('<span class="note">{}</span>', words)
        return format_html('<a href="{}">{}</a>{}', address, record.unit.name, note)

    def value_name(self, record: PublishedRow) -> str:
        """The bare name, for Excel."""
        return record.unit.name

    def render_rank(self, record: PublishedRow) -> str:
        """Place and number of units, as printed."""
        return record.rank.printed if record.rank else "–"

    def render_source(self, value: FactVersion) -> str:
        """The source with its address; the collector's note stands in Excel."""
        words = format_html("{}", value.source_title)
        if value.source_url.startswith("http"):
            words = format_html('<a href="{}" rel="noreferrer">{}</a>', value.source_url, value.source_title)
        return words

    def value_source(self, value: FactVersion) -> str:
        """Source and address, for Excel."""
        return f"{value.source_title} {value.source_url}".strip()

    def render_others(self, record: PublishedRow) -> str:
        """What other sources print, when it differs."""
        return "; ".join(f"{portal.index(each.value)} ({each.source_title})" for each in record.others) or "–"
