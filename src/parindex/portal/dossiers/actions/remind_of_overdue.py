"""Timed work: each working morning tell units what is overdue and falls due; once a week tell their superiors of what
has been overdue for long. Told once a unit and day (superiors: once a week); run twice, it tells nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import structlog
from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.engine_bridge import View, has_records, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.overdue import OpenRecord
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.queries.letters import all_standing
from parindex.portal.organisations.models import Membership, OrgEdge, OrgUnitVersion
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import on_day, versions_on
from parindex.portal.platform import audit, clock, notifications

log = structlog.get_logger(__name__)
NAMED = 5


class SomeNotReminded(Exception):
    """Units whose reminders broke; every other one went out."""


@dataclass(frozen=True, slots=True)
class _Morning:
    """One unit's work this morning."""

    unit: OrgUnitVersion
    late: int
    soon: int
    long: int
    without_letter: int
    waiting: int
    """Past the printed due day while they wait for the citizen: not late."""


def remind_of_overdue() -> int:
    """Remind units and tell superiors; gives the number of messages written.

    On days off nobody is told, nor of records that are older than the policy allows: what they say may be done since.
    Raises ``SomeNotReminded`` when it is through, naming what broke.
    """
    today, policy = clock.today(), overdue_policy()
    if not overdue.is_working_day(today) or not has_records():
        return 0
    at = overdue.as_at()
    if at is None or (today - at).days > policy.reminder.newest_records_days:
        return 0
    mornings = _mornings(at)
    pieces: list[tuple[str, Callable[[], int]]] = [
        (f"unit {each.unit.code}", partial(_remind, each, at)) for each in mornings
    ]
    pieces.append(("superiors", partial(_escalate, mornings, at)))
    told, broken = 0, []
    for name, work in pieces:
        try:
            with transaction.atomic():
                told += work()
        except Exception as fault:
            log.exception("reminder of dossiers broke", piece=name)
            broken.append(f"{name}: {fault!r}")
    if broken:
        raise SomeNotReminded("; ".join(broken))
    return told


def _mornings(at: date) -> list[_Morning]:
    units = {version.code: version for version in versions_on() if version.code}
    records = overdue.open_records(Part(View.DECIDED, tuple(sorted(units))), at)
    policy = overdue_policy()
    until, letters = overdue.until(at, policy.reminder.ahead_days), all_standing()
    by_unit: dict[str, list[OpenRecord]] = defaultdict(list)
    for record in records:
        by_unit[record.deciding_unit].append(record)
    found = []
    for code, rows in sorted(by_unit.items()):
        late = [row for row in rows if row.is_late]
        bare = [row for row in late if not row.letter_at_source and row.record_code not in letters]
        soon = sum(at <= row.due_on <= until for row in rows)
        long = sum(row.days_late >= policy.escalation.after_days for row in late)
        if late or soon:
            waiting = sum(row.waits_past_due for row in rows)
            found.append(_Morning(units[code], len(late), soon, long, len(bare), waiting))
    return found


def _remind(morning: _Morning, at: date) -> int:
    """Officers of what is overdue or due, heads of what is overdue."""
    unit = morning.unit
    values = {
        "unit": unit.name, "overdue": morning.late, "soon": morning.soon, "without": morning.without_letter,
        "days": overdue_policy().reminder.ahead_days, "at": f"{at:%d/%m/%Y}",
        "waiting": morning.waiting,
    }  # fmt: skip
    code = "dossiers.overdue_morning_waiting" if morning.waiting else "dossiers.overdue_morning"
    address = f"{reverse('dossiers:overdue')}?don-vi={unit.unit.public_id}"
    key = f"dossiers.overdue:{unit.unit.public_id}:{clock.today():%Y%m%d}"
    told = 0
    for person, rights in _holders([unit.unit_id]):
        if Right.ENTER in rights or (Right.HAND_IN in rights and morning.late):
            told += notifications.tell(person, key=key, code=code, values=values, address=address) is not None
    _audit(unit, "dossiers.remind_of_overdue", told)
    return told


def _escalate(mornings: Sequence[_Morning], at: date) -> int:
    """Those who run rounds or lead directly above, one message for all units below them."""
    above: dict[int, list[_Morning]] = defaultdict(list)
    long = {morning.unit.unit_id: morning for morning in mornings if morning.long}
    edges = OrgEdge.objects.filter(on_day(clock.today()), child__in=long).values_list("child_id", "parent_id")
    for child, parent in edges:
        above[parent].append(long[child])
    year, week, _day = clock.today().isocalendar()
    told = 0
    for parent, late in above.items():
        late.sort(key=lambda morning: (-morning.long, morning.unit.sort_key))
        names = ", ".join(f"{morning.unit.name} ({morning.long})" for morning in late[:NAMED])
        values = {
            "units": len(late), "named": names + ("…" if len(late) > NAMED else ""),
            "count": sum(morning.long for morning in late), "days": overdue_policy().escalation.after_days,
            "at": f"{at:%d/%m/%Y}",
        }  # fmt: skip
        for person, rights in _holders([parent]):
            if Right.RUN_ROUNDS in rights or rights == _LEADS:
                told += notifications.tell(
                    person, key=f"dossiers.escalated:{parent}:{year}-{week:02d}", code="dossiers.overdue_escalated",
                    values=values, address=f"{reverse('dossiers:overdue')}?theo=don-vi",
                ) is not None  # fmt: skip
    return told


_LEADS = {Right.SEE_RESULTS, Right.SEE_UNITS_BELOW}
"""A leader's rights: he sees, and does nothing else."""


def _holders(units: Sequence[int]) -> list[tuple[User, set[str]]]:
    """People who act for the units themselves today, with their rights."""
    rights: dict[User, set[str]] = defaultdict(set)
    held = Membership.objects.filter(on_day(clock.today()), scope__in=units, person__is_active=True)
    for position in held.select_related("person", "role"):
        rights[position.person] |= set(position.role.rights)
    return list(rights.items())


def _audit(unit: OrgUnitVersion, action: str, told: int) -> None:
    if told:
        audit.record(
            stream=f"unit:{unit.unit.public_id}",
            actor=None,
            action=action,
            subject=unit.unit.public_id,
            references={"told": told},
        )
