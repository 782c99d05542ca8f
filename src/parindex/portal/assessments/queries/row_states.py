"""States of a row of the self-assessment sheet; the words are the same everywhere, also in Excel and Word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from parindex.engine.scoring.values import Status


class RowState(StrEnum):
    """Where a row stands; the words are ``row_state.<state>``."""

    NOT_ENTERED = "not_entered"
    ENTERING = "entering"
    WRONG = "wrong"
    DISPUTED = "disputed"
    MISSING_EVIDENCE = "missing_evidence"
    NOT_APPLICABLE = "not_applicable"
    NOT_YET_DUE = "not_yet_due"
    COMPLETE = "complete"
    OTHERS_SCORE = "others_score"
    """Survey, rated, imported, bonus and penalty leaves: their owner enters them."""


TONES: Mapping[RowState, str] = {
    RowState.NOT_ENTERED: "mute",
    RowState.ENTERING: "info",
    RowState.WRONG: "bad",
    RowState.DISPUTED: "warn",
    RowState.MISSING_EVIDENCE: "warn",
    RowState.NOT_APPLICABLE: "mute",
    RowState.NOT_YET_DUE: "mute",
    RowState.COMPLETE: "ok",
    RowState.OTHERS_SCORE: "mute",
}
NOT_DONE = {RowState.NOT_ENTERED, RowState.ENTERING, RowState.WRONG}


def row_state(
    status: Status, *, wrong: bool, disputed: bool, unfinished: bool, given: bool, needs_evidence: bool
) -> RowState:
    """The one state of a row that the unit scores itself.

    ``status``: of its outcome; ``wrong``: a text in it is no value; ``unfinished``: texts are kept that are none yet;
    ``given``: it has a figure.
    """
    if wrong or status is Status.REFUSED:
        return RowState.WRONG
    if disputed:
        return RowState.DISPUTED
    if status is Status.NOT_APPLICABLE:
        return RowState.NOT_APPLICABLE
    if status is Status.NOT_YET_DUE:
        return RowState.NOT_YET_DUE
    if unfinished or status is Status.MISSING:
        return RowState.ENTERING if unfinished or given else RowState.NOT_ENTERED
    return RowState.MISSING_EVIDENCE if needs_evidence else RowState.COMPLETE
