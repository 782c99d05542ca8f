"""A unit asks for more time in a stage, or takes its request back; the coordinator grants or refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.extend_stage import extend_stage
from parindex.portal.assessments.models import ExtensionRequest, RequestState, RoundStage, RoundUnit
from parindex.portal.assessments.queries.extension_requests import may_ask_now
from parindex.portal.assessments.queries.stage_work import holders_of
from parindex.portal.assessments.queries.windows import moment_text, window_for
from parindex.portal.organisations.permissions import Right
from parindex.portal.platform import audit, clock, notifications
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

LONGEST_REASON = 2000


@transaction.atomic
def request_extension(
    *, actor: User | None, round_unit: RoundUnit, stage: RoundStage, until: datetime, reason: str
) -> ExtensionRequest:
    """Ask the coordinator to keep ``stage`` open for the unit up to ``until``; the coordinators are told.

    Raises ``NotAllowed`` for who does not act for the unit; ``ActionRefused`` outside of the time to ask, without a
    reason, for a moment that gives no more time, and while a request for the stage waits.
    """
    permissions.may_ask_extension(actor, round_unit).or_refuse()
    asked = may_ask_now(round_unit, stage)
    if not asked:
        raise ActionRefused(asked.reason, asked.values)
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    window = window_for(round_unit, stage)
    ends = max(clock.now(), window.ends_at if window else clock.now())
    if until <= ends:
        raise ActionRefused("assessments.no_more_time", {"until": moment_text(until), "ends": moment_text(ends)})
    RoundUnit.objects.select_for_update().get(pk=round_unit.pk)  # a double click waits here
    if ExtensionRequest.objects.filter(round_unit=round_unit, stage=stage, state=RequestState.ASKED).exists():
        raise ActionRefused("assessments.extension_asked_already", {"unit": round_unit.name})
    request = ExtensionRequest.objects.create(
        round_unit=round_unit,
        stage=stage,
        until=until,
        reason=reason.strip()[:LONGEST_REASON],
        asked_by=actor,
        asked_at=clock.now(),
    )
    _audited(actor, request, "assessments.request_extension", request.reason, until=until.isoformat())
    address = reverse("assessments:extension_requests", args=[round_unit.round.public_id])
    _tell(holders_of(Right.RUN_ROUNDS, round_unit.round.owner), request, "asked", address)
    return request


@transaction.atomic
def withdraw_extension_request(*, actor: User | None, request: ExtensionRequest) -> ExtensionRequest:
    """Take a waiting request back. Raises ``NotAllowed``; ``ActionRefused`` when it was decided."""
    permissions.may_ask_extension(actor, request.round_unit).or_refuse()
    held = _held(request)
    _decide(held, actor, RequestState.WITHDRAWN, "")
    _audited(actor, held, "assessments.withdraw_extension_request", "")
    return held


@transaction.atomic
def decide_extension_request(
    *, actor: User | None, request: ExtensionRequest, granted: bool, reason: str, until: datetime | None = None
) -> ExtensionRequest:
    """Grant (up to ``until``, or the end that was asked) or refuse, with a reason; the unit's people are told.

    Raises ``NotAllowed``; ``ActionRefused`` when it was decided, without a reason, and as ``extend_stage`` does.
    """
    permissions.may_run(actor, request.round_unit.round.owner).or_refuse()
    held = _held(request)
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    if granted:
        held.extension = extend_stage(
            actor=actor,
            round_unit=held.round_unit,
            stage=RoundStage(held.stage),
            until=until or held.until,
            reason=reason,
        )
    _decide(held, actor, RequestState.GRANTED if granted else RequestState.REFUSED, reason)
    end = held.extension.until.isoformat() if held.extension else None
    _audited(actor, held, "assessments.decide_extension_request", held.answer, until=end)
    place = [held.round_unit.round.public_id, held.round_unit.unit.public_id]
    people = permissions.fillers_of(held.round_unit)
    _tell(people, held, held.state, reverse("assessments:ask_extension", args=place))
    return held


def _held(request: ExtensionRequest) -> ExtensionRequest:
    rows = ExtensionRequest.objects.select_related("round_unit__round__owner", "round_unit__unit")
    held = rows.select_for_update(of=("self",)).get(pk=request.pk)
    if held.state != RequestState.ASKED:
        raise ActionRefused("assessments.extension_decided", {"unit": held.round_unit.name})
    return held


def _decide(held: ExtensionRequest, actor: User | None, state: RequestState, answer: str) -> None:
    held.state, held.answer = state, answer.strip()[:LONGEST_REASON]
    held.decided_by, held.decided_at = actor, clock.now()
    held.save()


def _audited(actor: User | None, request: ExtensionRequest, action: str, words: str, until: str | None = None) -> None:
    unit = request.round_unit.unit.public_id
    audit.record(
        stream=f"round:{request.round_unit.round.public_id}/unit:{unit}",
        actor=actor,
        action=action,
        subject=request.public_id,
        references={
            "stage": request.stage,
            "state": request.state,
            "until": until,
            "reason_hash": sha256(words.encode()).hexdigest() if words else "",
        },
    )


def _tell(people: Iterable[User], request: ExtensionRequest, what: str, address: str) -> None:
    member = request.round_unit
    end = request.extension.until if request.extension else request.until
    values = {
        "title": member.round.title,
        "unit": member.name,
        "stage": sentence(f"round_stage.{request.stage}", {}, "vi"),
        "until": moment_text(end),
        "reason": request.answer,
    }
    for person in people:
        key = f"extension:{request.public_id}:{what}"
        notifications.tell(person, key=key, code=f"extension.{what}", values=values, address=address)
