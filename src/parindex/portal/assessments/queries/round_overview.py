"""The coordinator's page of a running round: stages, units that have not handed in, what needs a look, the pace.

A fixed number of queries, however many units. "Entered", points and missing evidence are those of the unit's own sheet
(``sheets_of_round``), so leaves that known figures fill count; a unit has begun once it saved a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    DisputeState,
    FigureDispute,
    Round,
    RoundStage,
    RoundUnit,
    Sheet,
    Stage,
    Thread,
    ThreadKind,
    ThreadState,
)
from parindex.portal.assessments.queries.appraisal_progress import unfinished_cells
from parindex.portal.assessments.queries.assigned import with_ancestors
from parindex.portal.assessments.queries.at_risk import RoundRisk, risks_of_round
from parindex.portal.assessments.queries.compared_years import followed_round
from parindex.portal.assessments.queries.disclosure import waits_blindly
from parindex.portal.assessments.queries.sheets_of_round import Filled, filled_sheets
from parindex.portal.assessments.queries.standing import PRECEDENCE
from parindex.portal.assessments.queries.windows import (
    Countdown,
    Window,
    WindowState,
    countdown,
    windows_by_unit,
    windows_of,
)
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock

WARN_WITHIN = timedelta(days=5)
"""A unit that has not begun becomes a warning when its time ends so soon."""
TABLE_DAYS = 3


class Filling(StrEnum):
    """Where a unit's sheet stands. Each has a sentence ``filling.<state>``."""

    HANDED_IN = "handed_in"
    WAITING_FOR_HEAD = "waiting_for_head"
    ENTERING = "entering"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with how far its sheet is."""

    member: RoundUnit
    filling: Filling
    entered: int
    of: int
    without_evidence: int
    points: Decimal | None
    saved_at: datetime | None
    people: str
    window: Window | None

    @property
    def is_overdue(self) -> bool:
        """Its own time is over and the sheet is not handed in."""
        ended = self.window is not None and self.window.ends_at <= clock.now()
        return ended and self.filling != Filling.HANDED_IN

    @property
    def is_extended(self) -> bool:
        """It has more time than the others."""
        return self.window is not None and self.window.ends_at > self.window.closes_at

    @property
    def tag(self) -> str:
        """Wording code of its state."""
        if self.is_overdue:
            return "filling.overdue"
        if self.is_extended and self.filling != Filling.HANDED_IN:
            return "filling.extended"
        return f"filling.{self.filling.value}"

    @property
    def tone(self) -> str:
        """Tint of its state; not begun is a warning only near the end."""
        if self.is_overdue:
            return "bad"
        if self.filling == Filling.NOT_BEGUN:
            near = self.window is not None and self.window.ends_at - clock.now() <= WARN_WITHIN
            return "warn" if near else "mute"
        return {"handed_in": "ok", "waiting_for_head": "mute"}.get(self.filling.value, "info")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stage's bar."""

    code: str
    number: int
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its times, where it stands and how much of it is done."""

    stage: RoundStage
    window: Window
    countdown: Countdown
    done: int | None
    of: int | None
    parts: Sequence[Part] = ()

    @property
    def counted(self) -> str:
        """Wording code of what ``done`` and ``of`` count."""
        return f"stage_counts.{self.stage.value}"


@dataclass(frozen=True, slots=True)
class PaceDay:
    """Sheets handed in up to the end of a day, this year and on the same day of last year's stage."""

    day: date
    now: int
    before: int | None

    @property
    def change(self) -> int | None:
        """Against last year."""
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Pace:
    """Sheets handed in by day since the stage opened; ``days``: each up to today, those without a sheet too;
    ``whole_before``: all of last year.
    """

    days: Sequence[PaceDay]
    length: int
    units: int
    whole_before: Sequence[int]

    @property
    def table(self) -> list[PaceDay]:
        """The newest days, newest first."""
        return list(reversed(self.days[-TABLE_DAYS:]))


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """Everything on the page."""

    round: Round
    stages: Sequence[StageRow]
    rows: Sequence[UnitRow]
    leaves: int
    disputed: int
    unanswered: int
    unassigned: Sequence[NodeRow]
    risks: Sequence[RoundRisk]
    pace: Pace | None

    @property
    def waiting(self) -> list[UnitRow]:
        """Units that have not handed in, worst first."""
        order = {Filling.NOT_BEGUN: 0, Filling.ENTERING: 1, Filling.WAITING_FOR_HEAD: 2}
        rows = [row for row in self.rows if row.filling != Filling.HANDED_IN]
        return sorted(rows, key=lambda row: (order[row.filling], row.entered, row.member.sort_key))

    @property
    def not_begun(self) -> list[UnitRow]:
        """Units without any entry."""
        return [row for row in self.rows if row.filling == Filling.NOT_BEGUN]

    @property
    def below_half(self) -> list[UnitRow]:
        """Units that began and have entered less than half; least first."""
        rows = [row for row in self.rows if row.filling == Filling.ENTERING and row.entered * 2 < row.of]
        return sorted(rows, key=lambda row: (row.entered, row.member.sort_key))


