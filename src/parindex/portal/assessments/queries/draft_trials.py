"""A draft tried on the figures of a round of its base."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic

from parindex.engine.numbers.exact import ZERO, divide
from parindex.engine.rulebook.document import CriteriaSet
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.engine_bridge.draft_trials import (
    GroupTrial,
    TriedUnit,
    trial_from_json,
    trial_to_json,
    try_draft,
)
from parindex.portal.assessments.models import Origin, PeerGroup, Round, RoundUnit
from parindex.portal.assessments.queries.figures import compiled_for, figures_of
from parindex.portal.assessments.queries.standing import standing_scores
from parindex.portal.criteria.models import CriteriaSetDraft


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A unit with its name."""

    name: str
    sort_key: str
    tried: TriedUnit


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A peer group's table, best under the draft first."""

    group: PeerGroup
    trial: GroupTrial
    rows: list[TrialRow]

    @property
    def mean_change(self) -> Decimal | None:
        """Mean change in points of the units that have both."""
        changes = [row.tried.points_after - row.tried.points_before for row in self.rows
                   if row.tried.points_after is not None]  # fmt: skip
        return divide(sum(changes, ZERO), Decimal(len(changes))) if changes else None

    @property
    def moved(self) -> int:
        """Units whose place changes."""
        return sum(1 for row in self.rows if row.tried.places)


def rounds_to_try(actor: User, draft: CriteriaSetDraft) -> list[Round]:
    """Rounds of the draft's base that the person may see and that have figures, newest first."""
    rounds = permissions.visible_to(actor).filter(set_version=draft.base_id).exclude(origin=Origin.IMPORTED)
    return list(rounds.order_by("-year", "title"))


def trial_of(round_: Round, document: CriteriaSet, told: Callable[[], None] = lambda: None) -> list[GroupTable]:
    """Every peer group of the round under ``document``; a few queries. ``told`` is called after each unit."""
    scores = standing_scores(round_)
    tables = []
    for group in round_.groups.order_by("code"):
        members = _members(group)
        ready = compiled_for(round_, group.set_group)
        own = {key: score for key, score in scores.items() if key[0] in members}
        tables.append(_table(group, try_draft(ready, document, figures_of(ready, own), told), members))
    return tables


def trial_within(round_: Round, document: CriteriaSet, seconds: float) -> list[GroupTable] | None:
    """The trial if it is done within so many seconds; None when it takes longer."""
    ends = monotonic() + seconds

    def told() -> None:
        if monotonic() > ends:
            raise _TakesLonger

    try:
        return trial_of(round_, document, told)
    except _TakesLonger:
        return None


class _TakesLonger(Exception):
    """The time for a page is over."""


def units_to_try(round_: Round) -> int:
    """How many units a trial on the round computes."""
    return RoundUnit.objects.filter(group__round=round_, submitted=True).count()


def tables_to_bytes(tables: Iterable[GroupTable]) -> bytes:
    """A finished trial as it is kept."""
    return json.dumps([[table.group.pk, trial_to_json(table.trial)] for table in tables]).encode()


def tables_from_bytes(round_: Round, content: bytes) -> list[GroupTable]:
    """The finished trial of ``tables_to_bytes``."""
    groups = {group.pk: group for group in round_.groups.all()}
    kept = [(groups[pk], trial_from_json(stored)) for pk, stored in json.loads(content)]
    return [_table(group, trial, _members(group)) for group, trial in kept]


def _members(group: PeerGroup) -> dict[int, RoundUnit]:
    return {unit.pk: unit for unit in RoundUnit.objects.filter(group=group, submitted=True)}


def _table(group: PeerGroup, trial: GroupTrial, members: Mapping[int, RoundUnit]) -> GroupTable:
    rows = [TrialRow(members[each.unit].name, members[each.unit].sort_key, each) for each in trial.units]
    rows.sort(key=lambda row: (row.tried.rank_after is None, row.tried.rank_after or 0, row.sort_key))
    return GroupTable(group, trial, rows)
