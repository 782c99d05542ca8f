"""Requests for more time: whether a unit may ask, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from parindex.portal.assessments.models import (
    Extension,
    ExtensionRequest,
    RequestState,
    Round,
    RoundStage,
    RoundUnit,
)
from parindex.portal.assessments.queries.windows import Window, moment_text, start_text, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused

STAGES = (RoundStage.SELF_ASSESSMENT, RoundStage.EXPLANATION, RoundStage.OBJECTION)
"""Stages in which a unit acts."""
DAYS_AFTER = 3
"""So many days after the end of its time a unit may still ask (docs/decisions/0009)."""
TONES = {"asked": "warn", "granted": "ok", "refused": "bad", "withdrawn": "mute"}


@dataclass(frozen=True, slots=True)
class AskableStage:
    """A stage for which the unit may ask now, with its end."""

    stage: RoundStage
    window: Window


def may_ask_now(round_unit: RoundUnit, stage: RoundStage) -> Answer:
    """Whether the time to ask is right. Refused with ``assessments.extension_other_stage``, ``round_frozen``,
    ``window_not_set``, ``window_not_yet``, ``extension_too_late`` or ``extend_handed_in``.
    """
    if stage not in STAGES:
        return Refused("assessments.extension_other_stage", {"stage": stage.value})
    if round_unit.round.published_version is not None:
        return Refused("assessments.round_frozen", {"title": round_unit.round.title})
    window = window_for(round_unit, stage)
    if window is None:
        return Refused("assessments.window_not_set", {"stage": stage.value})
    now = clock.now()
    if now < window.opens_at:
        values = {"opens": start_text(window.opens_at), "ends": moment_text(window.ends_at)}
        return Refused("assessments.window_not_yet", {"stage": stage.value, **values})
    if now >= window.ends_at + timedelta(days=DAYS_AFTER):
        return Refused("assessments.extension_too_late", {"ends": moment_text(window.ends_at), "days": DAYS_AFTER})
    if stage == RoundStage.SELF_ASSESSMENT and round_unit.sheet.state == SheetState.HANDED_IN:
        return Refused("assessments.extend_handed_in", {"unit": round_unit.name})
    return Allowed()


def askable_stages(round_unit: RoundUnit) -> list[AskableStage]:
    """The stages for which the unit may ask now."""
    windows = [(stage, window_for(round_unit, stage)) for stage in STAGES if may_ask_now(round_unit, stage)]
    return [AskableStage(stage, window) for stage, window in windows if window is not None]


def requests_of(round_unit: RoundUnit) -> Sequence[ExtensionRequest]:
    """The unit's requests, newest first."""
    rows = ExtensionRequest.objects.filter(round_unit=round_unit).select_related("asked_by", "decided_by", "extension")
    return list(rows.order_by("-pk"))


def extensions_of(round_unit: RoundUnit) -> Sequence[Extension]:
    """What the unit was given, asked for or not, newest first: until when, why, by whom."""
    return list(round_unit.extensions.select_related("granted_by", "shortened_by").order_by("-granted_at", "-pk"))


def extensions_in(round_: Round) -> QuerySet[Extension]:
    """What units of the round were given, asked for or not, newest first."""
    rows = Extension.objects.filter(round_unit__round=round_).select_related("round_unit", "granted_by", "shortened_by")
    return rows.order_by("-granted_at", "-pk")


def extension_by_number(round_: Round, number: int) -> Extension:
    """The extension with that row id, given to a unit of the round. Answers 404 for none."""
    rows = Extension.objects.select_related("round_unit__round__owner", "round_unit__unit")
    return get_object_or_404(rows, round_unit__round=round_, pk=number)


def waiting_requests(round_: Round) -> QuerySet[ExtensionRequest]:
    """Requests of the round that wait for the coordinator, the oldest first."""
    return requests_in(round_).filter(state=RequestState.ASKED).order_by("pk")


def requests_in(round_: Round) -> QuerySet[ExtensionRequest]:
    """All requests of the round, newest first."""
    rows = ExtensionRequest.objects.filter(round_unit__round=round_)
    return rows.select_related("round_unit__unit", "asked_by", "decided_by", "extension").order_by("-pk")


def request_by_id(round_: Round, public_id: str) -> ExtensionRequest:
    """The request of the round behind an address. Answers 404 for none."""
    rows = ExtensionRequest.objects.select_related("round_unit__round__owner", "round_unit__unit", "round_unit__sheet")
    return get_object_or_404(rows, round_unit__round=round_, public_id=public_id)
