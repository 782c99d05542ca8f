"""Overdue and due work: the lists by queue, the table of units, one dossier, drafting letters for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parindex.engine.numbers.printing import show_count, show_date
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions.draft_letters import Wanted, draft_letters
from parindex.portal.dossiers.engine_bridge import View, Window, dashboard, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.letters import REASONS
from parindex.portal.dossiers.engine_bridge.overdue import Work
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.labels import LETTER_KINDS, LETTER_STATES, LETTERS_OF_RECORDS, STATUSES
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.queries import overdue as queries
from parindex.portal.dossiers.queries.fields import field_names, field_words
from parindex.portal.dossiers.queries.overdue import Line
from parindex.portal.dossiers.tables.figures import CHANNEL_WORDS
from parindex.portal.dossiers.tables.overdue import OverdueTable, UnitQueueTable
from parindex.portal.dossiers.views import timeline
from parindex.portal.dossiers.views.asked import Asked, asked_of, options
from parindex.portal.dossiers.views.dashboard import frame, procedure_names
from parindex.portal.dossiers.views.letters_counted import letters_counted
from parindex.portal.platform import clock, words
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.tables import PortalTable, arrange
from parindex.portal.platform.typed_texts import never_keeps

UNITS = "don-vi"
"""The address's word for the table of units."""
ALL = "tat-ca"
OTHER_REASON = "ly-do-khac"
"""Box of the letters' own words; somebody may name a citizen there."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the page is asked for: whose dossiers, seen from which day, which queue, which words."""

    asked: Asked
    at: date
    work: Work
    by_units: bool
    text: str
    letter: str

    @property
    def part(self) -> Part:
        """Decided by the units unless the address asks for what they received."""
        return self.asked.part

    def address(self, **other: str) -> str:
        """The query of an address that asks the same, with some of it otherwise."""
        asked = {
            "xem": View.RECEIVED.value if self.part.view is View.RECEIVED else "",
            "don-vi": self.asked.unit.unit.public_id if self.asked.unit else "",
            "hang": self.work.value,
            "theo": UNITS if self.by_units else "",
            "q": self.text,
            "thu": self.letter,
        }
        return urlencode({name: value for name, value in (asked | other).items() if value})


@require_safe
def overdue_page(request: HttpRequest) -> HttpResponse:
    """A queue, or the table of units; ``?export=xlsx``: as Excel."""
    question = _question(request)
    if question is None:
        return render(request, "dossiers/overdue.html", {"known": None})
    found = _lines(question)
    chosen = _chosen(question, found)
    table = _table(question, chosen, found)
    if request.GET.get("export") == "xlsx":
        return table_response(
            table, file_name="ho-so-qua-han.xlsx", title=_("Overdue and due dossiers"), facts=_facts(question)
        )
    counted = queries.counts(found, question.at)
    year = Window(question.at.replace(month=1, day=1), question.at)
    counted_letters = letters_counted(question.asked, year, clock.today())
    context = frame(question.asked) | {
        "table": arrange(request, table),
        "question": question,
        "at": question.at,
        "units": options(question.asked),
        "tabs": _tabs(question, counted),
        "views": _views(question),
        "letter_states": [(code, word) for code, (word, _tone) in LETTERS_OF_RECORDS.items()],
        "letters_of_view": counted_letters.of(question.part.view),
        "letters": counted_letters,
        "overdue": counted[Work.OVERDUE],
        "overdue_bare": sum(line.record.is_late and not line.has_letter for line in found),
        "draftable": sum(_may_get(line) for line in chosen),
        "tickable": any(line.may_draft and line.letter_state == "none" for line in chosen),
        "waiting_address": f"?{question.address(hang=Work.WAITING.value, theo='')}",
        "waiting": counted[Work.WAITING],
        "stopped": sum(line.record.waits_past_due and line.record.stopped for line in found),
        "drafts": any(line.may_draft for line in found) or permissions.drafting_units(question.asked.actor).exists(),
        "elsewhere": _queues_to_draft(question, found),
        "reasons": [(code, words.say(sentence.value)) for code, sentence in REASONS.items()],
        "policy": overdue_policy(),
        "query": question.address(),
        "simulated": any(line.record.simulated for line in found),
    }
    return render(request, "dossiers/overdue.html", context)


