"""Decide a disputed figure; record the accepted one as a new version of the fact, by who owns the facts."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.models import DisputeState, FigureDispute, RoundStage
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import KnownFigure, known_figures
from parindex.portal.assessments.queries.windows import is_open, start_text
from parindex.portal.facts.actions import ValueRow, confirm_version, record_values
from parindex.portal.facts.models import FactStatus, FactVersion
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence


@transaction.atomic
def decide_dispute(*, actor: User | None, dispute: FigureDispute, accepted: bool, reason: str) -> FigureDispute:
    """Accept the unit's own figure or reject it, with a reason, while an appraisal is open.

    Where the actor owns the facts of the round, the accepted figure is recorded at once; otherwise it waits for who
    does (``record_accepted_figure``). Raises ``NotAllowed`` for who is not the appraiser of the leaf;
    ``ActionRefused`` without a reason, outside of the appraisal, and for a dispute that is closed.
    """
    held = _locked(dispute)
    member, leaf = held.entry.round_unit, held.entry.leaf
    permissions.may_appraise(actor, member, leaf).or_refuse()
    if held.state != DisputeState.OPEN:
        raise ActionRefused("assessments.dispute_closed", {"leaf": leaf.number})
    if not reason.strip():
        raise ActionRefused("assessments.dispute_reason_missing", {"leaf": leaf.number})
    first = is_open(member, RoundStage.APPRAISAL_1)
    if not first and not is_open(member, RoundStage.APPRAISAL_2):
        raise ActionRefused(first.reason, first.values)
    held.state = DisputeState.ACCEPTED if accepted else DisputeState.REJECTED
    held.decision = reason.strip()
    held.decided_by, held.decided_at = actor, clock.now()
    held.save()
    _told(actor, held, "decide_dispute", state=held.state, reason_hash=sha256(held.decision.encode()).hexdigest())
    events.happened("assessments.dispute_decided", held.public_id, {"state": held.state})
    if accepted and permissions.may_record_figure(actor, member.round):
        return record_accepted_figure(actor=actor, dispute=held)
    return held


@transaction.atomic
def record_accepted_figure(*, actor: User | None, dispute: FigureDispute) -> FigureDispute:
    """Record the accepted figure as a new, current version of the fact; the one before stays.

    Raises ``NotAllowed`` for who does not own the facts of the round; ``ActionRefused`` for a dispute that was not
    accepted, was recorded already, or whose fact is gone.
    """
    held = _locked(dispute)
    member, leaf = held.entry.round_unit, held.entry.leaf
    permissions.may_record_figure(actor, member.round).or_refuse()
    if held.state != DisputeState.ACCEPTED or held.recorded_version is not None:
        raise ActionRefused("assessments.dispute_not_accepted", {"leaf": leaf.number})
    ready = compiled_for(member.round, member.group.set_group)
    known = known_figures(member, ready, [leaf.code]).get(leaf.code, {}).get(held.input_code)
    if known is None:
        raise ActionRefused("assessments.dispute_without_fact", {"leaf": leaf.number})
    held.recorded_version = _record(actor, held, known)
    held.save()
    _told(actor, held, "record_accepted_figure", fact_version=held.recorded_version.pk, before=known.version.pk)
    return held


def _record(actor: User | None, held: FigureDispute, known: KnownFigure) -> FactVersion:
    member = held.entry.round_unit
    leaf = compiled_for(member.round, member.group.set_group).leaves[held.entry.leaf.code].leaf
    own = engine_bridge.inputs_from_json(leaf, {held.input_code: held.own_value})[held.input_code]
    assert isinstance(own, Ratio | Decimal)
    fact = known.version.fact
    ratio = own if isinstance(own, Ratio) else None
    row = ValueRow(
        indicator=fact.indicator.code,
        unit=member.unit,
        period_from=fact.period_from,
        period_to=fact.period_to,
        status=FactStatus.CONFIRMED,
        # One source a dispute: the version stands beside that of the system, whatever it says later.
        source_title=_source(held),
        numerator=ratio.numerator if ratio else None,
        denominator=ratio.denominator if ratio else None,
        value=own if isinstance(own, Decimal) else None,
        scope=fact.scope,
        as_of=known.version.as_of,
        simulated=member.round.simulated,
    )
    (answer,) = record_values(actor=actor, rows=[row], owner=member.round.owner)
    if answer.fact is None:
        raise ActionRefused(answer.code, answer.values)
    version = answer.fact.versions.order_by("-number").first()
    assert version is not None
    return confirm_version(actor=actor, version=version, owner=member.round.owner, reason=held.decision)


def _source(held: FigureDispute) -> str:
    """Whose dispute it was, of which criterion and when; the minute tells two disputes of one figure apart."""
    values = {
        "unit": held.entry.round_unit.name,
        "leaf": held.entry.leaf.number,
        "raised": start_text(held.raised_at),
    }
    return sentence("assessments.source_of_accepted_dispute", values, "vi")


def _locked(dispute: FigureDispute) -> FigureDispute:
    rows = FigureDispute.objects.select_related(
        "entry__leaf",
        "entry__round_unit__round__owner",
        "entry__round_unit__round__set_version",
        "entry__round_unit__unit",
        "entry__round_unit__group",
        "recorded_version",
    )
    return rows.select_for_update(of=("self",)).get(pk=dispute.pk)


def _told(actor: User | None, held: FigureDispute, action: str, **references: object) -> None:
    member = held.entry.round_unit
    audit.record(
        stream=f"round:{member.round.public_id}/unit:{member.unit.public_id}",
        actor=actor,
        action=f"assessments.{action}",
        subject=held.public_id,
        references={"leaf": held.entry.leaf.code, "input": held.input_code, **references},
    )
