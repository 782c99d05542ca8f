"""What the council's page says beside its meetings: when its time is, who records, why nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.portal.assessments.models import Origin, Round, RoundStage
from parindex.portal.assessments.queries.readiness import Readiness
from parindex.portal.assessments.queries.windows import moment_text, start_text, window_of
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class CouncilNote:
    """A sentence: its code ``council_note.…`` and its values."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CouncilNotes:
    """All that the page says, in its order."""

    notes: tuple[CouncilNote, ...]
    without_meeting: CouncilNote
    """In the place of the meetings, where there is none."""
    has_begun: bool
    """The council's time has begun, or none is set."""


def council_notes(ready: Readiness, *, runs: bool) -> CouncilNotes:
    """``runs``: whether the reader runs the round, so may record. One query, none where nothing is to be recorded."""
    round_ = ready.round
    if round_.state == RoundState.PUBLISHED:
        return CouncilNotes((), CouncilNote("council_note.none_published", {"title": round_.title}), True)
    if round_.origin == Origin.IMPORTED:
        return CouncilNotes((), CouncilNote("council_note.none_imported"), True)
    time, has_begun = _time_of(round_)
    notes = [time]
    if not runs:
        notes.append(CouncilNote("council_note.who", {"owner": version_on(round_.owner).name}))
    elif has_begun and not ready.computed:
        notes.append(CouncilNote("council_note.compute_first"))
    return CouncilNotes(tuple(notes), CouncilNote("council_note.none_yet"), has_begun)


def _time_of(round_: Round) -> tuple[CouncilNote, bool]:
    window = window_of(round_, RoundStage.COUNCIL)
    if window is None:
        return CouncilNote("council_note.not_set"), True
    values: dict[str, object] = {"opens": start_text(window.opens_at), "ends": moment_text(window.closes_at)}
    if clock.now() < window.opens_at:
        return CouncilNote("council_note.not_yet", values), False
    if clock.now() < window.closes_at:
        return CouncilNote("council_note.open", values), True
    return CouncilNote("council_note.late", values), True
