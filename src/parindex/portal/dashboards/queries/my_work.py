"""Everything that waits for a person, and what just happened to his rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions as rounds_permissions
from parindex.portal.assessments.models import Origin, Round, RoundUnit
from parindex.portal.assessments.queries.disclosure import blind_rounds
from parindex.portal.assessments.queries.threads import visible_threads
from parindex.portal.dashboards.queries.acts_in_a_run import numbers_of, rows_of, runs_of_acts
from parindex.portal.dashboards.queries.office_work import (
    appraiser_work,
    coordinator_work,
    council_work,
    other_work,
)
from parindex.portal.dashboards.queries.unit_work import unit_work
from parindex.portal.dashboards.queries.work_lines import MyWork, grouped
from parindex.portal.organisations.permissions import Right, rights_of
from parindex.portal.platform import clock, words
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.wording import codes

RECENT = 12
ACTS_IN_A_RUN = 10
"""So many acts are read for each line: a run of rows saved one after the other is one line."""
POINT_ACTS = frozenset(f"assessments.{name}" for name in ("appraise", "accept_self_scores", "record_figures"))
"""Of which row they tell is left out for others: an appraisal that goes on is not watched (decision 0009)."""
THREAD_ACTS = {
    f"assessments.{name}"
    for name in (
        "request_explanation",
        "answer_explanation",
        "hand_in_explanation",
        "decide_thread",
        "raise_objection",
        "reply_objection",
        "withdraw_thread",
    )
}
"""Audited with the public id of the thread."""
REMEMBERED_SECONDS = 15 * 60
DONE_DAYS, MOST_DONE = 30, 100


def my_work(person: User, *, whole_unit: bool = False) -> MyWork:
    """All lines of the person, by time. Each source is asked only when a position of his gives its right.

    ``whole_unit``: for the people of a unit also what waits there for others.
    """
    rights = rights_of(person)
    lines = list(other_work(person))
    if Right.ENTER in rights or Right.HAND_IN in rights:
        lines += unit_work(person, whole_unit=whole_unit)
    if Right.APPRAISE in rights:
        lines += appraiser_work(person)
    if Right.RUN_ROUNDS in rights:
        lines += coordinator_work(person)
    if Right.APPROVE in rights:
        lines += council_work(person)
    found = grouped(lines)
    if not whole_unit:
        cache.set(_key(person), len(found.lines), REMEMBERED_SECONDS)
    return found


def works_for_a_unit(person: User) -> bool:
    """Whether the person fills or signs for a unit, where others have work, too."""
    return bool(rights_of(person) & {Right.ENTER, Right.HAND_IN})


def remembered_work(person: User) -> int:
    """How many lines the person's page last showed; 0 when he has not looked lately. Asks no database."""
    found: int = cache.get(_key(person), 0)
    return found


def _key(person: User) -> str:
    return f"work:{person.public_id}"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that somebody else did to the person's rows, or that he was told."""

    at: datetime
    who: str
    what: str
    place: str
    address: str
    rows: str = ""
    """Numbers of the rows that it is about, and how often: "1.1.1, 1.1.3 (3 lần)"."""


def recent(person: User) -> list[Happening]:
    """The newest acts of others in the rounds and units of the person, and what he was told; newest first."""
    rows = [*_acts(person), *_told(person)]
    return sorted(rows, key=lambda row: row.at, reverse=True)[:RECENT]


def done(person: User) -> list[Happening]:
    """What the person himself did in rounds of late, newest first: from the audit."""
    known = [code for code in codes() if code.startswith("assessments.")]
    entries = AuditEntry.objects.filter(actor=person, action__in=known, at__gte=clock.now() - timedelta(days=DONE_DAYS))
    listed = list(entries.order_by("-at", "-id")[:MOST_DONE])
    members = _members_of({entry.stream for entry in listed})
    doors = _Doors.of(person, listed, {member.round for member in members.values()})
    numbers = numbers_of(listed, members)
    found = []
    for acts in runs_of_acts(listed):
        member = members.get(acts[0].stream)
        place, address = (member.name, doors.leads_to(acts[0], member)) if member else ("", "")
        found.append(Happening(acts[0].at, "", words.say(acts[0].action), place, address, rows_of(acts, numbers)))
    return found


