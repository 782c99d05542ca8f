"""The lists of overdue and due work as pages, reminders and a person's work show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge import View, has_records, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.overdue import OpenRecord, Work
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.queries.letters import all_standing
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.procedures.queries import on_day

LETTER_STATES = ("none", "drafted", "issued", "source")


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier of the list: names of its units and procedure, its letter, whether the person may draft one."""

    record: OpenRecord
    receiving: str
    deciding: str
    unit_order: str
    procedure: str
    letter: ApologyLetter | None
    may_draft: bool

    @property
    def letter_state(self) -> str:
        """none · drafted · issued (in the register) · source (the source says so)."""
        if self.letter is not None:
            return str(self.letter.state)
        return "source" if self.record.letter_at_source else "none"

    @property
    def has_letter(self) -> bool:
        """Whether a letter counts: issued, or known to the source."""
        return self.letter_state in {"issued", "source"}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's queues: overdue, those without a counting letter, due within each list of days, the longest late."""

    unit: OrgUnitVersion
    overdue: int
    without_letter: int
    with_letter: int
    due: tuple[int, ...]
    longest: int


def lines(
    records: Sequence[OpenRecord],
    *,
    names: Mapping[str, OrgUnitVersion],
    view: View,
    procedures: Mapping[str, str],
    drafting: frozenset[str],
) -> list[Line]:
    """Records with what stands around them. ``drafting``: codes of units whose letters the person drafts."""
    letters = all_standing()

    def name(code: str) -> str:
        return names[code].name if code in names else code

    def order(code: str) -> str:
        return names[code].sort_key if code in names else sort_key(code)

    return [
        Line(
            record,
            name(record.receiving_unit),
            name(record.deciding_unit),
            order(record.place(view)),
            procedures.get(record.procedure_code, ""),
            letters.get(record.record_code),
            record.deciding_unit in drafting,
        )
        for record in records
    ]


def sought(found: Iterable[Line], text: str, letter: str) -> list[Line]:
    """Lines in which every word stands, accents aside; ``letter``: one of ``LETTER_STATES`` or empty."""
    wanted = fold(text).split()
    return [
        line
        for line in found
        if (not letter or line.letter_state == letter) and (not wanted or all(word in _folded(line) for word in wanted))
    ]


def _folded(line: Line) -> str:
    record = line.record
    return fold(f"{record.record_code} {record.procedure_code} {line.procedure} {line.receiving} {line.deciding}")


def unit_lines(found: Sequence[Line], *, names: Mapping[str, OrgUnitVersion], view: View, at: date) -> list[UnitLine]:
    """Units with anything in a queue: those with most late dossiers without a letter first."""
    ends = [overdue.until(at, days) for days in overdue.AHEAD]
    by_unit: dict[str, list[Line]] = {}
    for line in found:
        by_unit.setdefault(line.record.place(view), []).append(line)

    def counted(code: str, rows: Sequence[Line]) -> UnitLine:
        late = [row for row in rows if row.record.is_late]
        soon = [row for row in rows if row.record.due_on >= at]
        with_letter = sum(row.has_letter for row in late)
        due = tuple(sum(row.record.due_on <= end for row in soon) for end in ends)
        longest = max((row.record.days_late for row in late), default=0)
        return UnitLine(names[code], len(late), len(late) - with_letter, with_letter, due, longest)

    listed = [counted(code, rows) for code, rows in by_unit.items() if code in names]
    return sorted(listed, key=lambda line: (-line.without_letter, -line.overdue, line.unit.sort_key))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the units for which a person handles dossiers. ``since``: the first day that was missed."""

    overdue: int = 0
    since: date | None = None
    soon: int = 0
    soon_until: date | None = None
    simulated: bool = False


def waiting_for(actor: User) -> Waiting:
    """Dossiers that units of the person decide: overdue, and due within the days of the reminder."""
    if not has_records() or (at := overdue.as_at()) is None:
        return Waiting()
    codes = tuple(sorted(codes_of(permissions.drafting_units(actor).values_list("pk", flat=True))))
    found = overdue.open_records(Part(View.DECIDED, codes), at)
    until = overdue.until(at, overdue_policy().reminder.ahead_days)
    late = [record.due_on for record in found if record.is_late]
    soon = [record.due_on for record in found if at <= record.due_on <= until]
    return Waiting(
        len(late), min(late, default=None), len(soon), max(soon, default=None), any(each.simulated for each in found)
    )


def codes_of(units: Iterable[int]) -> frozenset[str]:
    """Codes of units today."""
    return frozenset(version.code for version in names_on(list(units)).values() if version.code)


def counts(found: Sequence[Line], at: date) -> dict[Work, int]:
    """How many stand in each queue."""
    records = [line.record for line in found]
    return {work: len(overdue.of_queue(records, work, at)) for work in Work}


def procedure_name(code: str) -> str:
    """Name of a procedure today, where the catalogue has it."""
    found = on_day(clock.today()).filter(procedure__code=code).first()
    return found.name if found else ""
