"""Why a leaf that still has points to win is not on a path: not the unit's own work, not needed, or not wanted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.rulebook.document import MeasuredBy, Node


class LeftOut(StrEnum):
    """Why a leaf that still has points to win is not on the path. Worded as ``path.<code>``."""

    NOT_NEEDED = "not_needed"
    SURVEY = "survey"
    SAMPLING_ERROR = "sampling_error"
    """Even the whole loss lies within the survey's sampling error."""
    RATED = "rated"
    IMPORTED = "imported"
    AS_PRINTED = "as_printed"
    NOT_SCORED = "not_scored"
    NO_USEFUL_CHANGE = "no_useful_change"
    BY_CHOICE = "by_choice"
    """The user said that this leaf is not to be touched."""


class LeftOutLeaf(NamedTuple):
    """A leaf that is not on the path."""

    leaf: str
    lost: Decimal
    """Points still to be won there."""
    reason: LeftOut


_BY_MEASURE: Mapping[MeasuredBy, LeftOut] = {
    MeasuredBy.SURVEY: LeftOut.SURVEY,
    MeasuredBy.RATED: LeftOut.RATED,
    MeasuredBy.IMPORTED: LeftOut.IMPORTED,
}
_BY_KIND: Mapping[str, LeftOut] = {
    "points_as_printed": LeftOut.AS_PRINTED,
    "survey_option_weights": LeftOut.SURVEY,
    "survey_group_mean": LeftOut.SURVEY,
    "manual_rating_by_leader": LeftOut.RATED,
    "imported_external_index": LeftOut.IMPORTED,
}


def not_actionable(leaf: Node, lost: Decimal, sampling_error: Decimal | None) -> LeftOut | None:
    """Why the unit's own work cannot move the leaf's figures; None when it can."""
    assert leaf.rule is not None, leaf.code
    reason = _BY_KIND.get(leaf.rule.kind) or (_BY_MEASURE.get(leaf.measured) if leaf.measured else None)
    if reason is LeftOut.SURVEY and sampling_error is not None and sampling_error >= lost:
        return LeftOut.SAMPLING_ERROR
    return reason
