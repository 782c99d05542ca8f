"""Give one unit more time in a stage, or open its sheet again; both with a reason that stays in the audit."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Extension, RoundStage, RoundUnit, Score, Sheet, Stage
from parindex.portal.assessments.queries.windows import moment_text, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence


@transaction.atomic
def extend_stage(
    *, actor: User | None, round_unit: RoundUnit, stage: RoundStage, until: datetime, reason: str
) -> Extension:
    """Keep ``stage`` open for the unit up to ``until``.

    Raises ``ActionRefused`` without a reason, for a moment that gives no more time, for a stage without times, for a
    sheet that was handed in (open it again instead) and for a published round.
    """
    permissions.may_run(actor, round_unit.round.owner).or_refuse()
    if stage == RoundStage.SELF_ASSESSMENT and _sheet(round_unit).state == SheetState.HANDED_IN:
        raise ActionRefused("assessments.extend_handed_in", {"unit": round_unit.name})
    return _grant(actor, round_unit, stage, until, reason, reopens=False)


@transaction.atomic
def reopen_sheet(*, actor: User | None, round_unit: RoundUnit, until: datetime, reason: str) -> Sheet:
    """Open a sheet that was handed in; its self-assessment may be changed again up to ``until``.

    Until it is handed in again it counts as not handed in. What was handed in stays in the audit as a hash. Raises
    ``ActionRefused`` as ``extend_stage`` does, and for a sheet that was not handed in.
    """
    permissions.may_run(actor, round_unit.round.owner).or_refuse()
    sheet = Sheet.objects.select_for_update().get(round_unit=round_unit)
    if not can_proceed(sheet.reopen):
        raise ActionRefused("assessments.sheet_not_handed_in", {"unit": round_unit.name})
    _grant(actor, round_unit, RoundStage.SELF_ASSESSMENT, until, reason, reopens=True)
    sheet.reopen()
    sheet.handed_in_at = None
    sheet.handed_in_by = None
    sheet.save()
    round_unit.submitted = False
    values = {"until": moment_text(until)}
    round_unit.not_submitted_reason = sentence("assessments.still_has_time", values, "vi")
    round_unit.save(update_fields=["submitted", "not_submitted_reason"])
    Score.objects.filter(entry__round_unit=round_unit, stage=Stage.SELF).update(sealed_at=None)
    events.happened("assessments.sheet_reopened", sheet.public_id, {"unit": round_unit.unit.public_id})
    return sheet


def _grant(
    actor: User | None, round_unit: RoundUnit, stage: RoundStage, until: datetime, reason: str, *, reopens: bool
) -> Extension:
    round_ = round_unit.round
    if round_.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": round_.title})
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    window = window_for(round_unit, stage)
    if window is None:
        raise ActionRefused("assessments.window_not_set", {"stage": stage.value})
    now = clock.now()
    if until <= now or (not reopens and until <= window.ends_at):
        ends = moment_text(max(now, window.ends_at))
        raise ActionRefused("assessments.no_more_time", {"until": moment_text(until), "ends": ends})
    extension = Extension.objects.create(
        round_unit=round_unit,
        stage=stage,
        until=until,
        reopens=reopens,
        reason=reason.strip(),
        granted_by=actor,
        granted_at=now,
    )
    public_id = round_unit.unit.public_id
    audit.record(
        stream=f"round:{round_.public_id}/unit:{public_id}",
        actor=actor,
        action="assessments.reopen_sheet" if reopens else "assessments.extend_stage",
        subject=public_id,
        references={
            "stage": stage.value,
            "from": window.ends_at.isoformat(),
            "until": until.isoformat(),
            "extension": extension.pk,
            "reason_hash": sha256(extension.reason.encode()).hexdigest(),
        },
    )
    return extension


def _sheet(round_unit: RoundUnit) -> Sheet:
    return Sheet.objects.get(round_unit=round_unit)
