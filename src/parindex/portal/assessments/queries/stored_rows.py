"""What is stored of a sheet's rows, without what only their own page shows: a score's steps, its links to people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet, TextField
from django.db.models.functions import Cast

from parindex.portal.assessments.models import DisputeState, Entry, RoundUnit, Score, Stage
from parindex.portal.platform.prepared import Prepared

NOTHING = "{}"


class RowColumns(NamedTuple):
    """The columns of a stored score from which the state of its row follows; JSON is read where it is asked for."""

    pk: int
    inputs_text: str
    unfinished_text: str
    fact_versions_text: str
    points: Decimal | None
    maximum: Decimal | None
    status: str
    note: str
    row_version: int
    sealed_at: datetime | None

    @property
    def inputs(self) -> dict[str, Any]:
        """As ``Score.inputs``."""
        return dict(json.loads(self.inputs_text))

    @property
    def unfinished(self) -> dict[str, str]:
        """As ``Score.unfinished``."""
        return {} if self.unfinished_text == NOTHING else dict(json.loads(self.unfinished_text))

    @property
    def fact_versions(self) -> dict[str, int]:
        """As ``Score.fact_versions``."""
        return {} if self.fact_versions_text == NOTHING else dict(json.loads(self.fact_versions_text))


StoredRow = Score | RowColumns


@dataclass(slots=True)
class StoredRows:
    """Of one unit: its scores by leaf (row id), the scores that have evidence, the leaves with a figure in dispute."""

    scores: dict[int, RowColumns] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    disputed: set[int] = field(default_factory=set)


def _columns(unit: int) -> QuerySet[Entry, tuple[Any, ...]]:
    own = FilteredRelation("scores", condition=Q(scores__stage=Stage.SELF, scores__actor=None))
    texts = {f"{name}_text": Cast(f"own__{name}", TextField()) for name in ("inputs", "unfinished", "fact_versions")}
    numbers = ("points", "maximum", "status", "note", "row_version", "sealed_at")
    rows = Entry.objects.filter(round_unit=unit).annotate(own=own).annotate(**texts)
    return rows.values_list(
        "leaf_id", "own__evidence__id", "disputes__state", "own__id", *texts, *(f"own__{name}" for name in numbers)
    )


_COLUMNS = Prepared(_columns, unit=int)


def stored_rows(member: RoundUnit) -> StoredRows:
    """What is stored of the unit's own scores; one query, no model is made."""
    found = StoredRows()
    for leaf, link, dispute, *columns in _COLUMNS.rows(unit=member.pk):
        if columns[0] is not None:
            found.scores[leaf] = RowColumns(*columns)
        if link is not None:
            found.proven.add(columns[0])
        if dispute == DisputeState.OPEN:
            found.disputed.add(leaf)
    return found
