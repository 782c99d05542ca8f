"""Tables of procedures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.portal.platform.tables import Column, CountColumn, DateColumn, PortalTable, TagColumn
from parindex.portal.procedures import labels
from parindex.portal.procedures.models import ProcedureVersion
from parindex.portal.procedures.queries import AnnouncedLine


class ProcedureTable(PortalTable):
    """The catalogue on a day."""

    caption = _("Administrative procedures")
    rows_called = _("procedures")

    code = Column(
        verbose_name=_("Code"), accessor="procedure__code", order_by="procedure__sort_key", phone="lead", key=True
    )
    name = Column(verbose_name=_("Name"), order_by="sort_key", phone="name")
    field = Column(verbose_name=_("Field"), order_by=("field_key", "sort_key"), phone="detail")
    level = Column(verbose_name=_("Level"), phone="figure")
    online = TagColumn(verbose_name=_("Online level"), tags=labels.ONLINE, phone="state", empty_values=())
    one_stop = Column(verbose_name=_("One-stop"), empty_values=())
    term = Column(verbose_name=_("Time limit"), empty_values=(), order_by=("term_unit", "term_amount"))
    announcement = TagColumn(verbose_name=_("Announced as"), tags=labels.ANNOUNCEMENTS)
    effective_from = DateColumn(verbose_name=_("In effect since"))

    class Meta(PortalTable.Meta):
        empty_text = _(
            "No procedure here. Choose other filters; the unit that keeps the catalogue takes it in from Excel."
        )

    def __init__(self, *args: Any, query: str = "", **kwargs: Any) -> None:
        self._query = f"?{query}" if query else ""
        super().__init__(*args, **kwargs)

    def render_name(self, record: ProcedureVersion) -> str:
        """Link to the procedure, on the day of the list."""
        address = reverse("procedures:procedure", args=[record.procedure.public_id])
        return format_html('<a href="{}{}">{}</a>', address, self._query, record.name)

    def value_name(self, record: ProcedureVersion) -> str:
        """The name, for Excel."""
        return record.name

    def render_level(self, record: ProcedureVersion) -> str:
        """The level in words."""
        return labels.level_of(record)

    def render_one_stop(self, record: ProcedureVersion) -> str:
        """Yes, no, not said."""
        return labels.yes_no(record.one_stop)

    def render_term(self, record: ProcedureVersion) -> str:
        """The time limit in words."""
        return labels.term(record)


class AnnouncedTable(PortalTable):
    """Announcements of a period with what was in time."""

    caption = _("Announcements")
    rows_called = _("announcements")

    code = Column(verbose_name=_("Code"), accessor="version__procedure__code", phone="lead", key=True)
    name = Column(verbose_name=_("Name"), accessor="version__name", phone="name", orderable=False)
    announcement = TagColumn(
        verbose_name=_("Announced as"), accessor="version__announcement", tags=labels.ANNOUNCEMENTS, phone="state"
    )
    decision = Column(verbose_name=_("Decision"), accessor="version__decision__sign", phone="detail", orderable=False)
    decided_on = DateColumn(verbose_name=_("Decided"))
    effective_from = DateColumn(verbose_name=_("In effect since"), accessor="version__effective_from")
    days_before = CountColumn(verbose_name=_("Working days before effect"))
    announced = Column(verbose_name=_("Announced in time"), phone="figure")
    made_public_on = DateColumn(verbose_name=_("Made public"), accessor="version__made_public_on", orderable=False)
    public = Column(verbose_name=_("Public in time"), empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = _("Nothing was announced in this period. Choose another period above.")

    def __init__(self, data: Sequence[AnnouncedLine], *, openable: Collection[int] = ()) -> None:
        super().__init__(data)
        self._openable = openable
        """Row ids of the decisions that the person may open."""

    def render_name(self, record: AnnouncedLine) -> str:
        """Link to the procedure."""
        address = reverse("procedures:procedure", args=[record.version.procedure.public_id])
        return format_html('<a href="{}">{}</a>', address, record.version.name)

    def value_name(self, record: AnnouncedLine) -> str:
        """The name, for Excel."""
        return record.version.name

    def render_decision(self, record: AnnouncedLine) -> str:
        """Link to the decision, for who may open it."""
        decision = record.version.decision
        if decision.pk not in self._openable:
            return str(decision.sign)
        return format_html(
            '<a href="{}">{}</a>', reverse("documents:document", args=[decision.public_id]), decision.sign
        )

    def value_decision(self, record: AnnouncedLine) -> str:
        """Number and symbol, for Excel."""
        return record.version.decision.sign

    def render_announced(self, record: AnnouncedLine) -> str:
        """In time or late."""
        return _tag("ok" if record.announced else "bad", _("in time") if record.announced else _("late"))

    def value_announced(self, record: AnnouncedLine) -> str:
        """In time or late, for Excel."""
        return str(_("in time") if record.announced else _("late"))

    def render_public(self, record: AnnouncedLine) -> str:
        """In time, late, or still time."""
        tones = {True: "ok", False: "bad", None: "mute"}
        return _tag(tones[record.public], self.value_public(record))

    def value_public(self, record: AnnouncedLine) -> str:
        """In time, late, or still time, for Excel."""
        return str({True: _("in time"), False: _("late"), None: _("still time")}[record.public])


def _tag(tone: str, word: object) -> str:
    return format_html('<span class="tag {}">{}</span>', tone, word)
