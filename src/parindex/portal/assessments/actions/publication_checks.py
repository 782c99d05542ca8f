"""What council, approval and publication have in common: what must stand before them."""

from __future__ import annotations

from datetime import date

from parindex.portal.assessments.models import Approval, Origin, Round, RoundStage, WorkLeftKind
from parindex.portal.assessments.queries.council import open_disputes, running_threads, tally_of, voted_down
from parindex.portal.assessments.queries.hand_ins import awaited
from parindex.portal.assessments.queries.windows import moment_text, start_text, window_of
from parindex.portal.assessments.queries.work_left import work_left, work_lines
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

NAMED = 5
"""Units (or cells) named in a refusal; of more, the number is said."""
WORK_LEFT_CODES = {
    WorkLeftKind.NOT_APPRAISED: "assessments.leaves_not_appraised",
    WorkLeftKind.NOT_RESCORED: "assessments.upheld_not_rescored",
}


def check_computed(round_: Round) -> None:
    """Raises ``ActionRefused`` unless results were computed here and are not published yet."""
    if round_.origin == Origin.IMPORTED or round_.outside_leaves:
        raise ActionRefused("assessments.results_from_outside", {"title": round_.title})
    if round_.state == RoundState.PUBLISHED:
        raise ActionRefused("assessments.published_already", {"title": round_.title})
    if round_.state != RoundState.COMPUTED:
        raise ActionRefused("assessments.nothing_to_publish", {"title": round_.title})


def check_stage_begun(round_: Round, stage: RoundStage) -> None:
    """Raises ``ActionRefused`` before the stage's time begins. Being late is allowed; the audit tells the moment."""
    window = window_of(round_, stage)
    if window is not None and clock.now() < window.opens_at:
        values = {"opens": start_text(window.opens_at), "ends": moment_text(window.closes_at)}
        raise ActionRefused("assessments.window_not_yet", {"stage": stage.value, **values})


def days_late(round_: Round, stage: RoundStage) -> int:
    """Days since the stage's time ended, begun days counted; 0 in time. The audit keeps it; late is not refused."""
    window = window_of(round_, stage)
    if window is None or clock.now() < window.closes_at:
        return 0
    return (clock.now() - window.closes_at).days + 1


def check_nothing_open(round_: Round) -> None:
    """Raises ``ActionRefused`` while a request, an objection, a disputed figure or a unit's hand-in is waited for, and
    while work of the appraisal is left that no written reason covers.
    """
    threads, disputes = running_threads(round_).count(), open_disputes(round_).count()
    if threads or disputes:
        raise ActionRefused("assessments.matters_open", {"threads": threads, "disputes": disputes})
    check_nobody_is_awaited(round_)
    check_no_work_left(round_)


def check_nobody_is_awaited(round_: Round) -> None:
    """Raises ``ActionRefused``, naming units and the end of their time, while one may still hand in, and while the
    results were computed before such an end (``hand_ins.awaited``).
    """
    lines = awaited(round_)
    if lines:
        said = "; ".join(f"{line.member.name}: {line.until}" for line in lines[:NAMED])
        said += "…" if len(lines) > NAMED else ""
        raise ActionRefused("assessments.units_awaited", {"units": len(lines), "names": said})


def check_no_work_left(round_: Round) -> None:
    """Raises ``ActionRefused``, naming the first cells, for each kind of work that is left without a reason."""
    for kind, code in WORK_LEFT_CODES.items():
        left = work_left(round_, kind)
        if left.uncovered:
            lines = [line for line in work_lines(round_, left) if not line.covered]
            said = "; ".join(f"{line.member.name}: {line.node.number}" for line in lines[:NAMED])
            said += "…" if len(lines) > NAMED else ""
            raise ActionRefused(code, {"count": len(lines), "names": said})


def check_vote_stands(round_: Round, approval: Approval) -> None:
    """Raises ``ActionRefused`` when the council voted against the results after they were approved."""
    meeting = voted_down(round_, approval)
    if meeting is not None:
        votes = {"in_favour": tally_of(meeting).in_favour, "members": meeting.members}
        values = {"title": round_.title, "number": approval.decision_number, "held_on": meeting.held_on, **votes}
        raise ActionRefused("assessments.voted_down", values)


def wanted_decision(number: str, decided_on: date | None) -> tuple[str, date]:
    """Number and day of a decision. Raises ``ActionRefused`` when one is missing or the day lies ahead."""
    if not number.strip() or decided_on is None:
        raise ActionRefused("assessments.decision_number_missing")
    if decided_on > clock.today():
        raise ActionRefused("assessments.decision_ahead", {"decided_on": decided_on})
    return number.strip(), decided_on


def decision_words(number: str, decided_on: date) -> str:
    """The act in official Vietnamese, whatever the language of the page."""
    return sentence("assessments.decision_words", {"number": number, "day": decided_on}, "vi")
