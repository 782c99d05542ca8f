"""Tables of petitions. No column reaches the restricted table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from parindex.portal.petitions.engine_bridge import cover_likely
from parindex.portal.petitions.labels import DUTIES, KINDS, SOURCES, STATES
from parindex.portal.petitions.models import Dialogue, Petition
from parindex.portal.platform.tables import Column, CountColumn, DateColumn, PortalTable, TagColumn
from parindex.portal.platform.templatetags import portal

SHOWN = 110
"""Letters of a content in the list; Excel holds all of it."""


class PetitionTable(PortalTable):
    """The register."""

    caption = _("Petitions")
    rows_called = _("petitions")

    code = Column(verbose_name=_("Code"), accessor="public_id", order_by=("year", "number"), phone="name")
    received = DateColumn(verbose_name=_("Received on"), accessor="received_at", phone="detail")
    unit_name = Column(verbose_name=_("Unit"), accessor="unit_id", orderable=False, phone="lead")
    content = Column(verbose_name=_("Content of the petition"), accessor="content", orderable=False, phone="whole")
    kind = Column(verbose_name=_("Kind"), accessor="kind")
    source = Column(verbose_name=_("Way"), accessor="source")
    duty = Column(verbose_name=_("Next duty"), accessor="duty", order_by=("duty_due_at", "pk"), empty_values=())
    due = DateColumn(verbose_name=_("Due"), accessor="duty_due_at", phone="figure")
    state = TagColumn(verbose_name=_("State"), tags=STATES, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No petition here. Choose another list above; the unit that receives a petition enters it.")

    def __init__(
        self, *args: Any, names: Mapping[int, str], handled: frozenset[int] = frozenset(), **kwargs: Any
    ) -> None:
        """``handled``: units whose petitions the reader handles; of others what looks like a person is covered."""
        self.names, self.handled = names, handled
        super().__init__(*args, **kwargs)

    def _words(self, record: Petition, text: str) -> str:
        return text if record.unit_id in self.handled else cover_likely(text)

    def render_code(self, record: Petition) -> str:
        """Link to the petition."""
        address = reverse("petitions:petition", args=[record.public_id])
        return format_html('<a class="nowrap" href="{}">{}</a>', address, record.code)

    def value_code(self, record: Petition) -> str:
        """The code."""
        return record.code

    def render_unit_name(self, value: int) -> str:
        """Name of today."""
        return self.names.get(value, "")

    def render_content(self, record: Petition) -> str:
        """Its beginning, the field under it."""
        field = self._words(record, record.subject_field)
        note = format_html('<span class="note">{}</span>', field) if field else ""
        return format_html("{}{}", Truncator(self._words(record, record.content)).chars(SHOWN), note)

    def value_content(self, record: Petition) -> str:
        """All of it, covered as the reader may read it."""
        return self._words(record, record.content)

    def render_kind(self, record: Petition) -> str:
        """In words."""
        return str(KINDS[record.kind])

    def render_source(self, record: Petition) -> str:
        """In words."""
        return str(SOURCES[record.source])

    def render_duty(self, record: Petition) -> str:
        """What must be done next."""
        return str(DUTIES[record.duty]) if record.duty else ""

    def render_due(self, record: Petition) -> str:
        """The day; red when it is over."""
        shown = portal.vn_date(record.duty_due_at)
        return format_html('<span class="fall">{}</span>', shown) if record.is_overdue else shown


class DialogueTable(PortalTable):
    """The register of dialogues."""

    caption = _("Dialogues")
    rows_called = _("dialogues")

    held_on = DateColumn(verbose_name=_("Held on"), phone="lead")
    unit_name = Column(verbose_name=_("Unit"), accessor="unit_id", orderable=False)
    chaired_by = Column(verbose_name=_("Chaired by"), phone="detail")
    by_head = TagColumn(
        verbose_name=_("By the head"), tags={"True": (_("Yes"), "ok"), "False": (_("No"), "mute")}, phone="state"
    )
    held_with = Column(verbose_name=_("With whom"), phone="name")
    participants = CountColumn(verbose_name=_("Participants"))
    questions = CountColumn(verbose_name=_("Opinions"))
    answered = CountColumn(verbose_name=_("Opinions answered"))
    topics = Column(verbose_name=_("Topics"), orderable=False)
    minutes = Column(verbose_name=_("Minutes"), orderable=False)

    class Meta(PortalTable.Meta):
        empty_text = _("No dialogue here. The unit that held one registers it.")

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        self.names = names
        super().__init__(*args, **kwargs)

    def render_unit_name(self, value: int) -> str:
        """Name of today."""
        return self.names.get(value, "")

    def render_topics(self, record: Dialogue) -> str:
        """Topics, what was promised under them."""
        note = format_html('<span class="note">{}</span>', record.commitments) if record.commitments else ""
        return format_html("{}{}", record.topics, note)

    def value_topics(self, record: Dialogue) -> str:
        """Topics and promises."""
        return " · ".join(part for part in (record.topics, record.commitments) if part)

    def render_minutes(self, record: Dialogue) -> str:
        """Link to the document."""
        if record.minutes is None:
            return ""
        address = reverse("documents:document", args=[record.minutes.public_id])
        return format_html('<a href="{}">{}</a>', address, record.minutes.sign or _("Minutes"))

    def value_minutes(self, record: Dialogue) -> str:
        """Its sign."""
        return record.minutes.sign if record.minutes else ""
