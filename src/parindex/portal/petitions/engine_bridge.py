"""What petitions ask of the engine: due dates by dated clocks, covering of personal data, tables in, Word out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from parindex.engine.checks.personal_data import COVER, KnownPerson, PersonalKind, cover, find_personal
from parindex.engine.checks.personal_guesses import cover_likely, find_likely
from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.parts import Capacity, IssuingBody, Recipients, Signature
from parindex.engine.documents.petition_report import (
    Part,
    PetitionReport,
    ReportLine,
    render_petition_report,
    share,
)
from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.formats import read_sheets
from parindex.engine.working_days import OutsideCalendar, Pause, WorkingCalendar, calendar_of, to_local
from parindex.engine.working_days.petition_clocks import Duty, PetitionClocks, read_petition_clocks
from parindex.engine.working_days.terms import Step
from parindex.portal.petitions.models import Petition, Petitioner, SupplementRequest
from parindex.portal.petitions.workflow import IN_HAND, PetitionState
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

__all__ = [
    "COVER",
    "ClockLine",
    "Due",
    "Duty",
    "IssuingBody",
    "KnownPerson",
    "Part",
    "PersonalKind",
    "PetitionReport",
    "Recipients",
    "ReportLine",
    "Signature",
    "clock_lines",
    "cover",
    "cover_likely",
    "find_likely",
    "find_personal",
    "indicator_titles",
    "is_late",
    "is_working_day",
    "known_person",
    "next_duty",
    "official",
    "report_document",
    "retention_days",
    "rows_of",
    "share",
    "signature",
]
_DATA = files("parindex") / "rulebooks"
_VN = _DATA / "calendars" / "vn"


@dataclass(frozen=True, slots=True)
class Due:
    """A duty and until when; ``at`` None: the clock stands still."""

    duty: Duty
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock as the page shows it: until when, how it was counted, by which act, what is unsure of it."""

    duty: Duty
    due: datetime | None
    counts: bool
    act: str
    unsure: tuple[str, ...]
    notes: tuple[str, ...]
    steps: tuple[Step, ...]


def clock_lines(petition: Petition, supplements: Sequence[SupplementRequest]) -> list[ClockLine]:
    """Every clock that runs for the petition, in the order in which they end."""
    lines = []
    for duty in (Duty.REFUSE, Duty.FORWARD, Duty.SUPPLEMENT, Duty.ANSWER):
        lines += _lines(duty, petition.received_at, _pauses(supplements) if duty is Duty.ANSWER else ())
    if petition.state in {PetitionState.ANSWERED, PetitionState.PUBLISHED} and petition.closed_at is not None:
        lines += _lines(Duty.PUBLISH, petition.closed_at)
    if petition.is_open and petition.due_at is not None and petition.due_at < clock.now():
        lines += _lines(Duty.UPDATE, petition.updated_at or petition.due_at)
    return lines


def next_duty(petition: Petition, supplements: Sequence[SupplementRequest]) -> Due | None:
    """What must be done next with the petition; None when nothing must."""
    if petition.state == PetitionState.RECEIVED:
        # what is not one's own must have left by then, so it must have been classified
        return Due(Duty.FORWARD, due_of(Duty.FORWARD, petition.received_at))
    if petition.state in IN_HAND:
        due = due_of(Duty.ANSWER, petition.received_at, supplements)
        if due is not None and due < clock.now():
            told = petition.updated_at
            if told is not None and told > due:
                return Due(Duty.UPDATE, due_of(Duty.UPDATE, told))
        return Due(Duty.ANSWER, due)
    if petition.state == PetitionState.SUPPLEMENT:
        return Due(Duty.ANSWER, None)
    if petition.state == PetitionState.ANSWERED and petition.closed_at is not None:
        return Due(Duty.PUBLISH, due_of(Duty.PUBLISH, petition.closed_at))
    return None


def due_of(duty: Duty, since: datetime, supplements: Sequence[SupplementRequest] = ()) -> datetime | None:
    """Until when by the clock that counts; None when no act says so or the clock stands still."""
    return next((line.due for line in _lines(duty, since, _pauses(supplements)) if line.counts), None)


