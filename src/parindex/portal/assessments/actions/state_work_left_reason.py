"""The coordinator says in writing why work of the appraisal is left undone; results can be approved then."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, WorkLeftKind, WorkLeftReason
from parindex.portal.assessments.queries.work_left import Cell, work_left
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_REASON = 4000


@transaction.atomic
def state_work_left_reason(
    *, actor: User | None, round_: Round, kind: WorkLeftKind, reason: str, seen: int | None = None
) -> WorkLeftReason:
    """Keep the reason for every cell that is left now. ``seen``: the number that the person had before him; None:
    without that check.

    Raises ``NotAllowed`` for who does not run the round; ``ActionRefused`` for a published round, without a reason or
    with one that is too long, when nothing is left, and when the number changed since it was seen.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": round_.title})
    if not reason.strip():
        raise ActionRefused("assessments.reason_missing")
    if len(reason.strip()) > LONGEST_REASON:
        raise ActionRefused(
            "assessments.work_left_reason_long", {"length": len(reason.strip()), "most": LONGEST_REASON}
        )
    left = work_left(round_, kind)
    if not left.cells:
        raise ActionRefused("assessments.no_work_left")
    if seen is not None and seen != len(left.cells):
        raise ActionRefused("assessments.work_left_changed", {"seen": seen, "count": len(left.cells)})
    return keep_reason(actor, round_, kind, left.cells, reason.strip())


def keep_reason(
    actor: User | None, round_: Round, kind: WorkLeftKind, cells: Collection[Cell], reason: str
) -> WorkLeftReason:
    """Write the reason with the cells that it covers, and the audit entry. Permission was asked before."""
    kept = WorkLeftReason.objects.create(
        round=round_, kind=kind, reason=reason, cells=sorted(cells), stated_by=actor, stated_at=clock.now()
    )
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.state_work_left_reason",
        subject=kept.public_id,
        references={
            "kind": kind.value,
            "cells": len(cells),
            "cells_hash": sha256(repr(sorted(cells)).encode()).hexdigest(),
            "reason_length": len(reason),
            "reason_hash": sha256(reason.encode()).hexdigest(),
        },
    )
    return kept
