"""States of a row of the self-assessment sheet; the words are the same everywhere, also in Excel and Word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


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