def is_late(at: datetime, due: datetime | None) -> bool:
    """Late by its date; without a due date never late."""
    return due is not None and to_local(at).date() > to_local(due).date()


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return _calendar(day.year).is_working_day(day)


def retention_days() -> int:
    """Days after closing for which the petitioner's identity is kept."""
    return _clocks().retention.days


def _lines(duty: Duty, since: datetime, pauses: Sequence[Pause] = ()) -> list[ClockLine]:
    document, received = _clocks(), to_local(since)
    lines = []
    for held in document.on(duty, received.date()):
        try:
            due = _calendar(received.year).due_at(received, held.term, document.policy, pauses)
        except OutsideCalendar as outside:
            raise ActionRefused("petitions.outside_calendar", {"day": received.date()}) from outside
        at = due.at.replace(tzinfo=clock.VIETNAM) if due.at is not None else None
        notes = tuple(act.note for act in held.acts if act.note)
        lines.append(ClockLine(duty, at, held.counts, held.act, held.unsure, notes, due.steps))
    return lines


def _pauses(supplements: Iterable[SupplementRequest]) -> list[Pause]:
    return [Pause(to_local(row.asked_at), to_local(row.ended_at) if row.ended_at else None) for row in supplements]


@cache
def _clocks() -> PetitionClocks:
    return read_petition_clocks((_VN / "petition_clocks.yaml").read_bytes())


@cache
def _calendar(year: int) -> WorkingCalendar:
    return calendar_of((_VN / "working_calendar.yaml").read_bytes(), first_year=year - 1, last_year=year + 2)


def known_person(petitioner: Petitioner | None) -> KnownPerson | None:
    """What the restricted table knows, for covering texts."""
    if petitioner is None:
        return None
    return KnownPerson(
        petitioner.full_name, petitioner.phone, petitioner.address, petitioner.identity_number, petitioner.mail
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a file: the line as a spreadsheet shows it, and header → text."""

    line: int
    cells: Mapping[str, str]


MOST_ROWS = 2_000


def rows_of(content: bytes, name: str) -> list[TableRow]:
    """Rows of the first table of an Excel or CSV file. Raises ``ActionRefused`` for what cannot be read."""
    try:
        sheets = read_sheets(content, name)
    except TableRefused as refused:
        raise ActionRefused("petitions.file_unreadable", {"name": name}) from refused
    rows = [
        TableRow(row.place.row, {str(header).strip(): _text(cell) for header, cell in row.cells.items() if header})
        for row in (sheets[0].rows if sheets else ())
    ]
    if not rows:
        raise ActionRefused("petitions.file_empty", {"name": name})
    if len(rows) > MOST_ROWS:
        raise ActionRefused("petitions.file_too_long", {"count": len(rows), "most": MOST_ROWS})
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell).strip()


def official(code: str) -> str:
    """Words of a closed list as an official text writes them: in Vietnamese, whatever language the page speaks."""
    return sentence(code, {}, "vi")


def signature(*, is_department: bool) -> Signature:
    """Who signs: the people's committee's chairman, or the director of a department."""
    if is_department:
        return Signature("GIÁM ĐỐC", Capacity.OWN)
    return Signature("CHỦ TỊCH", Capacity.OWN, None, "Ủy ban nhân dân")


def report_document(report: PetitionReport) -> bytes:
    """The report as .docx bytes; official text is Vietnamese."""
    return render_petition_report(report, layout=_layout(), say=lambda code, values: sentence(code, values, "vi"))


@cache
def _layout() -> Layout:
    return read_layout((_DATA / "document_templates" / "nd30_layout.yaml").read_bytes())


@cache
def indicator_titles() -> Mapping[str, tuple[str, str, str]]:
    """Code of an indicator → title, shape, unit of measure, as shipped."""
    stored: Any = YAML(typ="safe", pure=True).load((_DATA / "indicators" / "indicators.yaml").read_text("utf-8"))
    return {each["code"]: (each["title"], each["shape"], each.get("unit", "")) for each in stored["indicators"]}
