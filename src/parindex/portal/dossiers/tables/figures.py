"""The tables of the dashboard: counts of groups, and the records behind one of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.engine.numbers.exact import CONTEXT
from parindex.engine.numbers.printing import MISSING, show_index
from parindex.portal.dossiers.engine_bridge import Figures
from parindex.portal.dossiers.engine_bridge.records import Counted, Record
from parindex.portal.platform.tables import Column, CountColumn, DateColumn, PortalTable, TagColumn

OUTCOME_TAGS = {
    "early": (pgettext_lazy("dossier", "Resolved early"), "ok"),
    "on_time": (pgettext_lazy("dossier", "Resolved on time"), "ok"),
    "late": (pgettext_lazy("dossier", "Resolved late"), "bad"),
    "resolved_without_due": (pgettext_lazy("dossier", "Resolved, without due date"), "warn"),
    "withdrawn": (pgettext_lazy("dossier", "Withdrawn"), "mute"),
    "pending_within": (pgettext_lazy("dossier", "Pending, within time"), "info"),
    "pending_overdue": (pgettext_lazy("dossier", "Pending, overdue"), "bad"),
    "pending_without_due": (pgettext_lazy("dossier", "Pending, without due date"), "warn"),
}
COUNTED_WORDS = {
    Counted.HANDLED: pgettext_lazy("dossier", "All that were to be handled"),
    Counted.RECEIVED_NEW: pgettext_lazy("dossier", "Received in the period"),
    Counted.CARRIED_OVER: pgettext_lazy("dossier", "Carried over"),
    Counted.RECEIVED_ONLINE: pgettext_lazy("dossier", "Received online"),
    Counted.RESOLVED: pgettext_lazy("dossier", "Resolved"),
    Counted.PENDING: pgettext_lazy("dossier", "Pending"),
    Counted.LATE_OR_OVERDUE: pgettext_lazy("dossier", "Late: resolved late, and overdue"),
} | {Counted(code): words for code, (words, _tone) in OUTCOME_TAGS.items()}
CHANNEL_WORDS = {
    1: pgettext_lazy("dossier", "Direct"),
    2: pgettext_lazy("dossier", "Online"),
    3: pgettext_lazy("dossier", "By post"),
}


def share_of(numerator: int, denominator: int) -> Decimal | None:
    """In percent; None without a denominator."""
    return CONTEXT.divide(Decimal(100 * numerator), Decimal(denominator)) if denominator else None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Counts of one group, where a click on it leads to, and where its records are listed."""

    label: str
    order: str
    figures: Figures
    inside: str = ""
    records: str = ""
    note: str = ""

    @property
    def on_time(self) -> int:
        """Early or on the day: what counts as on time."""
        return self.figures.early + self.figures.on_time

    @property
    def share(self) -> Decimal | None:
        """On time of resolved, in percent."""
        return share_of(self.on_time, self.figures.resolved)

    @property
    def share_order(self) -> Fraction:
        """Exact order of the shares; without a denominator below all."""
        return Fraction(self.on_time, self.figures.resolved) if self.figures.resolved else Fraction(-1)


class ShareColumn(Column):
    """A share with two decimals; – without a denominator."""

    css = "number"

    def render(self, value: Any) -> str:
        """The printed share."""
        return show_index(value, 2)

    def value(self, value: Any) -> Any:
        """The number, for Excel."""
        return value


class LinkedCount(Column):
    """A count that leads to its records."""

    css = "number"

    def __init__(self, *args: Any, counted: Counted, **kwargs: Any) -> None:
        self.counted = counted
        super().__init__(*args, accessor=f"figures__{counted.value}", **kwargs)

    def render(self, value: Any, record: GroupRow) -> str:
        """The count; a link unless it is zero."""
        printed = CountColumn.show(value)
        if not record.records or not value:
            return printed
        return format_html('<a href="{}&amp;so={}">{}</a>', record.records, self.counted.value, printed)

    def value(self, value: Any) -> Any:
        """The number, for Excel."""
        return value


