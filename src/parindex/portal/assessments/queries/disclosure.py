"""Who sees which points, and when: the one place that decides (docs/decisions/0009-who-sees-points-when.md).

Who works above the units (his position looks over the owner of the round) sees every draft. The people of a unit see
their own points as far as the stages went: self-assessed at once, appraised once the stage closed for the unit or the
leaf was handed to explanation. Results of all units together are theirs with the publication. Who scores blindly in the
round sees nobody's appraised points before the first appraisal is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Origin,
    Round,
    RoundStage,
    RoundUnit,
    Stage,
    StageWindow,
    Thread,
    ThreadKind,
    ThreadState,
)
from parindex.portal.assessments.queries.standing import PRECEDENCE, StoredScore, standing_scores
from parindex.portal.assessments.queries.windows import windows_of
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused

APPRAISALS = {Stage.APPRAISAL_1: RoundStage.APPRAISAL_1, Stage.APPRAISAL_2: RoundStage.APPRAISAL_2}


def results_disclosed(round_: Round) -> bool:
    """Whether the results are everybody's who takes part: published here, announced elsewhere (taken in as printed, or
    points of an outside appraiser), or of a round that never had stages, so that nothing in them is a draft of one.
    """
    return is_announced(round_) or not round_.windows.exists()


def is_announced(round_: Round) -> bool:
    """Whether the results are published here, or announced elsewhere (as printed, or by an outside appraiser)."""
    elsewhere = round_.origin == Origin.IMPORTED or bool(round_.outside_leaves)
    return round_.published_version is not None or elsewhere


def sees_drafts(person: User | None, round_: Round) -> bool:
    """Whether the person works above the units of the round. No person is the system itself, which does."""
    return bool(has_right(person, Right.SEE_UNITS_BELOW, round_.owner))


def blind_rounds(person: User) -> frozenset[int]:
    """Row ids of the rounds in which the person ``waits_blindly``; one query."""
    blind = AppraisalAssignment.objects.filter(person=person, blind=True)
    sealed = StageWindow.objects.filter(stage=RoundStage.APPRAISAL_1, sealed_at__isnull=False).values("round")
    return frozenset(blind.exclude(round__in=sealed).values_list("round", flat=True))


def waits_blindly(person: User | None, round_: Round) -> bool:
    """Whether the person is a blind appraiser of the round and the first appraisal is not sealed yet."""
    if person is None or not AppraisalAssignment.objects.filter(round=round_, person=person, blind=True).exists():
        return False
    return not round_.windows.filter(stage=RoundStage.APPRAISAL_1, sealed_at__isnull=False).exists()


def results_answer(person: User | None, round_: Round) -> Answer:
    """Whether results of all units together (ranking, means, places, their exports) are open to a person who may open
    the round. Refused with ``assessments.results_wait`` or ``assessments.blind_waits_round``.
    """
    if results_disclosed(round_):
        return Allowed()
    if waits_blindly(person, round_):
        return Refused("assessments.blind_waits_round", {"title": round_.title})
    if sees_drafts(person, round_):
        return Allowed()
    return Refused("assessments.results_wait", {"title": round_.title})


def disclosed_stages(round_unit: RoundUnit) -> tuple[Stage, ...]:
    """The stages of which the unit itself sees its points, in the order in which they count; two queries.

    A stage of appraisal is over for the unit once it is sealed, or its time (with the unit's extension) has passed; one
    without a time is not over before the publication.
    """
    round_ = round_unit.round
    if is_announced(round_):
        return PRECEDENCE
    calendar = windows_of(round_)
    if not calendar:
        return PRECEDENCE
    ends = {row.stage: row.closes_at for row in calendar.values()}
    for stage, until in round_unit.extensions.filter(stage__in=APPRAISALS.values()).values_list("stage", "until"):
        ends[stage] = max(ends.get(stage, until), until)
    closed = {
        stage
        for stage, place in APPRAISALS.items()
        if place in calendar and (calendar[place].sealed_at is not None or clock.now() >= ends[place.value])
    }
    return tuple(stage for stage in PRECEDENCE if stage is Stage.SELF or stage in closed)


def handed_to_unit(round_unit: RoundUnit) -> frozenset[str]:
    """Codes of the leaves on which the unit was asked to explain: it sees what it is to explain."""
    asked = Thread.objects.filter(entry__round_unit=round_unit, kind=ThreadKind.EXPLANATION)
    return frozenset(asked.exclude(state=ThreadState.WITHDRAWN).values_list("entry__leaf__code", flat=True))


def stages_seen(person: User | None, round_unit: RoundUnit, leaf: str = "") -> tuple[Stage, ...]:
    """The stages whose points of the unit the person sees; of one leaf, also what was handed to explanation."""
    if results_disclosed(round_unit.round) or sees_drafts(person, round_unit.round):
        return PRECEDENCE
    stages = set(disclosed_stages(round_unit))
    if leaf and leaf in handed_to_unit(round_unit):
        stages.add(Stage.APPRAISAL_1)
    return tuple(stage for stage in PRECEDENCE if stage in stages)


def scores_seen(
    person: User | None, round_unit: RoundUnit, *, leaves: Iterable[str] | None = None
) -> dict[tuple[int, str], StoredScore]:
    """The score that counts for each leaf of the unit, of those that the person sees."""
    round_, wanted = round_unit.round, None if leaves is None else list(leaves)
    if results_disclosed(round_) or sees_drafts(person, round_):
        return standing_scores(round_, round_unit, leaves=wanted)
    stages = disclosed_stages(round_unit)
    found = standing_scores(round_, round_unit, leaves=wanted, stages=stages)
    if Stage.APPRAISAL_1 not in stages:
        asked = _among(handed_to_unit(round_unit), wanted)
        found |= standing_scores(round_, round_unit, leaves=asked, stages=(Stage.APPRAISAL_1, Stage.SELF))
    return found


def _among(codes: Iterable[str], wanted: list[str] | None) -> list[str]:
    return [code for code in codes if wanted is None or code in wanted]
