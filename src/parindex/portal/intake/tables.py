"""The table of documents that were sent; the versions of a recorded figure as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.printing import MISSING, show_count, show_ratio
from parindex.portal.facts.models import Fact, FactVersion, Shape
from parindex.portal.intake import queries
from parindex.portal.intake.labels import STATES, shown
from parindex.portal.intake.models import Intake
from parindex.portal.intake.workflow import IntakeState
from parindex.portal.platform.tables import Column, CountColumn, MomentColumn, PortalTable, TagColumn


class IntakeTable(PortalTable):
    """What, from when, how far, what waits."""

    caption = _("Documents that were read")
    rows_called = _("documents")

    state = TagColumn(verbose_name=_("State"), tags=STATES, phone="lead")
    name = Column(verbose_name=_("Document"), accessor="file_name", order_by="sort_key", phone="name")
    undecided = CountColumn(verbose_name=_("Readings not looked at"), phone="detail")
    findings = CountColumn(verbose_name=_("Findings not closed"), accessor="public_id", orderable=False, phone="figure")
    taken_in_at = MomentColumn(verbose_name=_("Taken in"))

    class Meta(PortalTable.Meta):
        empty_text = _("No document was read yet. Choose a file above.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.open_findings: dict[str, int] = {}
        super().__init__(*args, **kwargs)

    def tell_findings(self) -> None:
        """Count the open findings of the rows of this page; one query."""
        self.open_findings = queries.open_findings([row.record for row in self.page.object_list])

    @property
    def is_read_now(self) -> bool:
        """Whether a document of this page is still being read: the page then asks again by itself."""
        return any(row.record.state == IntakeState.WAITING for row in self.page.object_list)

    def render_name(self, record: Intake) -> str:
        """Link to the page; file and number under it."""
        address = reverse("intake:intake", args=[record.public_id])
        note = " · ".join(part for part in (record.sign, record.file_name) if part)
        tag = format_html(' <span class="tag simulated">{}</span>', _("Simulated data")) if record.simulated else ""
        return format_html('<a href="{}">{}</a>{}<span class="note">{}</span>', address, record.title, tag, note)

    def render_undecided(self, record: Intake, value: int) -> str:
        """How many."""
        return show_count(value) if record.state == IntakeState.READ else MISSING

    def render_findings(self, record: Intake, value: str) -> str:
        """How many wait."""
        return show_count(self.open_findings.get(value, 0)) if record.state == IntakeState.READ else MISSING


FACT_STATUS: Mapping[str, Promise] = {
    "printed": _("printed in a document"),
    "computed": _("counted by the system"),
    "declared": _("declared"),
    "confirmed": _("confirmed"),
}


class VersionLine(NamedTuple):
    """One version of a fact as a row."""

    version: FactVersion
    figure: str
    status: Promise
    counts: bool


def version_lines(fact: Fact, versions: Iterable[FactVersion]) -> list[VersionLine]:
    """Rows of a fact's versions; one of them counts."""
    return [
        VersionLine(each, _figure_of(each), FACT_STATUS[each.status], each.pk == fact.current_id) for each in versions
    ]


def _figure_of(version: FactVersion) -> str:
    """As the source prints it, else its numbers; a ratio with the percentage that they make."""
    if version.printed:
        return version.printed
    if version.numerator is not None and version.denominator is not None:
        return show_ratio(version.numerator.normalize(), version.denominator.normalize())
    name = "percent" if version.fact.indicator.shape == Shape.PERCENT else "value"
    return shown(name, format(version.value.normalize(), "f")) if version.value is not None else MISSING
