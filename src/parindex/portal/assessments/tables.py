"""Tables of rounds and rankings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_tables2 import A

from parindex.engine.numbers.printing import MISSING
from parindex.portal.assessments.models import Round, Thread, WorkLeftKind
from parindex.portal.assessments.queries.rankings import Part, RankedUnit, Ranking
from parindex.portal.assessments.queries.threads import ThreadLine
from parindex.portal.assessments.queries.windows import end_text
from parindex.portal.assessments.queries.work_left import WorkLine
from parindex.portal.assessments.templatetags.links import unit_link
from parindex.portal.platform.tables import (
    Column,
    CountColumn,
    IndexColumn,
    MomentColumn,
    PointsColumn,
    PortalTable,
    SignedColumn,
    TagColumn,
)
from parindex.portal.platform.templatetags import portal
from parindex.portal.platform.words import say

TONES = ("ok", "info", "mute", "warn", "bad")
"""Tints of classes, best class first."""


def band_tone(band: str, bands: Sequence[str]) -> str:
    """The tint of a class among the classes of its scheme."""
    return TONES[min(bands.index(band), len(TONES) - 1)] if band in bands else "mute"


class FieldColumn(Column):
    """Points of one field with a small bar; exported whole."""

    css = "number bar-cell"

    def render(self, value: Part) -> str:
        """One decimal and the bar; the unit's page shows all decimals."""
        if value.points is None:
            return "–"
        return format_html(
            '{}<progress class="bar{}" max="{}" value="{}" aria-hidden="true"></progress>',
            portal.points(value.points, 1),
            " low" if value.low else "",
            portal.plain(value.maximum),
            portal.plain(max(value.points, Decimal(0))),
        )

    def value(self, value: Part) -> Decimal | None:
        """The points themselves, for Excel."""
        return value.points


class RankingTable(PortalTable):
    """A ranking. Units without a place stand in ``apart``, the reader's own units in ``own``."""

    rows_called = gettext_lazy("units with a rank")
    dense = True
    sideways = True
    own: RankingTable | None = None
    apart: RankingTable | None = None

    rank = CountColumn(verbose_name=gettext_lazy("Rank"), accessor="place", order_by="rank", phone="lead", key=True)
    name = Column(verbose_name=gettext_lazy("Unit"), order_by=("sort_key",), phone="name")
    points = PointsColumn(verbose_name=gettext_lazy("Points"), decimals=3)
    maximum = PointsColumn(verbose_name=gettext_lazy("Out of"), decimals=1)
    index = IndexColumn(verbose_name=gettext_lazy("Index (%)"), phone="figure", key=True)
    before_index = IndexColumn(verbose_name=gettext_lazy("Last year (%)"))
    change = SignedColumn(verbose_name=gettext_lazy("Change"), decimals=2)
    before_rank = CountColumn(verbose_name=gettext_lazy("Rank last year"))
    places = SignedColumn(verbose_name=gettext_lazy("Up, down"), decimals=0)
    band = Column(verbose_name=gettext_lazy("Class"), phone="state", empty_values=())

    class Meta(PortalTable.Meta):
        template_name = "assessments/ranking_table.html"
        row_attrs = {"class": lambda record, table: "selected" if table.marks_own else None}

    def __init__(
        self,
        rows: Sequence[RankedUnit],
        *,
        round_: Round,
        ranking: Ranking,
        opened: Collection[int] = (),
        marks_own: bool = False,
    ) -> None:
        """``opened``: row ids of the units whose pages the reader may open."""
        self.round_ = round_
        self.opened = opened
        self.bands = ranking.bands
        self.marks_own = marks_own
        fields = [(f"field_{place}", self._field(place, node)) for place, node in enumerate(ranking.fields)]
        super().__init__(rows, extra_columns=fields)

    def _field(self, place: int, node: Any) -> FieldColumn:
        head = format_html("{}<br>/{}", node.short_title or node.number, portal.points(node.maximum, 0))
        return FieldColumn(verbose_name=lazystr(head), accessor=A(f"fields__{place}"), orderable=False)

    def render_name(self, value: str, record: RankedUnit) -> str:
        """The name leads to the unit where the reader may open it; on a phone last year stands below it."""
        return format_html("{}{}", unit_link(self.round_, record, value, self.opened), self._below(record))

    def value_name(self, value: str) -> str:
        """The bare name, for Excel."""
        return value

    def _why_unplaced(self, record: RankedUnit) -> str:
        """The reason in words; a field of a printed result has a rank only where it was printed, and no reason."""
        if not record.reason:
            return MISSING
        said = say(f"unplaced.{record.reason}")
        return f"{said}. {record.note}" if record.note else said

    def render_band(self, value: str, record: RankedUnit) -> str:
        """Class, or why there is none."""
        if record.rank is None and record.reason:
            return format_html('<span class="tag mute">{}</span>', _("Not handed in"))
        return format_html('<span class="tag {}">{}</span>', band_tone(value, self.bands), value or "–")

    def value_band(self, value: str, record: RankedUnit) -> str:
        """The class as word, for Excel."""
        return value if record.rank is not None else self._why_unplaced(record)

    def _below(self, record: RankedUnit) -> str:
        if record.rank is None:
            return format_html('<span class="note">{}</span>', self._why_unplaced(record))
        return format_html('<span class="note phone-only">{}</span>', movement(record))


