"""Timed work: each working morning tell who handles petitions what is late or due within a working day; heads learn of
what is late. Told once a petition, duty and day; run twice, it tells nothing twice.
"""

from __future__ import annotations

from collections import defaultdict

import structlog
from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import names_on, on_day
from parindex.portal.petitions import engine_bridge
from parindex.portal.petitions.models import Petition
from parindex.portal.petitions.queries import SOON
from parindex.portal.platform import clock, notifications

log = structlog.get_logger(__name__)
NAMED = 5


class SomeNotReminded(Exception):
    """Units whose reminders broke; every other one went out."""


def remind_of_petitions() -> int:
    """Remind for every unit with something late or due soon; gives the number of messages written."""
    if not engine_bridge.is_working_day(clock.today()):
        return 0
    due: dict[int, list[Petition]] = defaultdict(list)
    near = Petition.objects.filter(duty_due_at__lt=clock.now() + SOON).order_by("duty_due_at", "pk")
    for petition in near.defer("content", "reply", "folded"):
        due[petition.unit_id].append(petition)
    names = {pk: version.name for pk, version in names_on(due).items()}
    told, broken = 0, []
    for unit, petitions in due.items():
        try:
            with transaction.atomic():
                told += _tell(unit, names[unit], petitions)
        except Exception as fault:
            log.exception("reminder of petitions broke", unit=unit)
            broken.append(repr(fault))
    if broken:
        raise SomeNotReminded("; ".join(broken))
    return told


def _tell(unit: int, name: str, petitions: list[Petition]) -> int:
    late = [row for row in petitions if row.is_overdue]
    soon = [row for row in petitions if not row.is_overdue]
    told = 0
    for person, rights in _holders(unit):
        officer = Right.ENTER in rights
        for code, rows, meant in (
            ("petitions.late", late, officer or Right.HAND_IN in rights),
            ("petitions.due_soon", soon, officer),
        ):
            if not rows or not meant:
                continue
            codes = ", ".join(row.code for row in rows[:NAMED])
            view = "overdue" if code == "petitions.late" else "soon"
            told += bool(
                notifications.tell(
                    person,
                    key=f"{code}:{unit}:{clock.today():%Y%m%d}",
                    code=code,
                    values={"unit": name, "count": len(rows), "codes": codes},
                    address=f"{reverse('petitions:list')}?xem={view}",
                )
            )
    return told


def _holders(unit: int) -> list[tuple[User, set[str]]]:
    """People who act for the unit itself today, with their rights."""
    rights: dict[User, set[str]] = defaultdict(set)
    held = Membership.objects.filter(on_day(clock.today()), scope=unit, person__is_active=True)
    for position in held.select_related("person", "role"):
        rights[position.person] |= set(position.role.rights)
    return list(rights.items())
