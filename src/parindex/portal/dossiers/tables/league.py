"""The table of the league of communes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.portal.dossiers.engine_bridge.league import Ranked, Standing
from parindex.portal.dossiers.tables.figures import ShareColumn, share_of
from parindex.portal.platform.tables import Column, CountColumn, PortalTable, TagColumn

STANDING_TAGS = {
    Standing.REACHED.value: (pgettext_lazy("share", "Reached"), "ok"),
    Standing.NEAR.value: (pgettext_lazy("share", "Not reached, near the target"), "warn"),
    Standing.FAR.value: (pgettext_lazy("share", "Not reached, far from the target"), "bad"),
    Standing.NO_TARGET.value: (pgettext_lazy("share", "No target"), "mute"),
    Standing.NOTHING.value: (pgettext_lazy("share", "Nothing resolved"), "mute"),
    Standing.PARTIAL.value: (pgettext_lazy("share", "Not the whole month"), "mute"),
}


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A unit in the league, with its name and where it leads to."""

    ranked: Ranked
    name: str
    short_name: str
    order: str
    address: str

    @property
    def share(self) -> Decimal | None:
        """On time, in percent."""
        return share_of(self.ranked.numerator, self.ranked.denominator)

    @property
    def wanted(self) -> Decimal | None:
        """Its target, in percent."""
        target = self.ranked.target
        return share_of(target.numerator, target.denominator) if target else None

    @property
    def place(self) -> int:
        """For sorting: units without a rank come last."""
        return self.ranked.rank or 1_000_000

    @property
    def tone(self) -> str:
        """Tint of its tile."""
        return STANDING_TAGS[self.ranked.standing.value][1]

    @property
    def standing_words(self) -> str:
        """Where it stands, in words."""
        return str(STANDING_TAGS[self.ranked.standing.value][0])


class LeagueTable(PortalTable):
    """Rank, unit, both numbers, share, standing, late, overdue."""

    caption = _("Communes by share on time")
    rows_called = _("units")

    place = Column(verbose_name=_("Rank"), phone="lead", accessor="place")
    name = Column(verbose_name=_("Unit"), order_by="order", phone="name")
    on_time = CountColumn(verbose_name=_("Early and on time"), accessor="ranked__numerator")
    resolved = CountColumn(verbose_name=_("Resolved"), accessor="ranked__denominator", phone="detail")
    share = ShareColumn(verbose_name=_("On time (%)"), order_by="-place", key=True, phone="figure")
    wanted = ShareColumn(verbose_name=_("Target (%)"), orderable=False)
    late = CountColumn(verbose_name=_("Late"), accessor="ranked__figures__late")
    pending_overdue = CountColumn(verbose_name=_("Pending overdue"), accessor="ranked__figures__pending_overdue")
    standing = TagColumn(
        verbose_name=_("Against the target"), accessor="ranked__standing__value", tags=STANDING_TAGS, phone="state"
    )

    class Meta(PortalTable.Meta):
        empty_text = _("No commune with dossiers in this window. Choose another window above.")

    def render_place(self, record: LeagueRow) -> str:
        """The rank; a tie is said."""
        if record.ranked.rank is None:
            return "–"
        note = format_html(' <span class="note">{}</span>', _("tied")) if record.ranked.tied else ""
        return format_html("{}{}", record.ranked.rank, note)

    def value_place(self, record: LeagueRow) -> Any:
        """The rank itself, for Excel."""
        return record.ranked.rank

    def render_name(self, record: LeagueRow) -> str:
        """Link to the unit's figures; few dossiers are said."""
        note = format_html('<span class="note">{}</span>', _("few dossiers")) if record.ranked.few else ""
        return format_html('<a href="{}">{}</a>{}', record.address, record.name, note)

    def value_name(self, record: LeagueRow) -> str:
        """Words only, for Excel."""
        return record.name
