"""What is stored of a sheet's rows, without what only their own page shows: a score's steps, its links to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from parindex.portal.assessments.models import DisputeState, Entry, RoundUnit, Score, Stage


class RowColumns(NamedTuple):
    """The columns of a stored score from which the state of its row follows."""

    pk: int
    inputs: dict[str, Any]
    unfinished: dict[str, str]
    fact_versions: dict[str, int]
    points: Decimal | None
    maximum: Decimal | None
    status: str
    note: str
    row_version: int
    saved_at: datetime | None
    sealed_at: datetime | None


StoredRow = Score | RowColumns


@dataclass(slots=True)
class StoredRows:
    """Of one unit: its scores by leaf (row id), the scores that have evidence, the leaves with a figure in dispute."""

    scores: dict[int, StoredRow] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    disputed: set[int] = field(default_factory=set)


_COLUMNS = ("leaf_id", "own__evidence__id", "disputes__state", *(f"own__{name}" for name in RowColumns._fields))


def stored_rows(member: RoundUnit) -> StoredRows:
    """What is stored of the unit's own scores; one query, no model is made."""
    found = StoredRows()
    own = FilteredRelation("scores", condition=Q(scores__stage=Stage.SELF, scores__actor=None))
    rows = Entry.objects.filter(round_unit=member).annotate(own=own).values_list(*_COLUMNS)
    for leaf, link, dispute, *columns in rows:
        score = RowColumns(*columns)
        if score.pk is not None:
            found.scores[leaf] = score
        if link is not None:
            found.proven.add(score.pk)
        if dispute == DisputeState.OPEN:
            found.disputed.add(leaf)
    return found
