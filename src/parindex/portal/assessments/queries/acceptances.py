"""Bulk acceptances of self scores: the one that may be taken back, and what became of each of its units since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parindex.portal.assessments.models import (
    AcceptedUnit,
    BulkAcceptance,
    Entry,
    Round,
    RoundUnit,
    Score,
    Stage,
    Thread,
)
from parindex.portal.criteria.models import NodeRow

LATER = (Stage.APPRAISAL_2, Stage.COUNCIL, Stage.FINAL)


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A unit as it was accepted and as it stands; ``code``: what changed since, empty while nothing did."""

    accepted: AcceptedUnit
    score: Score | None
    """The appraised score as it stands; None when there is none any more."""
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def member(self) -> RoundUnit:
        """The unit in the round."""
        return self.accepted.round_unit


def newest_acceptance(round_: Round, leaf: NodeRow) -> BulkAcceptance | None:
    """The last bulk acceptance of the leaf that nobody took back: one step back is possible, not two."""
    newest = BulkAcceptance.objects.select_related("accepted_by", "leaf").filter(round=round_, leaf=leaf).first()
    return None if newest is None or newest.taken_back_at is not None else newest


def accepted_rows(acceptance: BulkAcceptance) -> list[AcceptedRow]:
    """Every unit of the acceptance in Vietnamese order, with what changed since; four queries."""
    related = ("round_unit__unit", "round_unit__group", "round_unit__sheet", "round_unit__round__owner")
    units = acceptance.units.select_related(*related, "round_unit__round__set_version").order_by("round_unit__sort_key")
    entries = Entry.objects.filter(leaf=acceptance.leaf, round_unit__round=acceptance.round_id)
    found = Score.objects.select_related("saved_by", "entry").filter(entry__in=entries, actor=None)
    scores: dict[tuple[int, str], Score] = {(score.entry.round_unit_id, score.stage): score for score in found}
    asked = set(
        Thread.objects.filter(entry__in=entries, opened_at__gte=acceptance.accepted_at).values_list(
            "entry__round_unit", flat=True
        )
    )
    return [_row(acceptance, each, scores, asked) for each in units]


def _row(
    acceptance: BulkAcceptance, each: AcceptedUnit, scores: Mapping[tuple[int, str], Score], asked: set[int]
) -> AcceptedRow:
    score = scores.get((each.round_unit_id, Stage.APPRAISAL_1))
    values: dict[str, object] = {"unit": each.round_unit.name, "leaf": acceptance.leaf.number}
    if score is None:
        return AcceptedRow(each, None, "assessments.acceptance_gone", values)
    if score.sealed_at is not None:
        return AcceptedRow(each, score, "assessments.appraisal_sealed", values)
    if score.row_version != each.row_version:
        who = score.saved_by.full_name if score.saved_by else None
        values |= {"accepted": each.points, "now": score.points, "who": who}
        return AcceptedRow(each, score, "assessments.acceptance_changed", values)
    if each.round_unit_id in asked:
        return AcceptedRow(each, score, "assessments.acceptance_asked", values)
    if any((each.round_unit_id, later) in scores for later in LATER):
        return AcceptedRow(each, score, "assessments.acceptance_followed", values)
    return AcceptedRow(each, score)