def _members_of(streams: set[str]) -> dict[str, RoundUnit]:
    """Audit stream → unit in a round; one query. Streams of whole rounds are left out."""
    rounds = {stream.partition("/")[0].removeprefix("round:") for stream in streams if "/unit:" in stream}
    units = {stream.partition("/unit:")[2] for stream in streams if "/unit:" in stream}
    rows = RoundUnit.objects.filter(round__public_id__in=rounds, unit__public_id__in=units)
    rows = rows.select_related("round", "unit")
    return {f"round:{row.round.public_id}/unit:{row.unit.public_id}": row for row in rows}


def _told(person: User) -> list[Happening]:
    rows = Notification.objects.filter(person=person).order_by("-written_at")[:RECENT]
    return [Happening(row.written_at, "", words.say(row.code, row.values), "", row.address) for row in rows]


def _acts(person: User) -> list[Happening]:
    members = _members(person)
    known = [code for code in codes() if code.startswith("assessments.")]
    if not members:
        return []
    wanted = Q(stream__in=list(members))
    entries = AuditEntry.objects.filter(wanted, action__in=known).exclude(actor=person)
    newest = list(entries.select_related("actor").order_by("-at", "-id")[: RECENT * ACTS_IN_A_RUN])
    runs = runs_of_acts(newest)[:RECENT]
    doors = _Doors.of(person, [acts[0] for acts in runs], {members[acts[0].stream].round for acts in runs})
    numbers = numbers_of([act for acts in runs for act in acts if act.action not in POINT_ACTS], members)
    found = []
    for first, *others in runs:
        member = members[first.stream]
        who = first.actor.full_name if first.actor else ""
        address = doors.leads_to(first, member)
        rows = rows_of([first, *others], numbers)
        found.append(Happening(first.at, who, words.say(first.action), member.name, address, rows))
    return found


@dataclass(frozen=True, slots=True)
class _Doors:
    """What of the listed acts the person may open: a line leads nowhere rather than to a refusal."""

    threads: frozenset[str]
    """Public ids."""
    members: frozenset[int]
    """Row ids of units in rounds."""

    @classmethod
    def of(cls, person: User, entries: Iterable[AuditEntry], rounds: Iterable[Round]) -> _Doors:
        """One query for the threads, two or three a round."""
        asked = {entry.subject for entry in entries if entry.action in THREAD_ACTS}
        threads = visible_threads(person).filter(public_id__in=asked).values_list("public_id", flat=True)
        opened = (rounds_permissions.open_units(person, round_) for round_ in rounds)
        return cls(frozenset(threads) if asked else frozenset(), frozenset().union(*opened))

    def leads_to(self, entry: AuditEntry, member: RoundUnit) -> str:
        """The thread that the act is about, or the unit's page; empty where neither is open to the person."""
        if entry.action in THREAD_ACTS:
            return reverse("assessments:thread", args=[entry.subject]) if entry.subject in self.threads else ""
        if member.pk not in self.members:
            return ""
        return reverse("assessments:unit", args=[member.round.public_id, member.unit.public_id])


def _members(person: User) -> dict[str, RoundUnit]:
    """Audit stream → unit, of the rounds that run and the units that the person may see.

    Who scores blindly hears nothing of the round: what the first appraiser did to a row tells about its points.
    """
    rounds = rounds_permissions.visible_to(person).filter(published_version=None, origin=Origin.COMPUTED)
    rounds = rounds.exclude(pk__in=blind_rounds(person))
    rounds = rounds.defer("set_version__canonical")
    units = list(RoundUnit.objects.filter(round__in=rounds.values("pk")).select_related("round", "unit"))
    if not rights_of(person) & {Right.SEE_UNITS_BELOW}:
        own = {pk for round_ in rounds for pk in rounds_permissions.own_units(person, round_)}
        units = [unit for unit in units if unit.pk in own]
    return {f"round:{unit.round.public_id}/unit:{unit.unit.public_id}": unit for unit in units}
