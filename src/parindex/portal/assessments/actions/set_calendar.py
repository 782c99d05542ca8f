"""Set the calendar of a round: the start and end of its stages, to the minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, RoundStage, StageWindow
from parindex.portal.assessments.queries.calendar_cuts import Cut, cuts_of
from parindex.portal.assessments.queries.windows import moment_text, start_text
from parindex.portal.platform import audit
from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import ActionRefused, Conflict

LONGEST_REASON = 2000
ENDS_BEFORE: tuple[tuple[RoundStage, RoundStage], ...] = (
    (RoundStage.SELF_ASSESSMENT, RoundStage.EXPLANATION),
    (RoundStage.SELF_ASSESSMENT, RoundStage.OBJECTION),
    (RoundStage.EXPLANATION, RoundStage.APPRAISAL_2),
    (RoundStage.OBJECTION, RoundStage.APPRAISAL_2),
    (RoundStage.APPRAISAL_2, RoundStage.COUNCIL),
)
"""The first ends before the second begins. What is handed in early may be appraised early, so other stages overlap."""
BEGINS_BEFORE: tuple[tuple[RoundStage, RoundStage], ...] = (
    (RoundStage.SELF_ASSESSMENT, RoundStage.APPRAISAL_1),
    (RoundStage.APPRAISAL_1, RoundStage.EXPLANATION),
    (RoundStage.APPRAISAL_1, RoundStage.APPRAISAL_2),
    (RoundStage.APPRAISAL_1, RoundStage.COUNCIL),
    (RoundStage.COUNCIL, RoundStage.APPROVAL),
    (RoundStage.APPROVAL, RoundStage.PUBLICATION),
)
"""The first begins no later, and ends no later, than the second."""


class StageTimes(NamedTuple):
    """When a stage is open: from ``opens_at`` up to and without ``closes_at``, both with their time zone."""

    stage: RoundStage
    opens_at: datetime
    closes_at: datetime
    row_version: int | None = None
    """Of the row that the person had before him; None: without that check."""


class CalendarRefused(ActionRefused):
    """The times contradict each other; all contradictions are in ``faults``."""

    def __init__(self, faults: Sequence[Refused]) -> None:
        super().__init__(faults[0].reason, faults[0].values)
        self.faults = tuple(faults)


class CalendarCuts(ActionRefused):
    """The times cut off what is not done, and nobody confirmed that; what they cut off is in ``cuts``."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        super().__init__("assessments.calendar_cuts", {"stage": cuts[0].stage.value})
        self.cuts = tuple(cuts)


@transaction.atomic
def set_calendar(
    *,
    actor: User | None,
    round_: Round,
    stages: Sequence[StageTimes],
    confirmed: bool = False,
    reason: str = "",
) -> list[StageWindow]:
    """Write the times of the stages named; the others stay as they are.

    Raises ``CalendarRefused`` with every contradiction, ``Conflict`` when a stage was changed meanwhile,
    ``ActionRefused`` for a published round; ``CalendarCuts`` when a stage would end earlier with requests unanswered
    or extensions that run on, until it is ``confirmed`` with a ``reason``.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": round_.title})
    standing = {RoundStage(row.stage): row for row in round_.windows.select_for_update()}
    for times in stages:
        _check_version(times, standing.get(times.stage))
    faults = list(faults_of(_together(standing, stages)))
    if faults:
        raise CalendarRefused(faults)
    cuts = cuts_of(round_, standing, [(times.stage, times.closes_at) for times in stages])
    if cuts and not (confirmed and reason.strip()):
        raise CalendarCuts(cuts)
    _keep_reason(standing, cuts, reason)
    ended = {cut.stage: standing[cut.stage].closes_at for cut in cuts}
    changed = [row for times in stages if (row := _write(round_, times, standing.get(times.stage))) is not None]
    if changed:
        _tell(actor, round_, changed)
    for cut in cuts:
        _record_cut(actor, round_, cut, ended[cut.stage], reason)
    return changed


def faults_of(times: Mapping[RoundStage, tuple[datetime, datetime]]) -> Iterator[Refused]:
    """Every contradiction between the stages' times."""
    for stage, (opens, closes) in times.items():
        if closes <= opens:
            yield Refused("assessments.stage_without_length", {"stage": stage.value, "opens": start_text(opens)})
    for first, second in ENDS_BEFORE:
        if first in times and second in times and times[first][1] > times[second][0]:
            yield _clash("assessments.stages_overlap", first, second, moment_text(times[first][1]))
    for first, second in BEGINS_BEFORE:
        if first in times and second in times and times[first][0] > times[second][0]:
            yield _clash("assessments.stage_begins_early", first, second, start_text(times[first][0]))
        elif first in times and second in times and times[first][1] > times[second][1]:
            yield _clash("assessments.stage_ends_early", first, second, moment_text(times[first][1]))


def _clash(code: str, first: RoundStage, second: RoundStage, moment: str) -> Refused:
    return Refused(code, {"first": first.value, "second": second.value, "moment": moment})


def _together(
    standing: Mapping[RoundStage, StageWindow], stages: Sequence[StageTimes]
) -> dict[RoundStage, tuple[datetime, datetime]]:
    times = {stage: (row.opens_at, row.closes_at) for stage, row in standing.items()}
    return times | {each.stage: (each.opens_at, each.closes_at) for each in stages}


def _check_version(times: StageTimes, row: StageWindow | None) -> None:
    found = 0 if row is None else row.row_version
    if times.row_version is not None and times.row_version != found:
        values: dict[str, object] = {"stage": times.stage.value, "opens": "–", "ends": "–"}
        if row is not None:
            values |= {"opens": start_text(row.opens_at), "ends": moment_text(row.closes_at)}
        raise Conflict("assessments.calendar_changed", values)


def _write(round_: Round, times: StageTimes, row: StageWindow | None) -> StageWindow | None:
    if row is None:
        return StageWindow.objects.create(
            round=round_, stage=times.stage, opens_at=times.opens_at, closes_at=times.closes_at
        )
    if (row.opens_at, row.closes_at) == (times.opens_at, times.closes_at):
        return None
    if times.closes_at > row.closes_at:
        row.cut_reason = ""  # it no longer ends early
    row.opens_at, row.closes_at = times.opens_at, times.closes_at
    row.row_version += 1
    row.save()
    return row


def _keep_reason(standing: Mapping[RoundStage, StageWindow], cuts: Sequence[Cut], reason: str) -> None:
    """On the rows, which are written with their new times."""
    for cut in cuts:
        standing[cut.stage].cut_reason = reason.strip()[:LONGEST_REASON]


def _record_cut(actor: User | None, round_: Round, cut: Cut, ended: datetime, reason: str) -> None:
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.cut_stage_short",
        subject=round_.public_id,
        references={
            "stage": cut.stage.value,
            "from": ended.isoformat(),
            "until": cut.ends_at.isoformat(),
            "unanswered": cut.unanswered,
            "extensions": cut.extensions,
            "reason_hash": sha256(reason.strip().encode()).hexdigest(),
        },
    )


def _tell(actor: User | None, round_: Round, changed: Sequence[StageWindow]) -> None:
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.set_calendar",
        subject=round_.public_id,
        references={
            row.stage: {
                "opens": row.opens_at.isoformat(),
                "closes": row.closes_at.isoformat(),
                "version": row.row_version,
            }
            for row in changed
        },
    )
