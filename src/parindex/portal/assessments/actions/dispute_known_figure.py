"""A unit disputes a figure that the system knows; the system's figure counts until someone decides."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_self_assessment_inputs import SheetDesk, audit_row
from parindex.portal.assessments.actions.thread_rows import check_documents
from parindex.portal.assessments.models import DisputeState, Entry, FigureDispute, RoundUnit
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.documents.models import Document
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


class FigureNotRead(ActionRefused):
    """The unit's own figure is no value; ``problems`` says what is wrong with each box."""

    def __init__(self, problems: Mapping[str, engine_bridge.BoxProblem], leaf: str) -> None:
        super().__init__("assessments.own_figure_missing", {"leaf": leaf})
        self.problems = problems


@transaction.atomic
def dispute_known_figure(
    *,
    actor: User | None,
    round_unit: RoundUnit,
    leaf: str,
    input_code: str,
    texts: Mapping[str, str],
    reason: str,
    document: Document | None = None,
) -> FigureDispute:
    """Put the unit's own figure and reason beside the known one. ``texts``: box → text, as in a save.

    Raises what a save raises, ``FigureNotRead``, and ``ActionRefused`` for an unknown figure, the same figure, a
    missing reason, another unit's document, or a dispute that is open already.
    """
    desk = SheetDesk(actor, round_unit)
    node = desk.leaf_row(leaf)
    desk.score_of(node)
    known = known_figures(round_unit, desk.ready, [leaf]).get(leaf, {}).get(input_code)
    if known is None:
        raise ActionRefused("assessments.not_known", {"leaf": node.number})
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    check_documents([] if document is None else [document], round_unit)
    reading = engine_bridge.read_entry(desk.ready.leaves[leaf].leaf, texts, {})
    own = reading.inputs.get(input_code)
    if own is None or reading.problems:
        raise FigureNotRead(reading.problems, node.number)
    if own == known.value:
        raise ActionRefused("assessments.same_figure", {"leaf": node.number})
    entry, _ = Entry.objects.get_or_create(round_unit=round_unit, leaf=node)
    if entry.disputes.filter(input_code=input_code, state=DisputeState.OPEN).exists():
        raise ActionRefused("assessments.disputed_already", {"leaf": node.number})
    values = engine_bridge.inputs_to_json({"own": own, "known": known.value})
    dispute = FigureDispute.objects.create(
        entry=entry,
        input_code=input_code,
        own_value=values["own"],
        known_value=values["known"],
        reason=reason.strip(),
        document=document,
        raised_by=actor,
        raised_at=clock.now(),
    )
    more = {
        "dispute": dispute.public_id,
        "input": input_code,
        "own": values["own"],
        "known": values["known"],
        "fact_version": known.version.pk,
        "document": document.public_id if document else None,
        "reason_hash": sha256(dispute.reason.encode()).hexdigest(),
    }
    audit_row(actor, round_unit, "assessments.dispute_known_figure", node, None, more)
    return dispute


@transaction.atomic
def withdraw_dispute(*, actor: User | None, dispute: FigureDispute) -> FigureDispute:
    """Take the dispute back. Raises what a save raises, and ``ActionRefused`` when it is no longer open."""
    member = dispute.entry.round_unit
    desk = SheetDesk(actor, member)
    held = FigureDispute.objects.select_for_update().get(pk=dispute.pk)
    node = desk.leaf_row(held.entry.leaf.code)
    if held.state != DisputeState.OPEN:
        raise ActionRefused("assessments.dispute_decided", {"leaf": node.number})
    held.state = DisputeState.WITHDRAWN
    held.decided_by, held.decided_at = actor, clock.now()
    held.save()
    audit_row(actor, member, "assessments.withdraw_dispute", node, None, {"dispute": held.public_id})
    return held
