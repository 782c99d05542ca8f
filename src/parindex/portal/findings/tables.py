"""The table of findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.engine.numbers.printing import MISSING, show_decimal, show_signed
from parindex.portal.findings import engine_bridge
from parindex.portal.findings.engine_bridge import FROM_RECOGNITION
from parindex.portal.findings.models import Finding
from parindex.portal.platform import words
from parindex.portal.platform.tables import Column, PortalTable, TagColumn

SEVERITY_TAGS = {"high": (_("Grave"), "bad"), "medium": (_("Medium"), "warn"), "low": (_("Light"), "mute")}
STATE_TAGS = {
    "open": (pgettext_lazy("finding", "Open"), "info"),
    "asked": (_("Asked"), "warn"),
    "explained": (_("Explained"), "ok"),
    "corrected": (_("Corrected"), "ok"),
    "false_alarm": (_("False alarm"), "ok"),
    "cured": (_("Cause gone"), "ok"),
}


class FigureColumn(Column):
    """A printed or expected figure, as the document writes it; for Excel the number."""

    css = "number"

    def value(self, value: Any) -> Any:
        """The number itself."""
        return value


class FindingTable(PortalTable):
    """Where, what must hold and its likely cause, printed, expected, difference, state."""

    caption = _("Findings")
    rows_called = _("findings")

    severity = TagColumn(verbose_name=_("Severity"), tags=SEVERITY_TAGS, order_by=("weight", "sort_key"), phone="lead")
    subject = Column(
        verbose_name=_("Where the figure stands"), accessor="subject_label", order_by="sort_key", phone="name"
    )
    rule = Column(verbose_name=_("What must hold, likely cause"), phone="detail")
    printed = FigureColumn(verbose_name=_("Printed"), orderable=False, accessor="figures", phone="figure")
    expected = FigureColumn(verbose_name=_("Should be"), orderable=False, accessor="figures")
    difference = FigureColumn(verbose_name=_("Difference"), orderable=False, accessor="figures", key=True)
    state = TagColumn(verbose_name=_("State"), tags=STATE_TAGS, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No finding here. Nothing printed contradicts itself, or nothing was checked yet.")
        row_attrs = {"class": lambda record, table: "selected" if record.public_id == table.chosen else ""}

    def __init__(self, *args: Any, chosen: str, query: str, **kwargs: Any) -> None:
        self.chosen, self.query = chosen, query
        super().__init__(*args, **kwargs)

    def render_subject(self, record: Finding) -> str:
        """Link to the drawer, the place under it."""
        address = reverse("findings:finding", args=[record.public_id])
        address = f"{address}?{self.query}" if self.query else address
        note = format_html('<span class="note">{}</span>', record.place) if record.place else ""
        return format_html('<a href="{}">{}</a>{}', address, record.subject_label, note)

    def value_subject(self, record: Finding) -> str:
        """Words only, for Excel."""
        return f"{record.subject_label} · {record.place}" if record.place else record.subject_label

    def render_rule(self, record: Finding) -> str:
        """The rule as a sentence, the cause under it."""
        return format_html('{}<span class="note">{}</span>', self.value_rule(record), cause_of(record))

    def value_rule(self, record: Finding) -> str:
        """The sentence, for Excel."""
        return words.say(f"finding.{record.rule}", engine_bridge.from_json(record.figures))

    def render_printed(self, record: Finding) -> str:
        """As printed, with the document's decimals."""
        return figure(record.figure("printed"))

    def render_expected(self, record: Finding) -> str:
        """What would fit."""
        return figure(record.figure("expected"))

    def render_difference(self, record: Finding) -> str:
        """Printed less expected; – where the two are not numbers."""
        difference = difference_of(record)
        return MISSING if difference is None else show_signed(difference, _decimals(difference))

    def value_printed(self, record: Finding) -> Any:
        """The number, for Excel."""
        return record.figure("printed")

    def value_expected(self, record: Finding) -> Any:
        """The number, for Excel."""
        return record.figure("expected")

    def value_difference(self, record: Finding) -> Any:
        """The number, for Excel."""
        return difference_of(record)


def cause_of(finding: Finding) -> str:
    """The proposed cause as a sentence, with it that a machine read the place; empty when none suggests itself."""
    values = engine_bridge.from_json(finding.cause_values)
    said = [words.say(f"cause.{finding.cause}", values)] if finding.cause else []
    return " ".join([*said, *([words.say(f"cause.{FROM_RECOGNITION}")] if FROM_RECOGNITION in values else [])])


def difference_of(finding: Finding) -> Decimal | None:
    """Printed less expected, when both are numbers."""
    printed, expected = finding.figure("printed"), finding.figure("expected")
    if isinstance(printed, str) or isinstance(expected, str) or printed is None or expected is None:
        return None
    return Decimal(printed) - Decimal(expected)


def figure(value: Decimal | int | str | None) -> str:
    """A figure with the decimals that it was printed with."""
    if value is None:
        return MISSING
    return str(value) if isinstance(value, str) else show_decimal(Decimal(value), _decimals(Decimal(value)))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