@never_keeps(OTHER_REASON)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draft letters for the ticked dossiers, or for all of the list that have none; then on to the register."""
    assert isinstance(request.user, User)
    post = request.POST
    question = _question(request)
    if question is None:
        raise ActionRefused("dossiers.no_records")
    found = _lines(question)
    if post.get("pham-vi") == ALL:
        lines = [line for line in _chosen(question, found) if _may_get(line)]
    else:
        ticked = set(post.getlist("ho-so"))
        lines = [line for line in found if line.record.key in ticked]
    units = sorted({line.record.deciding_unit for line in lines})
    if len(units) > 1:
        raise ActionRefused("dossiers.letters_of_several_units")
    if not units:
        raise ActionRefused("dossiers.letters_without_choice")
    days = post.get("so-ngay", "").strip()
    drafted = draft_letters(
        actor=request.user,
        unit=next(unit.unit for unit in question.asked.seen if unit.code == units[0]),
        keys=[line.record.key for line in lines],
        wanted=Wanted(int(days) if days.isdecimal() else 0, post.get("ly-do", ""), post.get(OTHER_REASON, "")),
    )
    number = len(drafted)
    told = ngettext("%(number)s letter drafted.", "%(number)s letters drafted.", number)
    messages.success(request, told % {"number": show_count(number)})
    return redirect(f"{reverse('dossiers:letters')}?lap={drafted[0].drafting}")


def _question(request: HttpRequest) -> Question | None:
    """Read the address; None before the first import."""
    asked = asked_of(request)
    at = overdue.as_at()
    if at is None:
        return None
    given = request.GET
    view = View.RECEIVED if given.get("xem") == View.RECEIVED else View.DECIDED
    codes = tuple(unit.code for unit in asked.units)
    asked = replace(asked, part=Part(view, codes), wanted=Window(at, at), window=Window(at, at))
    work = next((each for each in Work if each.value == given.get("hang")), Work.OVERDUE)
    letter = given.get("thu", "") if given.get("thu") in queries.LETTER_STATES else ""
    return Question(asked, at, work, given.get("theo") == UNITS, given.get("q", "").strip()[:100], letter)


def _lines(question: Question) -> list[Line]:
    records = overdue.open_records(question.part, question.at)
    procedures = procedure_names({record.procedure_code for record in records}, question.asked)
    drafting = permissions.drafting_units(question.asked.actor).values_list("pk", flat=True)
    own = set(drafting)
    return queries.lines(
        records,
        names={unit.code: unit for unit in question.asked.seen},
        view=question.part.view,
        procedures=procedures,
        drafting=frozenset(unit.code for unit in question.asked.seen if unit.unit_id in own),
    )


def _chosen(question: Question, found: Sequence[Line]) -> list[Line]:
    """The lines of the queue, as searched."""
    keys = {record.key for record in overdue.of_queue([line.record for line in found], question.work, question.at)}
    return queries.sought([line for line in found if line.record.key in keys], question.text, question.letter)


def _may_get(line: Line) -> bool:
    """Whether "all of this list" drafts its letter: who waits for the citizen is chosen one by one."""
    return line.may_draft and line.letter_state == "none" and not line.record.waits


def _table(question: Question, chosen: Sequence[Line], found: Sequence[Line]) -> PortalTable:
    if question.by_units:
        names = {unit.code: unit for unit in question.asked.seen}
        rows = queries.unit_lines(
            queries.sought(found, question.text, ""), names=names, view=question.part.view, at=question.at
        )
        return UnitQueueTable(rows)
    left_out = () if any(line.may_draft and line.letter_state == "none" for line in chosen) else ("choose",)
    one = len({(line.receiving, line.deciding) for line in chosen}) == 1 and len(question.asked.units) == 1
    return OverdueTable(chosen, exclude=(*left_out, "unit") if one else left_out)


def _queues_to_draft(question: Question, found: Sequence[Line]) -> list[tuple[str, int, str]]:
    """The other queues in which letters can be drafted: words, how many, address."""
    queues = []
    for work in (each for each in Work if each is not question.work):
        keys = {record.key for record in overdue.of_queue([line.record for line in found], work, question.at)}
        number = sum(_may_get(line) for line in found if line.record.key in keys)
        if number:
            queues.append((_label(work), number, f"?{question.address(hang=work.value, theo='', q='', thu='')}"))
    return queues


def _label(work: Work) -> str:
    if work is Work.OVERDUE:
        return _("Overdue")
    if work is Work.WAITING:
        return _("Waiting for the citizen")
    return ngettext("Due in %(days)s working day", "Due in %(days)s working days", work.days) % {"days": work.days}


def _tabs(question: Question, counted: dict[Work, int]) -> list[tuple[str, str, int | None, str, bool]]:
    tabs: list[tuple[str, str, int | None, str, bool]] = [
        (
            work.value,
            _label(work),
            counted[work],
            f"?{question.address(hang=work.value, theo='')}",
            work is question.work and not question.by_units,
        )
        for work in Work
    ]
    if len(question.asked.units) > 1:
        address = f"?{question.address(theo=UNITS, hang='', thu='')}"
        tabs.append((UNITS, _("By unit"), None, address, question.by_units))
    return tabs


def _views(question: Question) -> list[tuple[str, str, str]]:
    return [
        (View.DECIDED.value, _("Decided by the unit"), f"?{question.address(xem='')}"),
        (View.RECEIVED.value, _("Received by the unit"), f"?{question.address(xem=View.RECEIVED.value)}"),
    ]


def _facts(question: Question) -> list[str]:
    asked = question.asked
    unit = asked.unit.name if asked.unit else _("All units that you may see")
    lines = [_("%(unit)s · as at the end of %(day)s") % {"unit": unit, "day": show_date(question.at)}]
    return [*lines, _("Simulated data")] if frame(asked)["simulated"] else lines


@require_safe
def record_page(request: HttpRequest) -> HttpResponse:
    """One dossier: its units, days and state, its letters."""
    assert isinstance(request.user, User)
    permissions.may_open(request.user).or_refuse()
    source, _colon, code = request.GET.get("ma", "").partition(":")
    found = overdue.record_of(source, code) if dashboard.first_and_last_day() else None
    seen = asked_of(request).seen
    names = {unit.code: unit.name for unit in seen}
    if found is None or not {found.receiving_unit, found.deciding_unit} & set(names):
        raise Http404
    return render(request, "dossiers/record.html", _of_record(request.user, found, names))


def _of_record(actor: User, found: overdue.WholeRecord, names: dict[str, str]) -> dict[str, object]:
    at = overdue.as_at()
    assert at is not None  # it was found in the store
    is_open = found.status not in overdue.CLOSED_STATES
    batch = ImportBatch.objects.filter(lake_batch=found.batch_id).select_related("source__owner").first()
    source = DossierSource.objects.filter(code=found.source).first()
    letters = permissions.letters_of(actor).filter(record_code=found.record_code)
    may_see_batch = batch is not None and bool(permissions.may_see_batch(actor, batch))
    late = found.due_on is not None and is_open and found.due_on < at and not found.clock_stands
    return {
        "record": found,
        "receiving": names.get(found.receiving_unit, found.receiving_unit),
        "deciding": names.get(found.deciding_unit, found.deciding_unit),
        "procedure": queries.procedure_name(found.procedure_code),
        "field": field_words(found.field_code, field_names({found.field_code}, found.received_on)),
        "channel": CHANNEL_WORDS.get(found.channel, ""),
        "status": STATUSES.get(found.status, ""),
        "at": at,
        "days_late": overdue.days_late(found.due_on, at) if late and found.due_on else None,
        "batch": batch if may_see_batch else None,
        "source": source,
        "letters": [(each, LETTER_STATES[each.state], LETTER_KINDS[each.kind]) for each in letters],
        "simulated": found.simulated,
        **timeline.of_record(found.source, found.record_code, names),
    }