def movement(record: RankedUnit) -> str:
    """Change against last year in words, for a phone: "lên 4 · +2,53 so với năm trước"."""
    if record.places is None or record.change is None:
        return _("nothing to compare with last year")
    places = _("same place")
    if record.places > 0:
        places = _("up %(places)s") % {"places": record.places}
    if record.places < 0:
        places = _("down %(places)s") % {"places": -record.places}
    return _("%(places)s · %(change)s against last year") % {"places": places, "change": portal.signed(record.change)}


# Explanations and objections ------------------------------------------------------------------------------------------
THREAD_TAGS = {
    "open": (pgettext_lazy("thread", "Waiting for an answer"), "warn"),
    "answered": (pgettext_lazy("thread", "Answered"), "ok"),
    "upheld": (pgettext_lazy("thread", "Upheld"), "ok"),
    "dismissed": (pgettext_lazy("thread", "Dismissed"), "mute"),
    "withdrawn": (pgettext_lazy("thread", "Withdrawn"), "mute"),
}
KIND_TAGS = {"explanation": (gettext_lazy("Explanation"), "mute"), "objection": (gettext_lazy("Objection"), "info")}


class ThreadTable(PortalTable):
    """What is asked or objected, points at stake, until when, where it stands."""

    caption = gettext_lazy("Explanations and objections")
    rows_called = gettext_lazy("requests")

    leaf = Column(
        verbose_name=gettext_lazy("Sub-criterion"),
        accessor="thread__entry__leaf",
        order_by="thread__entry__leaf__position",
        phone="name",
    )
    unit = Column(
        verbose_name=gettext_lazy("Unit"),
        accessor="thread__entry__round_unit__name",
        order_by="thread__entry__round_unit__sort_key",
        phone="detail",
    )
    question = Column(verbose_name=gettext_lazy("What is asked"), orderable=False)
    stake = PointsColumn(verbose_name=gettext_lazy("Points at stake"), phone="figure")
    deadline = MomentColumn(verbose_name=gettext_lazy("Answer until"))
    kind = TagColumn(verbose_name=gettext_lazy("Kind"), accessor="thread__kind", tags=KIND_TAGS)
    state = TagColumn(verbose_name=gettext_lazy("State"), tags=THREAD_TAGS, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = gettext_lazy("Nothing here: no explanation is asked and no objection is raised.")

    def render_leaf(self, record: ThreadLine) -> str:
        """Number and title, leading to the thread."""
        leaf = record.thread.entry.leaf
        address = reverse("assessments:thread", args=[record.thread.public_id])
        return format_html('<a href="{}">{} {}</a>', address, leaf.number, leaf.title)

    def render_unit(self, record: ThreadLine) -> str:
        """The unit, and who objects to it."""
        unit = record.thread.entry.round_unit
        by = record.thread.from_unit
        note = format_html('<span class="note">{} {}</span>', _("objection of"), by.name) if by else ""
        return format_html('{}{}<span class="note">{}</span>', unit.name, note, unit.round.title)

    def value_leaf(self, record: ThreadLine) -> str:
        """Number and title, for Excel."""
        leaf = record.thread.entry.leaf
        return f"{leaf.number} {leaf.title}"

    def value_unit(self, record: ThreadLine) -> str:
        """The unit, for Excel."""
        return record.thread.entry.round_unit.name

    def render_question(self, value: str) -> str:
        """The beginning of the question."""
        return Truncator(value).chars(120)

    def value_question(self, value: str) -> str:
        """The whole question, for Excel."""
        return value

    def render_deadline(self, record: ThreadLine) -> str:
        """Until when, by the unit's own extension; midnight is the end of the day before."""
        return end_text(record.deadline) if record.deadline else "–"


class WorkLeftTable(PortalTable):
    """What the appraisal left undone: each line leads to the pane of that unit and sub-criterion."""

    caption = gettext_lazy("What the appraisal left undone")
    rows_called = gettext_lazy("sub-criteria of units")

    unit = Column(
        verbose_name=gettext_lazy("Unit"),
        accessor="member__name",
        order_by=("member__sort_key", "node__position"),
        phone="detail",
    )
    leaf = Column(verbose_name=gettext_lazy("Sub-criterion"), accessor="node", order_by="node__position", phone="name")
    maximum = PointsColumn(verbose_name=gettext_lazy("Maximum"), accessor="node__maximum")
    claimed = PointsColumn(verbose_name=gettext_lazy("Self score"), phone="figure")
    given = PointsColumn(verbose_name=gettext_lazy("First appraisal"))
    decided = Column(verbose_name=gettext_lazy("Upheld"), accessor="thread", orderable=False)
    appraisers = Column(verbose_name=gettext_lazy("Appraiser"))
    state = TagColumn(
        verbose_name=gettext_lazy("State"),
        tags={
            "covered": (pgettext_lazy("work left", "reason recorded"), "mute"),
            "open": (pgettext_lazy("work left", "to do"), "warn"),
        },
        phone="state",
    )

    class Meta(PortalTable.Meta):
        empty_text = gettext_lazy("Nothing is left here.")

    def __init__(self, rows: Sequence[WorkLine], *, round_: Round, kind: str, opens: bool = False) -> None:
        """``opens``: the reader may open the panes of the appraisal."""
        self.round_, self.opens = round_, opens
        self.again = kind == WorkLeftKind.NOT_RESCORED
        super().__init__(rows, exclude=() if self.again else ("given", "decided"))

    def render_leaf(self, record: WorkLine) -> str:
        """Number and title, leading to the pane; of an upheld one to the second appraisal."""
        words = self.value_leaf(record)
        if not self.opens:
            return words
        ids = [self.round_.public_id, record.member.unit.public_id, record.node.code]
        address = reverse("assessments:appraise_by_unit", args=ids) + ("?lan=2" if self.again else "")
        return format_html('<a href="{}">{}</a>', address, words)

    def value_leaf(self, record: WorkLine) -> str:
        """Number and title, for Excel."""
        return f"{record.node.number} {record.node.title}"

    def render_decided(self, value: Thread) -> str:
        """When and by whom, leading to the thread."""
        address = reverse("assessments:thread", args=[value.public_id])
        return format_html('<a href="{}">{}</a>', address, self.value_decided(value))

    def value_decided(self, value: Thread) -> str:
        """When and by whom, for Excel."""
        day = portal.vn_date(value.decided_at)
        return f"{day}, {value.decided_by.full_name}" if value.decided_by else day


class WaitingTable(PortalTable):
    """Units that have not handed in, for Excel; the page writes its own rows so that they can be marked."""

    caption = gettext_lazy("Units that have not handed in")

    unit = Column(verbose_name=gettext_lazy("Unit"), accessor="member__name")
    state = Column(verbose_name=gettext_lazy("State"), accessor="tag")
    entered = CountColumn(verbose_name=gettext_lazy("Entered"))
    of = CountColumn(verbose_name=gettext_lazy("To enter"))
    without_evidence = CountColumn(verbose_name=gettext_lazy("Evidence missing"))
    points = PointsColumn(verbose_name=gettext_lazy("Self score (provisional)"))
    saved_at = MomentColumn(verbose_name=gettext_lazy("Last saved"))
    people = Column(verbose_name=gettext_lazy("In charge"))

    def value_state(self, value: str) -> str:
        """The word of the state."""
        return say(value)
