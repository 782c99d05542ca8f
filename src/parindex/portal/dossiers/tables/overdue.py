"""Tables of overdue and due work and of the register of letters. No column holds a citizen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parindex.engine.numbers.printing import show_date
from parindex.portal.dossiers.engine_bridge.overdue import OpenRecord
from parindex.portal.dossiers.engine_bridge.overdue import days_late as working_days_between
from parindex.portal.dossiers.labels import LETTER_KINDS, LETTER_STATES, LETTERS_OF_RECORDS, STATUSES
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.queries.overdue import Line, UnitLine
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.platform.tables import Column, CountColumn, DateColumn, PortalTable, TagColumn

FORM = "chosen"
"""Id of the form to which the boxes of a table belong."""


def record_address(source: str, code: str) -> str:
    """The page of one dossier."""
    return f"{reverse('dossiers:record')}?ma={quote(f'{source}:{code}')}"


class ChoiceColumn(Column):
    """A box to choose the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(verbose_name=_("Choose"), orderable=False, exclude_from_export=True, empty_values=(), **kwargs)


class OverdueTable(PortalTable):
    """Dossiers of a queue."""

    caption = _("Overdue and due dossiers")
    rows_called = _("dossiers")
    sideways = True

    choose = ChoiceColumn(phone="lead")
    code = Column(verbose_name=_("Record code"), accessor="record__record_code", phone="name")
    procedure = Column(verbose_name=_("Procedure"), accessor="record__procedure_code", phone="detail")
    unit = Column(verbose_name=_("Received by → decided by"), accessor="deciding", order_by="unit_order")
    received_on = DateColumn(verbose_name=_("Received on"), accessor="record__received_on")
    due_on = DateColumn(verbose_name=_("Due on"), accessor="record__due_on", phone="figure")
    days = Column(verbose_name=_("Working days"), accessor="record__days_late")
    status = Column(verbose_name=_("Status"), accessor="record__status")
    letter = TagColumn(
        verbose_name=_("Letter of apology"), accessor="letter_state", tags=LETTERS_OF_RECORDS, phone="state"
    )

    class Meta(PortalTable.Meta):
        empty_text = _("No dossier in this list. Choose another list or unit above.")

    def render_choose(self, record: Line) -> str:
        """A box where a letter may be drafted; nothing else."""
        if not record.may_draft or record.letter_state != "none":
            return ""
        return format_html(
            '<input type="checkbox" name="ho-so" value="{}" form="{}" aria-label="{}">',
            record.record.key, FORM, record.record.record_code,
        )  # fmt: skip

    def render_code(self, record: Line) -> str:
        """Link to the dossier."""
        address = record_address(record.record.source, record.record.record_code)
        return format_html('<a class="nowrap" href="{}">{}</a>', address, record.record.record_code)

    def value_code(self, record: Line) -> str:
        """The code."""
        return record.record.record_code

    def render_procedure(self, record: Line) -> str:
        """Code, with the name where the catalogue has it."""
        code, name = record.record.procedure_code, record.procedure
        return format_html('{}<span class="note">{}</span>', code, name) if name else code

    def value_procedure(self, record: Line) -> str:
        """Words only, for Excel."""
        return " · ".join(filter(None, [record.record.procedure_code, record.procedure]))

    def render_unit(self, record: Line) -> str:
        """Both units, once when they are the same."""
        return record.deciding if record.receiving == record.deciding else f"{record.receiving} → {record.deciding}"

    def render_days(self, record: Line) -> str:
        """Over or left, in words."""
        days = record.record.days_late
        if record.record.waits_past_due or (record.record.is_late and record.record.waits):
            return self._waiting(record.record)
        if record.record.is_late:
            words = ngettext("%(days)s over", "%(days)s over", days) % {"days": days}
            return format_html('<span class="fall">{}</span>', words)
        if days == 0:
            return str(_("today"))
        return ngettext("%(days)s left", "%(days)s left", -days) % {"days": -days}

    def _waiting(self, record: OpenRecord) -> str:
        """Past its due day and waiting for the citizen: what the clock says, or that nobody knows."""
        over = ngettext("%(days)s over", "%(days)s over", record.days_late) % {"days": record.days_late}
        since = record.waits_since
        if since is None:
            return format_html('{}<span class="tag warn">{}</span>', over, _("not known since when it waits"))
        told = _("waits since %(day)s") % {"day": show_date(since)}
        if record.stopped:
            return format_html('{}<span class="note">{}</span>', _("not late, the clock stands"), told)
        stopped = working_days_between(record.due_on, since)
        words = ngettext("%(days)s over", "%(days)s over", stopped) % {"days": stopped}
        return format_html('<span class="fall">{}</span><span class="note">{}</span>', words, told)

    def value_days(self, record: Line) -> int:
        """The number: over is positive, left is negative."""
        return record.record.days_late

    def render_status(self, record: Line) -> str:
        """In words."""
        return str(STATUSES.get(record.record.status, record.record.status))

    def value_status(self, record: Line) -> str:
        """In words, with the day since which it waits, for Excel."""
        since = record.record.waits_since
        told = _("waits since %(day)s") % {"day": show_date(since)} if since else ""
        return " · ".join(filter(None, [self.render_status(record), str(told)]))

    def value_letter(self, record: Line) -> str:
        """State and number, for Excel."""
        number = record.letter.number if record.letter else ""
        return " · ".join(filter(None, [str(LETTERS_OF_RECORDS[record.letter_state][0]), number]))


