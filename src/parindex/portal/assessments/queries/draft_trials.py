"""A draft tried on the figures of a round of its base."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.exact import ZERO, divide
from parindex.engine.rulebook.document import CriteriaSet
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.engine_bridge.draft_trials import GroupTrial, TriedUnit, try_draft
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


def trial_of(round_: Round, document: CriteriaSet) -> list[GroupTable]:
    """Every peer group of the round under ``document``; a few queries."""
    scores = standing_scores(round_)
    tables = []
    for group in round_.groups.order_by("code"):
        units = list(RoundUnit.objects.filter(group=group, submitted=True))
        ready = compiled_for(round_, group.set_group)
        members = {unit.pk: unit for unit in units}
        own = {key: score for key, score in scores.items() if key[0] in members}
        trial = try_draft(ready, document, figures_of(ready, own))
        rows = [TrialRow(members[each.unit].name, members[each.unit].sort_key, each) for each in trial.units]
        rows.sort(key=lambda row: (row.tried.rank_after is None, row.tried.rank_after or 0, row.sort_key))
        tables.append(GroupTable(group, trial, rows))
    return tables
