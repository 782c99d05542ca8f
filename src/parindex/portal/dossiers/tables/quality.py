"""The table of quality scores by unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.printing import show_index
from parindex.portal.dossiers.tables.figures import ShareColumn
from parindex.portal.platform.tables import Column, CountColumn, PortalTable


class PointsColumn(ShareColumn):
    """Points with one decimal, as the circular rounds them; – where the records do not tell."""

    def render(self, value: Any) -> str:
        """As the circular prints it."""
        return show_index(value, 1)


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A unit's scores. ``time`` and ``contacts``: indicators 1 and 3."""

    name: str
    order: str
    resolved: int
    time: Decimal | None
    asked: int
    contacts: Decimal | None
    total: Decimal
    maximum: int


class QualityTable(PortalTable):
    """Units with the indicators that records tell."""

    caption = _("Quality of handling by unit, the part that records tell")
    rows_called = _("units")

    name = Column(verbose_name=_("Unit"), order_by="order", phone="name")
    resolved = CountColumn(verbose_name=_("Resolved"), phone="detail")
    time = PointsColumn(verbose_name=_("1. Time of handling (0–2)"), phone="lead")
    asked = CountColumn(verbose_name=_("With requests known"))
    contacts = PointsColumn(verbose_name=_("3. Contacts to complete (0–2)"))
    total = PointsColumn(verbose_name=_("Sum of these"), key=True, phone="figure")
    maximum = CountColumn(verbose_name=_("out of"))

    class Meta(PortalTable.Meta):
        empty_text = _("Nothing was resolved in this window.")