class GroupTable(PortalTable):
    """Groups of dossiers with their counts; the footer is the whole."""

    caption = _("Dossiers by group")
    rows_called = _("rows")
    dense = True
    sideways = True

    label = Column(verbose_name=_("Group"), order_by="order", phone="name")
    received_new = LinkedCount(verbose_name=_("Received new"), counted=Counted.RECEIVED_NEW)
    carried_over = LinkedCount(verbose_name=_("Carried over"), counted=Counted.CARRIED_OVER)
    resolved = LinkedCount(verbose_name=_("Resolved"), counted=Counted.RESOLVED, phone="detail")
    early = LinkedCount(verbose_name=_("Early"), counted=Counted.EARLY)
    on_time = LinkedCount(verbose_name=_("On the due date"), counted=Counted.ON_TIME)
    late = LinkedCount(verbose_name=_("Late"), counted=Counted.LATE)
    without_due = LinkedCount(verbose_name=_("Without due date"), counted=Counted.RESOLVED_WITHOUT_DUE)
    share = ShareColumn(verbose_name=_("On time (%)"), order_by="share_order", key=True, phone="figure")
    pending = LinkedCount(verbose_name=_("Pending"), counted=Counted.PENDING)
    pending_overdue = LinkedCount(verbose_name=_("Pending overdue"), counted=Counted.PENDING_OVERDUE, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No dossier in this window. Choose another window or unit above.")

    def __init__(self, *args: Any, total: Figures, head: str, **kwargs: Any) -> None:
        self.total = GroupRow("", "", total)
        super().__init__(*args, **kwargs)
        self.columns["label"].column.verbose_name = head
        self.columns["label"].column._footer = _("Total")
        for name, column in self.columns.items():
            if name != "label":
                column.column._footer = self._printed(name)

    def _printed(self, name: str) -> str:
        column = self.columns[name]
        value = column.accessor.resolve(self.total, quiet=True)
        if value is None:
            return MISSING
        return ShareColumn().render(value) if name == "share" else CountColumn().render(value)

    def render_label(self, record: GroupRow) -> str:
        """The group; a link into it."""
        note = format_html('<span class="note">{}</span>', record.note) if record.note else ""
        if not record.inside:
            return format_html("{}{}", record.label, note)
        return format_html('<a href="{}">{}</a>{}', record.inside, record.label, note)

    def value_label(self, record: GroupRow) -> str:
        """Words only, for Excel."""
        return f"{record.label} · {record.note}" if record.note else record.label


class RecordTable(PortalTable):
    """Dossiers by code: procedure, unit, days, outcome. No column holds a citizen."""

    caption = _("Dossiers")
    rows_called = _("dossiers")
    sideways = True

    record_code = Column(verbose_name=_("Record code"), phone="name", orderable=False)
    procedure_code = Column(verbose_name=_("Procedure"), phone="detail", orderable=False)
    unit = Column(verbose_name=_("Received by → decided by"), empty_values=(), orderable=False)
    channel = Column(verbose_name=_("Channel"), orderable=False)
    received_on = DateColumn(verbose_name=_("Received on"), orderable=False)
    due_on = DateColumn(verbose_name=_("Due on"), phone="figure", orderable=False)
    closed_on = DateColumn(verbose_name=_("Closed on"), orderable=False)
    outcome = TagColumn(verbose_name=_("Outcome in the window"), tags=OUTCOME_TAGS, phone="state", orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = _("No dossier of this kind in this window. Choose another window or kind above.")

    def __init__(self, *args: Any, units: dict[str, str], procedures: dict[str, str], **kwargs: Any) -> None:
        self.units, self.procedures = units, procedures
        super().__init__(*args, **kwargs)

    def render_record_code(self, record: Record) -> str:
        """Link to the dossier."""
        address = f"{reverse('dossiers:record')}?{urlencode({'ma': record.key})}"
        return format_html('<a class="nowrap" href="{}">{}</a>', address, record.record_code)

    def value_record_code(self, record: Record) -> str:
        """The code."""
        return record.record_code

    def render_unit(self, record: Record) -> str:
        """Both units, once when they are the same."""
        received = self.units.get(record.receiving_unit, record.receiving_unit)
        decided = self.units.get(record.deciding_unit, record.deciding_unit)
        return received if received == decided else f"{received} → {decided}"

    def render_channel(self, value: int) -> str:
        """The channel in words."""
        return str(CHANNEL_WORDS.get(value, value))

    def render_procedure_code(self, value: str) -> str:
        """Code, with the name where the catalogue has it."""
        name = self.procedures.get(value)
        return format_html('{}<span class="note">{}</span>', value, name) if name else value

    def value_procedure_code(self, value: str) -> str:
        """Words only, for Excel."""
        name = self.procedures.get(value)
        return f"{value} · {name}" if name else value