def round_overview(round_: Round, person: User | None = None) -> RoundOverview:
    """The page of a round; a blind appraiser sees what the units say of their days, not what was made of it."""
    stages = (Stage.SELF,) if waits_blindly(person, round_) else PRECEDENCE
    nodes = list(NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True).select_related("parent__parent"))
    rows = _unit_rows(round_, nodes)
    answers = Thread.objects.filter(entry__round_unit__round=round_).exclude(state=ThreadState.WITHDRAWN)
    threads = Counter(answers.values_list("kind", "state"))
    return RoundOverview(
        round=round_,
        stages=_stages(round_, rows, threads),
        rows=rows,
        leaves=len(nodes),
        disputed=FigureDispute.objects.filter(entry__round_unit__round=round_, state=DisputeState.OPEN).count(),
        unanswered=threads[ThreadKind.EXPLANATION.value, ThreadState.OPEN.value],
        unassigned=_unassigned(round_, nodes),
        risks=risks_of_round(round_, stages=stages)[:2],
        pace=_pace(round_, rows),
    )


def _unit_rows(round_: Round, nodes: Sequence[NodeRow]) -> list[UnitRow]:
    members = list(round_.units.select_related("unit", "sheet", "group").order_by("sort_key", "pk"))
    windows = windows_by_unit(round_, RoundStage.SELF_ASSESSMENT)
    sheets, people = filled_sheets(round_, members, nodes), _people(members)
    return [
        _unit_row(member, sheets[member.pk], people.get(member.unit_id, ""), windows.get(member.pk))
        for member in members
    ]


def _unit_row(member: RoundUnit, filled: Filled, people: str, window: Window | None) -> UnitRow:
    return UnitRow(
        member,
        _filling(member.sheet, filled.begun),
        filled.entered,
        filled.of,
        filled.without_evidence,
        filled.points,
        filled.saved_at,
        people,
        window,
    )


def _filling(sheet: Sheet, begun: bool) -> Filling:
    if sheet.state == SheetState.DRAFTING:
        return Filling.ENTERING if begun else Filling.NOT_BEGUN
    return Filling(sheet.state)


def _people(members: Sequence[RoundUnit]) -> dict[int, str]:
    """Unit → who enters its figures today."""
    held = Membership.objects.filter(on_day(clock.today()), scope__in=[member.unit_id for member in members])
    found: dict[int, list[str]] = {}
    for membership in held.select_related("person", "role").order_by("pk"):
        rights = membership.role.rights
        if Right.ENTER in rights and Right.HAND_IN not in rights:
            found.setdefault(membership.scope_id, []).append(membership.person.full_name)
    return {unit: ", ".join(names) for unit, names in found.items()}


def _stages(round_: Round, rows: Sequence[UnitRow], threads: Mapping[tuple[str, str], int]) -> list[StageRow]:
    found = []
    for stage, row in windows_of(round_).items():
        window = Window(stage, row.opens_at, row.closes_at)
        left = countdown(window)
        done, of = _done(stage, round_, rows, threads) if left.state != WindowState.NOT_YET else (None, None)
        parts = _parts(rows) if stage == RoundStage.SELF_ASSESSMENT else _two_parts(done, of)
        found.append(StageRow(stage, window, left, done, of, parts))
    return found


