"""Accept readings, reject them, take an answer back; many at once, one answer each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.intake import permissions, queries
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge.measured import fault_of
from parindex.portal.intake.models import Intake, ItemKind, ReadingItem
from parindex.portal.platform import audit, clock


class ItemAnswer(StrEnum):
    """What a person says to a reading."""

    ACCEPT = "accept"
    REJECT = "reject"
    TAKE_BACK = "take_back"


class Decided(NamedTuple):
    """The answer to one row; ``code`` says why nothing was done, empty when it was."""

    item: ReadingItem
    code: str = ""
    values: Mapping[str, object] = {}


@transaction.atomic
def decide_items(
    *, actor: User | None, intake: Intake, items: Sequence[ReadingItem], answer: ItemAnswer, unseen: bool = False
) -> tuple[Decided, ...]:
    """Write one answer on many readings of one document, with one moment, so that it can be taken back in one go.

    A figure is accepted only when it has name, number and period; among many, one on whose line a finding waits is left
    for a look of its own. ``unseen``: all were asked for at once, none was ticked; then what a machine read from a
    picture is left for a person to look at. What became a fact is answered no more; what has that answer already stays
    as it is. Raises ``NotAllowed``.
    """
    permissions.may_decide(actor, intake).or_refuse()
    wanted = {each.pk for each in items}
    locked = intake.items.select_for_update().filter(pk__in=wanted).order_by("kind", "position")
    now = clock.now()
    doubted = queries.doubted_lines(intake) if answer is ItemAnswer.ACCEPT and len(wanted) > 1 else frozenset()
    decided = [_decide(each, answer, doubted, unseen=unseen) for each in locked]
    done = [each.item for each in decided if not each.code]
    for item in done:
        item.decided_by, item.decided_at = actor, now
        item.row_version += 1
        item.save()
    if done:
        audit.record(
            stream=stream_of(intake),
            actor=actor,
            action=f"intake.{answer.value}",
            subject=intake.public_id,
            references=_counted(done),
        )
    return tuple(decided)


def _decide(item: ReadingItem, answer: ItemAnswer, doubted: frozenset[int], *, unseen: bool) -> Decided:
    take = getattr(item, answer.value)
    if not can_proceed(take):
        return Decided(item, "intake.answered_already")
    if answer is ItemAnswer.ACCEPT and (fault := fault_of(item)):
        return Decided(item, fault)
    if item.kind == ItemKind.FIGURE and item.line in doubted:
        return Decided(item, "intake.finding_waits")
    if item.recognised and unseen and answer is ItemAnswer.ACCEPT:
        return Decided(item, "intake.recognised_unseen")
    take()
    return Decided(item)


def _counted(items: Iterable[ReadingItem]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for each in items:
        counted[f"{each.kind}s"] = counted.get(f"{each.kind}s", 0) + 1
    return counted