class QueueColumn(Column):
    """A count that leads to its list."""

    css = "number"

    def __init__(self, *args: Any, query: str, **kwargs: Any) -> None:
        self.query = query
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: UnitLine) -> str:
        """The count; a link unless it is zero."""
        printed = CountColumn.show(value)
        # a province's address asks for everything below it, so its own count leads nowhere
        if not value or record.unit.level == UnitLevel.PROVINCE:
            return printed
        return format_html('<a href="?don-vi={}&amp;{}">{}</a>', record.unit.unit.public_id, self.query, printed)

    def value(self, value: Any) -> Any:
        """The number, for Excel."""
        return value


class UnitQueueTable(PortalTable):
    """Units with their queues: who has most late dossiers without a letter."""

    caption = _("Overdue and due dossiers by unit")
    rows_called = _("units")

    unit = Column(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__sort_key", phone="name")
    overdue = QueueColumn(verbose_name=_("Overdue"), query="hang=qua-han", phone="detail")
    without_letter = QueueColumn(
        verbose_name=_("Overdue without letter"), query="hang=qua-han&thu=none", key=True, phone="figure"
    )
    with_letter = CountColumn(verbose_name=_("Overdue with letter"))
    longest = CountColumn(verbose_name=_("Longest overdue (working days)"), phone="state")
    due_1 = QueueColumn(verbose_name=_("Due in 1 day"), accessor="due__0", query="hang=1")
    due_3 = QueueColumn(verbose_name=_("Due in 3 days"), accessor="due__1", query="hang=3")
    due_5 = QueueColumn(verbose_name=_("Due in 5 days"), accessor="due__2", query="hang=5")

    class Meta(PortalTable.Meta):
        empty_text = _("No unit has dossiers that are overdue or fall due.")


class LetterTable(PortalTable):
    """The register of letters."""

    caption = _("Letters of apology and extension")
    rows_called = _("letters")
    sideways = True

    choose = ChoiceColumn(phone="lead")
    number = Column(verbose_name=_("Number"), default=_("no number yet"), empty_values=("", None))
    issued_on = DateColumn(verbose_name=_("Issued on"))
    code = Column(verbose_name=_("Record code"), accessor="record_code", phone="name")
    kind = Column(verbose_name=_("Kind"), accessor="kind", phone="detail")
    unit_name = Column(verbose_name=_("Unit"), accessor="unit_id", orderable=False)
    old_due = DateColumn(verbose_name=_("Old due day"))
    new_due = DateColumn(verbose_name=_("New due day"), phone="figure")
    drafted_on = DateColumn(verbose_name=_("Drafted on"))
    drafted_by = Column(verbose_name=_("Drafted by"), accessor="drafted_by__full_name", default="")
    state = TagColumn(verbose_name=_("State"), tags=LETTER_STATES, phone="state")

    class Meta(PortalTable.Meta):
        empty_text = _("No letter here. Letters are drafted from the list of overdue dossiers.")

    def __init__(self, *args: Any, names: Mapping[int, str], drafting: frozenset[int], **kwargs: Any) -> None:
        self.names, self.drafting = names, drafting
        super().__init__(*args, **kwargs)

    def render_choose(self, record: ApologyLetter) -> str:
        """A box for who handles the unit's letters."""
        if record.unit_id not in self.drafting:
            return ""
        return format_html(
            '<input type="checkbox" name="van-ban" value="{}" form="{}" aria-label="{}">',
            record.public_id, FORM, record.record_code,
        )  # fmt: skip

    def render_code(self, record: ApologyLetter) -> str:
        """Link to the dossier."""
        address = record_address(record.source, record.record_code)
        return format_html('<a class="nowrap" href="{}">{}</a>', address, record.record_code)

    def value_code(self, record: ApologyLetter) -> str:
        """The code."""
        return record.record_code

    def render_kind(self, record: ApologyLetter) -> str:
        """In words; drafted later than the law asks for is said."""
        words = LETTER_KINDS[record.kind]
        if not _is_late(record):
            return str(words)
        return format_html('{}<span class="note">{}</span>', words, _("drafted later than the law asks for"))

    def value_kind(self, record: ApologyLetter) -> str:
        """Words only, for Excel."""
        return str(LETTER_KINDS[record.kind])

    def render_unit_name(self, value: int) -> str:
        """Name of today."""
        return self.names.get(value, "")


def _is_late(letter: ApologyLetter) -> bool:
    return letter.announced_late and letter.kind != "late"
