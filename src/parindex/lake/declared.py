"""Which way of counting was declared for a source, from which day of receipt on; the law where nobody declared one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from parindex.engine.working_days import DeadlinePolicy, policy_on, read_deadline_policies

LAW = "law"
"""The policy of whoever declared none."""


class Declared(NamedTuple):
    """From ``first_day`` of receipt on, dossiers are counted by the policy of this code."""

    first_day: date
    policy: str


@cache
def shipped_policies() -> tuple[DeadlinePolicy, ...]:
    """The ways of counting."""
    room = files("parindex") / "rulebooks" / "calendars" / "vn"
    return read_deadline_policies((room / "deadline_policies.yaml").read_bytes())


def declaration_on(declared: Sequence[Declared], day: date) -> Declared | None:
    """The declaration that holds for a dossier received on ``day``: the one that began last; None: the law."""
    begun = [each for each in declared if each.first_day <= day]
    return max(begun, key=lambda each: each.first_day, default=None)


def counted_by(declared: Sequence[Declared], day: date) -> DeadlinePolicy:
    """The policy for a dossier received on ``day``. Raises ``NoPolicy`` when that one was not in force yet."""
    holds = declaration_on(declared, day)
    return policy_on(shipped_policies(), holds.policy if holds else LAW, day)
