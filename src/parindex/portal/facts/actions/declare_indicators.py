"""Declare what is measured, before the first value of it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.facts import permissions
from parindex.portal.facts.models import Indicator, Shape
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold


class IndicatorRow(NamedTuple):
    """One indicator to declare."""

    code: str
    title: str
    shape: Shape
    unit_of_measure: str = ""


@transaction.atomic
def declare_indicators(*, actor: User | None, rows: Sequence[IndicatorRow]) -> int:
    """Write the indicators that are not there yet; a standing one is left as it is. Returns how many are new."""
    permissions.may_record(actor, None).or_refuse()
    standing = set(Indicator.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
    wanted = {row.code: row for row in rows if row.code not in standing}
    Indicator.objects.bulk_create(
        Indicator(
            code=row.code,
            title=row.title,
            shape=row.shape,
            unit_of_measure=row.unit_of_measure,
            folded=fold(f"{row.code} {row.title}"),
        )
        for row in wanted.values()
    )
    if wanted:
        audit.record(
            stream="facts",
            actor=actor,
            action="facts.declare_indicators",
            subject="indicators",
            references={"new": sorted(wanted)},
        )
    return len(wanted)
