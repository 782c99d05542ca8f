"""Load a round that is running: a pilot among Lâm Đồng's western communes, stages open by the clock of today.

The pilot opens before its year begins, so that communes get to know the sheet: plans and reports of its evidence bear
the dates of the weeks before, and dates are typed as the documents bear them.

Most communes have handed in, some are late, some were given more time, one of them the commune of the cast. What
happened before today is written at the moment at which it would have happened: the clock stands there meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions import (
    Assigning,
    FigureRow,
    SheetRowTexts,
    StageTimes,
    TakingPart,
    assign_appraiser,
    draw_sample,
    extend_stage,
    hand_in_self_assessment,
    open_round,
    record_figures,
    save_sheet_rows,
    set_calendar,
    submit_to_head,
)
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Stage
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import communes_of, unit_by_code
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import LAM_DONG, NAM_NUNG, person
from parindex.portal.site.demo.commune_rounds import with_facts
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.portal.site.demo.running_appraisal import appraise_some, dispute_a_figure
from parindex.portal.site.demo.simulated_documents import TO_PROVE, attach_evidence, declared_dates
from parindex.portal.site.demo.simulated_figures import figures_for

YEAR = 2027
TITLE = "Chỉ số CCHC cấp xã năm 2027 – thí điểm tại khu vực phía Tây"
WEST = ("24611", "24760")
"""Codes from–to of the communes of the former Đắk Nông."""
SEED = "parindex-2027"
SAMPLE = 4
NOTE = "Theo sổ theo dõi của UBND cấp xã (số liệu mô phỏng)."
LATE_REASON = "Mất đường truyền ba ngày do mưa lũ; đã có văn bản đề nghị (mô phỏng)."
BEGUN = -12
"""Day on which the communes filled their sheets."""
EVERY = 7
"""Every so many communes have their own story; the others hand in on time."""
OPEN_FROM, OPEN_TO = time(7, 30), time(17, 0)
Progress = Callable[[int, int], None]

# Stage → first and last day, counted from today.
CALENDAR: tuple[tuple[RoundStage, int, int], ...] = (
    (RoundStage.SELF_ASSESSMENT, -21, -2),
    (RoundStage.APPRAISAL_1, -14, 5),
    (RoundStage.EXPLANATION, -1, 6),
    (RoundStage.OBJECTION, -1, 6),
    (RoundStage.APPRAISAL_2, 7, 14),
    (RoundStage.COUNCIL, 16, 18),
    (RoundStage.APPROVAL, 19, 23),
    (RoundStage.PUBLICATION, 24, 30),
)


@dataclass(frozen=True, slots=True)
class Story:
    """What a commune did. ``share``: of its leaves filled; ``handed_in`` / ``submitted``: on which day from today."""

    share: float
    handed_in: int | None = None
    submitted: int | None = None
    more_days: int = 0
    """Extension, in days from today; 0: none."""


STORIES: tuple[Story, ...] = (
    Story(0.55),  # late: half filled
    Story(0.0),  # late: never opened
    Story(1.0, submitted=-1, more_days=3),  # waits for its head, with more time
    Story(0.8, more_days=3),  # still fills, with more time
)
OF_THE_CAST = Story(0.7, more_days=5)


def load_running_round(*, progress: Progress = lambda done, total: None) -> Round:
    """Open and fill the round as of today; a round that stands is left as it is."""
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    standing = Round.objects.filter(owner=province, year=YEAR, simulated=True).first()
    if standing is not None:
        return standing
    moment = Around(clock.today())
    codes = {
        commune.unit_id: commune.code
        for commune in communes_of(province, date(YEAR, 12, 31))
        if WEST[0] <= commune.code <= WEST[1]
    }
    with clock.stopped_at(moment(-25)):
        round_ = _open(list(codes), moment)
        rows = _rows(round_, codes, moment(BEGUN).date())
    members = list(
        round_.units.select_related("unit", "group", "round__set_version", "round__owner").order_by("unit__pk")
    )
    stories = _stories(members, codes)
    with clock.stopped_at(moment(BEGUN)):
        others = [row for member, story in stories if story is not OF_THE_CAST for row in _part(rows, member, story)]
        record_figures(actor=None, round_=round_, stage=Stage.SELF, rows=others)
    for done, (member, story) in enumerate(stories, start=1):
        _live(member, story, _part(rows, member, story), moment)
        progress(done, len(stories) + 2)
    appraise_some([member for member, story in stories if story.handed_in is not None], moment)
    progress(len(stories) + 2, len(stories) + 2)
    return round_


@dataclass(frozen=True, slots=True)
class Around:
    """Moments counted from the day of loading, whatever the clock is stopped at meanwhile."""

    today: date

    def __call__(self, days: int, at: time = time(9, 0)) -> datetime:
        """So many days from that day, at that time in Vietnam."""
        return datetime.combine(self.today + timedelta(days=days), at, tzinfo=clock.VIETNAM)


def _open(units: Sequence[int], moment: Around) -> Round:
    hoa = person("hoa")
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    version = load_criteria_set(None, "model_commune/2026")
    ordered = communes_of(province, date(YEAR, 12, 31))
    round_ = open_round(
        actor=hoa,
        title=TITLE,
        owner=province,
        set_version=version,
        year=YEAR,
        units=[TakingPart(commune.unit) for commune in ordered if commune.unit_id in set(units)],
        simulated=True,
        previous=Round.objects.filter(owner=province, simulated=True, year=YEAR - 1, set_version=version).first(),
    )
    stages = [StageTimes(stage, moment(first, OPEN_FROM), moment(last, OPEN_TO)) for stage, first, last in CALENDAR]
    set_calendar(actor=hoa, round_=round_, stages=stages)
    allow_objections(actor=hoa, round_=round_, allowed=True)
    assign_appraiser(actor=hoa, round_=round_, rows=[Assigning(person("minh")), Assigning(person("ly"), blind=True)])
    draw_sample(actor=hoa, round_=round_, size=SAMPLE, seed=SEED)
    return round_


def _rows(round_: Round, codes: dict[int, str], until: date) -> dict[int, list[FigureRow]]:
    """Unit → its own leaves with figures, in printed order. What the system knows by facts is recorded as facts.

    Figures end with ``until``, the day on which the sheets are filled.
    """
    nodes = round_.set_version.nodes.filter(is_leaf=True).order_by("position")
    leaves = [compiled_for(round_).leaves[node.code].leaf for node in nodes if self_scored(node)]
    rows = [
        FigureRow(unit, leaf, declared_dates(code, leaf, inputs, until), note=NOTE)
        for unit, code in codes.items()
        for leaf, inputs in figures_for(code, tuple(leaves), YEAR, until).items()
    ]
    by_unit: dict[int, list[FigureRow]] = {unit: [] for unit in codes}
    for row in with_facts(None, round_, rows):
        by_unit[row.unit].append(row)
    return by_unit


def _stories(members: Sequence[RoundUnit], codes: dict[int, str]) -> list[tuple[RoundUnit, Story]]:
    told: list[tuple[RoundUnit, Story]] = []
    for place, member in enumerate(members):
        story = Story(1.0, handed_in=-3 - place % EVERY)
        if place % EVERY in (2, 5):
            story = STORIES[(place // EVERY * 2 + (place % EVERY == 5)) % len(STORIES)]
        told.append((member, OF_THE_CAST if codes[member.unit_id] == NAM_NUNG else story))
    return told


def _live(member: RoundUnit, story: Story, rows: Sequence[FigureRow], moment: Around) -> None:
    """Fill, ask for more time, hand in: each at its time."""
    officer, head = (person("lan"), person("thinh")) if story is OF_THE_CAST else (None, None)
    with clock.stopped_at(moment(BEGUN)):
        if story is OF_THE_CAST:
            _fill(member, rows, officer)
        attach_evidence(member, officer, clock.today(), [row.leaf for row in rows if not row.fact_versions])
        if rows:
            dispute_a_figure(member, officer)
    if story.more_days:
        with clock.stopped_at(moment(-3)):
            until = moment(story.more_days, OPEN_TO)
            stage = RoundStage.SELF_ASSESSMENT
            extend_stage(actor=person("hoa"), round_unit=member, stage=stage, until=until, reason=LATE_REASON)
    if story.submitted is not None:
        with clock.stopped_at(moment(story.submitted)):
            submit_to_head(actor=officer, round_unit=member)
    if story.handed_in is not None:
        with clock.stopped_at(moment(story.handed_in, time(15, 20))):
            hand_in_self_assessment(actor=head, round_unit=member)


def _part(rows: Mapping[int, Sequence[FigureRow]], member: RoundUnit, story: Story) -> Sequence[FigureRow]:
    """The rows that the commune has filled."""
    own = rows[member.unit_id]
    return own[: round(len(own) * story.share)]


def _fill(member: RoundUnit, rows: Sequence[FigureRow], officer: User | None) -> None:
    """As it is done in the sheet: every row saved for itself, with its history. Known figures are not typed."""
    ready = compiled_for(member.round, member.group.set_group)
    save_sheet_rows(
        actor=officer,
        round_unit=member,
        rows=[
            SheetRowTexts(
                row.leaf,
                engine_bridge.texts_of(ready.leaves[row.leaf].leaf, row.inputs),
                note="" if row.leaf == TO_PROVE else row.note,
            )
            for row in rows
            if not row.fact_versions
        ],
    )
