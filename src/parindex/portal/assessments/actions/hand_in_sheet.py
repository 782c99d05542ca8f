"""From the officers to the head, back, and out of the house: only the head hands in, and then nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.save_self_assessment_inputs import SheetDesk
from parindex.portal.assessments.models import RoundStage, RoundUnit, Score, Sheet, Stage
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet, self_sheet
from parindex.portal.assessments.queries.windows import is_open
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused


class NotReady(ActionRefused):
    """Leaves stand in the way; all of them are in ``rows``."""

    def __init__(self, code: str, rows: Sequence[LeafRow]) -> None:
        super().__init__(code, {"count": len(rows), "leaves": tuple(row.node.number for row in rows)})
        self.rows = tuple(rows)


@transaction.atomic
def submit_to_head(*, actor: User | None, round_unit: RoundUnit) -> Sheet:
    """The officers are done. Raises ``ActionRefused`` when the stage is closed or the sheet is not being drafted."""
    permissions.may_fill_sheet(actor, round_unit).or_refuse()
    sheet = _held(round_unit)
    if not can_proceed(sheet.submit_to_head):
        raise ActionRefused(_where(sheet), {"unit": round_unit.name})
    sheet.submit_to_head()
    sheet.save()
    _told(actor, round_unit, "assessments.submit_to_head", {})
    events.happened("assessments.sheet_submitted", sheet.public_id, {"unit": round_unit.unit.public_id})
    return sheet


@transaction.atomic
def send_back_sheet(*, actor: User | None, round_unit: RoundUnit, reason: str) -> Sheet:
    """The head wants changes. Raises ``ActionRefused`` without a reason, or when the sheet does not wait for him."""
    permissions.may_hand_in(actor, round_unit).or_refuse()
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    sheet = _held(round_unit)
    if not can_proceed(sheet.send_back):
        code = "assessments.sheet_not_submitted" if sheet.state == SheetState.DRAFTING else _where(sheet)
        raise ActionRefused(code, {"unit": round_unit.name})
    sheet.send_back()
    sheet.sent_back_reason = reason.strip()
    sheet.save()
    digest = sha256(reason.strip().encode()).hexdigest()
    _told(actor, round_unit, "assessments.send_back_sheet", {"reason_hash": digest})
    events.happened("assessments.sheet_sent_back", sheet.public_id, {"unit": round_unit.unit.public_id})
    return sheet


@transaction.atomic
def hand_in_self_assessment(*, actor: User | None, round_unit: RoundUnit) -> SelfSheet:
    """The head signs: what is known is taken in, every self score is sealed, the sheet is the province's.

    Raises ``NotReady`` with the leaves above zero that have neither evidence nor explanation, or with those whose
    figures are not settled; ``ActionRefused`` when the stage is closed or the sheet was handed in.
    """
    permissions.may_hand_in(actor, round_unit).or_refuse()
    sheet = _held(round_unit)
    if not can_proceed(sheet.hand_in):
        raise ActionRefused(_where(sheet), {"unit": round_unit.name})
    standing = self_sheet(round_unit)
    if standing.wrong:
        raise NotReady("assessments.leaves_not_settled", standing.wrong)
    if standing.without_evidence:
        raise NotReady("assessments.leaves_without_evidence", standing.without_evidence)
    _take_in_known(actor, round_unit, standing)
    now = clock.now()
    scores = Score.objects.filter(entry__round_unit=round_unit, stage=Stage.SELF, actor=None)
    scores.update(sealed_at=now)
    sheet.hand_in()
    sheet.handed_in_at, sheet.handed_in_by = now, actor
    sheet.save()
    round_unit.submitted, round_unit.not_submitted_reason = True, ""
    round_unit.save()
    rows = scores.order_by("entry__leaf__position").values_list("entry__leaf__code", "inputs", "points")
    digest = sha256(repr([(code, sorted(inputs.items()), str(points)) for code, inputs, points in rows]).encode())
    references = {
        "leaves": len(rows),
        "not_entered": len(standing.not_entered),
        "points": str(standing.points),
        "scores_hash": digest.hexdigest(),
        "set": round_unit.round.set_version.hash,
    }
    _told(actor, round_unit, "assessments.hand_in_self_assessment", references)
    events.happened("assessments.self_assessment_handed_in", sheet.public_id, {"unit": round_unit.unit.public_id})
    return self_sheet(round_unit)


def _held(member: RoundUnit) -> Sheet:
    """The sheet, locked; refused when the stage is closed for the unit."""
    answer = is_open(member, RoundStage.SELF_ASSESSMENT)
    if not answer:
        raise ActionRefused(answer.reason, answer.values)
    return Sheet.objects.select_for_update().get(round_unit=member)


def _where(sheet: Sheet) -> str:
    if sheet.state == SheetState.HANDED_IN:
        return "assessments.sheet_handed_in"
    return "assessments.sheet_waits_for_head"


def _take_in_known(actor: User | None, member: RoundUnit, standing: SelfSheet) -> None:
    """Write the rows that the system filled and nobody opened, with the fact versions that filled them."""
    if not any(row.known for row in standing.own):
        return
    desk = SheetDesk(actor, member, take_in=True)
    for row in standing.own:
        if row.known:
            desk.save(row.node.code, {})


def _told(actor: User | None, member: RoundUnit, action: str, references: dict[str, object]) -> None:
    audit.record(
        stream=f"round:{member.round.public_id}/unit:{member.unit.public_id}",
        actor=actor,
        action=action,
        subject=member.unit.public_id,
        references=references,
    )
