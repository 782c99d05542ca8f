"""Put right what was read, and accept it so."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.intake import permissions
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge.measured import Holds, contradiction_of, fault_of, settled
from parindex.portal.intake.models import ReadingItem
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused, Conflict


@transaction.atomic
def correct_item(
    *, actor: User | None, item: ReadingItem, values: Mapping[str, str], row_version: int, holds: Holds | None = None
) -> ReadingItem:
    """Keep the values that differ from what was read, and accept the reading; what was read stays beside them.

    ``values``: as stored, dates as 2026-06-30, numbers plain. Raises ``NotAllowed``; ``Conflict`` when someone else
    answered meanwhile; ``ActionRefused`` when it is a fact already, something that it needs is missing, or numerator
    and denominator contradict the percentage and ``holds`` does not say which of the two stands.
    """
    permissions.may_decide(actor, item.intake).or_refuse()
    item = ReadingItem.objects.select_for_update(of=("self",)).select_related("intake").get(pk=item.pk)
    if item.row_version != row_version:
        raise Conflict("intake.item_changed")
    if not can_proceed(item.accept):
        raise ActionRefused("intake.answered_already")
    if contradiction := contradiction_of({**item.told, **values}):
        if holds is None:
            raise ActionRefused("intake.percent_contradicts", contradiction._asdict())
        values = {**values, **settled({**item.told, **values}, holds)}
    item.corrected = {name: each for name, each in values.items() if each != item.values.get(name, "")}
    if "period_from" in item.corrected or "period_to" in item.corrected:
        item.corrected["period"] = ""
    if fault := fault_of(item):
        raise ActionRefused(fault)
    item.accept()
    item.decided_by, item.decided_at = actor, clock.now()
    item.row_version += 1
    item.save()
    audit.record(
        stream=stream_of(item.intake),
        actor=actor,
        action="intake.correct_item",
        subject=item.public_id,
        references={"line": item.line, "corrected": len(item.corrected)},
    )
    return item
