"""What the overview and the search show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions as rounds_permissions
from parindex.portal.assessments.models import Origin, Round, RoundStage, RoundUnit, StageWindow, UnitResult
from parindex.portal.assessments.queries import RankedUnit, Ranking, ranking_of, rounds_with_counts
from parindex.portal.assessments.queries.disclosure import results_answer
from parindex.portal.assessments.queries.overviews import LostLeaf, most_lost
from parindex.portal.assessments.queries.shown_sums import shown_index_in_full
from parindex.portal.assessments.queries.unit_sheets import LostLine, UnitSheet, unit_sheet
from parindex.portal.assessments.queries.windows import Countdown, Window, countdown, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.criteria.permissions import visible_to as criteria_visible_to
from parindex.portal.criteria.workflow import VersionState
from parindex.portal.findings.queries import counts_to_answer
from parindex.portal.improvement.models import Improvement
from parindex.portal.improvement.queries import plans_for
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.organisations.queries import find_units, units_visible_to
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.models import JobProgress

ROUNDS, LAST, LEAVES, LINES, PLANS, FOUND = 8, 5, 5, 5, 3, 20


@dataclass(frozen=True, slots=True)
class OwnResult:
    """The result of the unit for which the person acts, and what it lost most that it can win back."""

    member: RoundUnit
    sheet: UnitSheet
    lines: Sequence[LostLine]

    @property
    def has_points(self) -> bool:
        """Whether there is anything to have lost points in."""
        return self.sheet.result is not None and self.sheet.result.points is not None

    @property
    def index_in_full(self) -> str:
        """Its index with more decimals, where points and index as shown would look like an error."""
        return shown_index_in_full(self.sheet.result)

    @property
    def first(self) -> LostLine | None:
        """The loss that is easiest to talk about: most to win back."""
        return self.lines[0] if self.lines else None


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet of the person's unit that is not handed in while its time runs, or after it ran out."""

    member: RoundUnit
    window: Window

    @property
    def is_overdue(self) -> bool:
        """Its time is over."""
        return self.window.ends_at <= clock.now()

    @property
    def waits_for_head(self) -> bool:
        """It was submitted; the head hands it in."""
        return bool(self.member.sheet.state == SheetState.WAITING_FOR_HEAD)

    @property
    def left(self) -> Countdown:
        """What is left of its time."""
        return countdown(self.window)


@dataclass(slots=True)
class Overview:
    """Everything on the first page."""

    rounds: list[Round] = field(default_factory=list)
    latest: Round | None = None
    own: OwnResult | None = None
    ranking: Ranking | None = None
    last: list[RankedUnit] = field(default_factory=list)
    lost: list[LostLeaf] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    plans: list[Improvement] = field(default_factory=list)
    sheets: list[OpenSheet] = field(default_factory=list)
    loading: list[JobProgress] = field(default_factory=list)

    @property
    def example(self) -> RankedUnit | None:
        """A unit to start with: the last one placed."""
        return self.last[0] if self.last else None


def overview_for(person: User) -> Overview:
    """The first page of this person: his own unit's result, or the latest round of the units he looks after."""
    page = Overview(rounds=rounds_with_counts(person)[:ROUNDS], loading=_unfinished_loads())
    computed = (row for row in page.rounds if row.result_version and row.origin == Origin.COMPUTED)
    page.latest = next((row for row in computed if results_answer(person, row)), None)
    page.findings = counts_to_answer(person)
    page.plans = _plans_to_look_at(person)
    page.sheets = _open_sheets(person)
    if page.latest is not None:
        page.own = _own_result(person, page.latest)
        if page.own is None:
            _look_at_all(page, page.latest)
    return page


def _own_result(person: User, round_: Round) -> OwnResult | None:
    own = round_.units.filter(pk__in=rounds_permissions.own_units(person, round_))
    member = own.select_related("unit", "group", "round__set_version", "round__previous", "round__owner").first()
    if member is None:
        return None
    sheet = unit_sheet(member, person)
    own_result = OwnResult(member, sheet, sheet.lost_lines()[:LINES])
    return own_result if own_result.has_points else replace(own_result, lines=[])


def _open_sheets(person: User) -> list[OpenSheet]:
    """Sheets that the person fills or signs, in rounds that are not published; the first that ends stands first."""
    filling = StageWindow.objects.filter(stage=RoundStage.SELF_ASSESSMENT, opens_at__lte=clock.now())
    members = rounds_permissions.sheets_of(person).filter(
        round__published_version=None, round__in=filling.values("round")
    )
    waiting = members.exclude(sheet__state=SheetState.HANDED_IN).select_related("sheet", "round", "unit")
    windows = ((member, window_for(member, RoundStage.SELF_ASSESSMENT)) for member in waiting)
    return sorted(
        (OpenSheet(member, window) for member, window in windows if window is not None),
        key=lambda sheet: sheet.window.ends_at,
    )


def _plans_to_look_at(person: User) -> list[Improvement]:
    """Plans of the units for which he acts; those of units that no longer exist are of whoever runs rounds."""
    plans = plans_for(person)
    if not has_right(person, Right.RUN_ROUNDS):
        plans = plans.filter(plan__unit__in=units_visible_to(person))
    return list(plans[:PLANS])


def _look_at_all(page: Overview, round_: Round) -> None:
    page.ranking = ranking_of(round_)
    page.last = page.ranking.placed[: -LAST - 1 : -1]
    page.lost = most_lost(round_)[:LEAVES]


def _unfinished_loads() -> list[JobProgress]:
    """Loads of the demonstration that still run: pages are not complete until they are done."""
    unfinished = [JobProgress.State.WAITING, JobProgress.State.RUNNING, JobProgress.State.FAILED]
    return list(JobProgress.objects.filter(kind__startswith="demo.", state__in=unfinished).order_by("pk"))


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit, and its newest result that the person may open."""

    version: OrgUnitVersion
    result: UnitResult | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `more` says that there are further units."""

    units: list[FoundUnit]
    more: bool
    criteria: list[NodeRow]


def search(person: User, text: str) -> Found:
    """Units and criteria whose name holds every word of `text`, accents and case aside. Own units first."""
    versions = list(find_units(text)[: FOUND + 1])
    results = _newest_results(person, [version.unit_id for version in versions])
    found = [FoundUnit(version, results.get(version.unit_id)) for version in versions[:FOUND]]
    found.sort(key=lambda each: each.result is None)
    return Found(found, len(versions) > FOUND, _criteria(person, text))


def _newest_results(person: User, units: Sequence[int]) -> dict[int, UnitResult]:
    """The newest result of each of these units in the rounds that the person may open, where the unit is his to see."""
    computed = (row for row in rounds_permissions.visible_to(person) if row.result_version)
    rounds = {round_.pk: round_.result_version for round_ in computed if results_answer(person, round_)}
    rows = UnitResult.objects.filter(
        round_unit__round__in=rounds,
        round_unit__unit__in=OrgUnit.objects.filter(pk__in=units) & units_visible_to(person),
    ).select_related("round_unit__round", "round_unit__unit")
    newest: dict[int, UnitResult] = {}
    for row in sorted(rows, key=lambda each: each.round_unit.round.year):
        if row.version == rounds[row.round_unit.round_id]:
            newest[row.round_unit.unit_id] = row
    return newest


def _criteria(person: User, text: str) -> list[NodeRow]:
    rows = NodeRow.objects.filter(version__in=criteria_visible_to(person), version__state=VersionState.ISSUED)
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    rows = rows.select_related("version__criteria_set").defer("version__canonical")
    return list(rows.order_by("-version__version", "version_id", "position")[:FOUND])
