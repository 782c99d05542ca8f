"""Tables of imports and recorded figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers import printing
from parindex.portal.dossiers.labels import BATCH_STATES
from parindex.portal.dossiers.models import FigureFact, ImportBatch
from parindex.portal.platform.tables import Column, CountColumn, MomentColumn, PortalTable, TagColumn
from parindex.portal.platform.templatetags import portal


class BatchTable(PortalTable):
    """The history of imports."""

    caption = _("Imports")
    rows_called = _("imports")

    uploaded_at = MomentColumn(verbose_name=_("Uploaded"), phone="lead")
    file_name = Column(verbose_name=_("File"), phone="name")
    source = Column(verbose_name=_("Source"), accessor="source__title", phone="detail")
    uploaded_by = Column(verbose_name=_("By"), accessor="uploaded_by__full_name", default="")
    rows = CountColumn(verbose_name=_("Rows of the file"), accessor="rows", phone="figure")
    rejected = CountColumn(verbose_name=_("Rejected rows"))
    inserted = CountColumn(verbose_name=_("New"))
    updated = CountColumn(verbose_name=_("Replaced"))
    version_after = CountColumn(verbose_name=_("Store version"))
    state = TagColumn(
        verbose_name=_("State"), accessor="shown_state", order_by="state", tags=BATCH_STATES, phone="state"
    )

    class Meta(PortalTable.Meta):
        empty_text = _(
            "No import yet. Whoever keeps the one-stop system declares it as a source and sends its export here."
        )

    def render_file_name(self, record: ImportBatch) -> str:
        """Link to the import."""
        address = reverse("dossiers:batch", args=[record.public_id])
        return format_html('<a href="{}">{}</a>', address, record.file_name)

    def value_file_name(self, record: ImportBatch) -> str:
        """The name."""
        return record.file_name


class FigureTable(PortalTable):
    """Figures that were recorded as facts."""

    caption = _("Recorded figures")
    rows_called = _("figures")

    unit = Column(verbose_name=_("Unit"), accessor="version__fact__unit_id", orderable=False, phone="lead")
    indicator = Column(verbose_name=_("Indicator"), accessor="version__fact__indicator__title", phone="name")
    numerator = Column(verbose_name=_("Figure"), accessor="version", orderable=False, phone="figure")
    share = Column(verbose_name=_("Share"), accessor="version", orderable=False, phone="state")
    window = Column(verbose_name=_("Counted over"), accessor="first", phone="detail")
    store_version = CountColumn(verbose_name=_("Store version"))

    class Meta(PortalTable.Meta):
        empty_text = _("No figure has been recorded for this year. Choose another year; imports bring figures.")

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(*args, **kwargs)

    def render_unit(self, value: int) -> str:
        """Name of today."""
        return self.names.get(value, "")

    def render_indicator(self, value: str, record: FigureFact) -> str:
        """Link to where it comes from."""
        return format_html('<a href="{}">{}</a>', reverse("dossiers:figure", args=[record.public_id]), value)

    def value_indicator(self, value: str) -> str:
        """The title."""
        return value

    def render_numerator(self, record: FigureFact) -> str:
        """The two numbers, or the count."""
        version = record.version
        if version.denominator is None:
            return str(portal.count(version.value))
        return f"{portal.count(version.numerator)}/{portal.count(version.denominator)}"

    def render_share(self, record: FigureFact) -> str:
        """In percent, where there is something to divide."""
        version = record.version
        if not version.denominator or version.numerator is None:
            return ""
        return str(printing.show_percent(version.numerator * 100 / version.denominator))

    def render_window(self, record: FigureFact) -> str:
        """Both days."""
        return f"{portal.vn_date(record.first)} – {portal.vn_date(record.last)}"
