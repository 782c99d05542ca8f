"""Accept the self scores of many units for one leaf; each unit gets its own answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.actions.appraisal_rows import AppraisalDesk, told
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.models import AcceptedUnit, BulkAcceptance, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.appraisal import AppraisalRow, Bench, list_by_leaf
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


class AcceptAnswer(NamedTuple):
    """What became of a unit: its appraised score, or why it was not accepted (code and values)."""

    member: RoundUnit
    score: Score | None
    code: str = ""
    values: Mapping[str, object] = {}


@transaction.atomic
def accept_self_scores(
    *, actor: User | None, round_: Round, leaf: NodeRow, units: Collection[int]
) -> tuple[AcceptAnswer, ...]:
    """Appraise ``units`` (row ids in the round) with what they assessed themselves, at appraisal 1.

    Points below the maximum get the reason that the engine gives by rule and status. A unit with a sign of risk, in
    the sample, without a self score, or appraised already, is left and told. Raises ``NotAllowed`` when one of the
    units is not the actor's; ``ActionRefused`` without units or for a leaf that units do not score.
    """
    if not units:
        raise ActionRefused("assessments.nothing_to_accept")
    if not self_scored(leaf):
        raise ActionRefused("assessments.accept_not_self_scored", {"leaf": leaf.number})
    everyone = round_.units.select_related("unit", "group", "sheet", "round__owner", "round__set_version")
    listed = list_by_leaf(Bench(round_, Stage.APPRAISAL_1, None), leaf, everyone.order_by("sort_key", "pk"))
    chosen = [row for row in listed.rows if row.member.pk in set(units)]
    for row in chosen:
        permissions.may_appraise(actor, row.member, leaf).or_refuse()
    answers = tuple(_accept(actor, row) for row in chosen)
    _remember(actor, round_, leaf, answers)
    return answers


def _remember(actor: User | None, round_: Round, leaf: NodeRow, answers: Sequence[AcceptAnswer]) -> None:
    """What was accepted together, so that it can be taken back together."""
    done = [(answer.member, answer.score) for answer in answers if answer.score is not None]
    if not done:
        return
    acceptance = BulkAcceptance.objects.create(round=round_, leaf=leaf, accepted_by=actor, accepted_at=clock.now())
    AcceptedUnit.objects.bulk_create(
        AcceptedUnit(acceptance=acceptance, round_unit=member, row_version=score.row_version, points=score.points)
        for member, score in done
    )


def _accept(actor: User | None, row: AppraisalRow) -> AcceptAnswer:
    member, leaf = row.member, row.node
    if row.is_done:
        return AcceptAnswer(member, None, "assessments.accept_appraised", {"unit": member.name})
    if row.own is None or row.own.points is None:
        return AcceptAnswer(member, None, "assessments.accept_no_points", {"unit": member.name})
    if row.risks:
        # Codes, not sentences: the page words them.
        values = {"unit": member.name, "risks": tuple(risk.code.value for risk in row.risks)}
        return AcceptAnswer(member, None, "assessments.accept_has_risk", values)
    if row.sampled:
        return AcceptAnswer(member, None, "assessments.accept_sampled", {"unit": member.name})
    try:
        desk = AppraisalDesk(actor, member, leaf, Stage.APPRAISAL_1)
        standing = desk.held(None)
        ready = desk.ready.leaves[leaf.code]
        inputs = engine_bridge.inputs_from_json(ready.leaf, row.own.inputs)
        outcome = desk.outcome_of(inputs)
    except ActionRefused as refused:
        return AcceptAnswer(member, None, refused.code, refused.values)
    lost = bridge.points_to_explain(outcome, outside_scale=leaf.outside_scale)
    reasons = {bridge.default_reason_code(ready.leaf, outcome): lost} if lost else {}
    score = desk.write(standing, inputs, outcome, reasons, "")
    told(actor, member, "accept_self_scores", leaf, score, {})
    return AcceptAnswer(member, score)