def _done(
    stage: RoundStage, round_: Round, rows: Sequence[UnitRow], threads: Mapping[tuple[str, str], int]
) -> tuple[int | None, int | None]:
    handed_in = sum(1 for row in rows if row.filling == Filling.HANDED_IN)
    if stage == RoundStage.SELF_ASSESSMENT:
        return handed_in, len(rows)
    if stage == RoundStage.APPRAISAL_1:
        leaves = NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True, outside_scale=False).count()
        cells = leaves * handed_in
        return (cells - unfinished_cells(round_), cells) if cells else (None, None)
    kinds = {RoundStage.EXPLANATION: "explanation", RoundStage.OBJECTION: "objection"}
    if stage in kinds:
        counted = {state: number for (kind, state), number in threads.items() if kind == kinds[stage]}
        of = sum(counted.values())
        return (of - counted.get("open", 0), of) if of else (None, None)
    if stage == RoundStage.APPRAISAL_2:
        decided = sum(number for (_, state), number in threads.items() if state in {"upheld", "dismissed"})
        of = sum(number for (kind, _), number in threads.items() if kind != "appeal")
        return (decided, of) if of else (None, None)
    return None, None


def _parts(rows: Sequence[UnitRow]) -> list[Part]:
    counted = Counter(row.filling for row in rows)
    return _bar([(f"filling.{state.value}", counted[state]) for state in Filling])


def _two_parts(done: int | None, of: int | None) -> list[Part]:
    return [] if done is None or of is None else _bar([("filling.handed_in", done), ("", of - done)])


def _bar(numbers: Sequence[tuple[str, int]]) -> list[Part]:
    whole, start, parts = sum(number for _, number in numbers), ZERO, []
    for code, number in numbers:
        width = Decimal(number * 100) / whole if whole else ZERO
        parts.append(Part(code, number, start.quantize(Decimal("0.01")), width.quantize(Decimal("0.01"))))
        start += width
    return parts


def _unassigned(round_: Round, nodes: Sequence[NodeRow]) -> list[NodeRow]:
    """Leaves that nobody is assigned to appraise, for some group at least."""
    held = set(AppraisalAssignment.objects.filter(round=round_, blind=False).values_list("node_id", "group_id"))
    groups = set(round_.groups.values_list("pk", flat=True))
    found = []
    for node in nodes:
        above = {None, *with_ancestors(node)}
        covered = {group for of, group in held if of in above}
        if None not in covered and not groups <= covered:
            found.append(node)
    return sorted(found, key=lambda node: node.position)


def _pace(round_: Round, rows: Sequence[UnitRow]) -> Pace | None:
    """By day up to today or the last end of the stage with the extensions, whichever comes first; None before it opens
    or without times.
    """
    window = windows_of(round_).get(RoundStage.SELF_ASSESSMENT)
    if window is None or clock.now() < window.opens_at:
        return None
    opened = _day(window.opens_at)
    ends = max([window.closes_at, *(row.window.ends_at for row in rows if row.window is not None)])
    last = _day(ends - timedelta(seconds=1))
    today = min(clock.today(), last)
    handed = _handed_in_days(round_, opened)
    before = _last_year(round_)
    length = max((last - opened).days, 1)
    days = []
    for number in range((today - opened).days + 1):
        past = None if before is None else sum(1 for day in before if day <= number)
        days.append(PaceDay(opened + timedelta(days=number), sum(1 for day in handed if day <= number), past))
    whole = [] if before is None else [sum(1 for day in before if day <= number) for number in range(length + 1)]
    return Pace(days, length, max(len(rows), 1), whole)


def _last_year(round_: Round) -> list[int] | None:
    previous = followed_round(round_)
    if previous is None:
        return None
    window = windows_of(previous).get(RoundStage.SELF_ASSESSMENT)
    handed = _handed_in_days(previous, _day(window.opens_at)) if window else []
    return handed or None


def _handed_in_days(round_: Round, opened: date) -> list[int]:
    moments = Sheet.objects.filter(round_unit__round=round_, handed_in_at__isnull=False)
    return [(_day(moment) - opened).days for moment in moments.values_list("handed_in_at", flat=True) if moment]


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.VIETNAM).date()
