"""Timed work: tell people before a stage ends, and their superiors after it ended with work undone.

Told once: before the end at seven, three and one days, each to whoever still has work; after it within a week. A unit
that cannot be told is written down and does not stop the others. Run twice, it tells nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Origin, Round, RoundStage, RoundUnit, ThreadKind
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.council import last_meeting, tally_of
from parindex.portal.assessments.queries.stage_work import cells_left, holders_of, unanswered
from parindex.portal.assessments.queries.threads import to_decide
from parindex.portal.assessments.queries.windows import Window, moment_text, windows_by_unit, windows_of
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.organisations.permissions import Right
from parindex.portal.platform import audit, clock, notifications

log = structlog.get_logger(__name__)

DAYS_BEFORE = (1, 3, 7)
ESCALATED_FOR = timedelta(days=7)
UNITS_NAMED = 5


class SomeNotReminded(Exception):
    """Reminders that broke; every other one went out."""


@dataclass(frozen=True, slots=True)
class Late:
    """A unit whose time is over with work undone."""

    member: RoundUnit
    ends_at: datetime


def remind_of_stages() -> int:
    """Remind and escalate for every round that runs; gives the number of messages written.

    Raises ``SomeNotReminded`` when it is through, naming what broke.
    """
    told, broken = 0, []
    rounds = Round.objects.filter(published_version=None, origin=Origin.COMPUTED, windows__isnull=False)
    for round_ in rounds.select_related("owner").defer("set_version__canonical").distinct():
        for name, work in _pieces(round_):
            try:
                with transaction.atomic():
                    told += work()
            except Exception as fault:
                log.exception("reminder broke", piece=name)
                broken.append(f"{name}: {fault!r}")
    if broken:
        raise SomeNotReminded("; ".join(broken))
    return told


def _pieces(round_: Round) -> Iterable[tuple[str, Callable[[], int]]]:
    """Each is done in a transaction of its own."""
    members = list(round_.units.select_related("unit", "sheet", "round__owner"))
    for stage in (RoundStage.SELF_ASSESSMENT, RoundStage.EXPLANATION, RoundStage.OBJECTION):
        windows = windows_by_unit(round_, stage)
        late: list[Late] = []
        for member in members:
            if member.pk in windows:
                yield f"{stage.value} {member.unit.public_id}", _unit_piece(member, stage, windows[member.pk], late)
        yield f"{stage.value} {round_.public_id}", _summary_piece(round_, stage, late)
    for stage, row in windows_of(round_).items():
        window = Window(stage, row.opens_at, row.closes_at)
        if stage in {RoundStage.APPRAISAL_1, RoundStage.APPRAISAL_2}:
            for person in User.objects.filter(appraisal_assignments__round=round_, is_active=True).distinct():
                yield f"{stage.value} {person.public_id}", _appraiser_piece(round_, stage, window, person)
        elif stage == RoundStage.COUNCIL:
            yield f"{stage.value} {round_.public_id}", _council_piece(round_, window)


def _unit_piece(member: RoundUnit, stage: RoundStage, window: Window, late: list[Late]) -> Callable[[], int]:
    def work() -> int:
        number = _undone(member, stage)
        if not number or clock.now() < window.opens_at:
            return 0
        values = _values(member.round, stage, window.ends_at) | {"unit": member.name, "number": number}
        address = _address(member, stage)
        days = _days_before(window.ends_at)
        if days is not None:
            people = holders_of(Right.ENTER, member.unit, only_its_own=True)
            key = _key(member.round, stage, window.ends_at, member.unit.public_id, f"{days}d")
            return _tell(people, member, key, f"reminder.{stage.value}", values, address)
        if not _is_escalated(window.ends_at):
            return 0
        late.append(Late(member, window.ends_at))
        heads = holders_of(Right.HAND_IN, member.unit, only_its_own=True)
        key = _key(member.round, stage, window.ends_at, member.unit.public_id, "over")
        return _tell(heads, member, key, "escalated.unit", values, address)

    return work


def _summary_piece(round_: Round, stage: RoundStage, late: list[Late]) -> Callable[[], int]:
    """The coordinators hear of all late units together, once for each end."""

    def work() -> int:
        told = 0
        for ends_at in sorted({each.ends_at for each in late}):
            names = [each.member.name for each in late if each.ends_at == ends_at]
            shown = ", ".join(names[:UNITS_NAMED]) + ("…" if len(names) > UNITS_NAMED else "")
            values = _values(round_, stage, ends_at) | {"number": len(names), "units": shown}
            address = reverse("assessments:round_overview", args=[round_.public_id])
            key = _key(round_, stage, ends_at, "round", "over")
            told += _tell(holders_of(Right.RUN_ROUNDS, round_.owner), None, key, "escalated.round", values, address)
        return told

    return work


def _appraiser_piece(round_: Round, stage: RoundStage, window: Window, person: User) -> Callable[[], int]:
    def work() -> int:
        if clock.now() < window.opens_at:
            return 0
        if stage == RoundStage.APPRAISAL_1:
            number, _ = cells_left(round_, assigned_leaves(person, round_))
            address = reverse("assessments:appraisal", args=[round_.public_id])
        else:
            number = to_decide(person).filter(entry__round_unit__round=round_).count()
            address = f"{reverse('assessments:threads')}?loc=da-tra-loi&dot={round_.public_id}"
        return _tell_office(round_, stage, window, [person], person.public_id, number, address)

    return work


def _council_piece(round_: Round, window: Window) -> Callable[[], int]:
    def work() -> int:
        meeting = last_meeting(round_)
        done = meeting is not None and tally_of(meeting).valid
        if done or clock.now() < window.opens_at:
            return 0
        members = holders_of(Right.APPROVE, round_.owner)
        address = reverse("assessments:council", args=[round_.public_id])
        return _tell_office(round_, RoundStage.COUNCIL, window, members, "council", 1, address)

    return work


def _tell_office(
    round_: Round, stage: RoundStage, window: Window, people: Iterable[User], whom: str, number: int, address: str
) -> int:
    if not number:
        return 0
    values = _values(round_, stage, window.ends_at) | {"number": number}
    days = _days_before(window.ends_at)
    if days is not None:
        key = _key(round_, stage, window.ends_at, whom, f"{days}d")
        return _tell(people, None, key, f"reminder.{stage.value}", values, address)
    if not _is_escalated(window.ends_at):
        return 0
    key = _key(round_, stage, window.ends_at, whom, "over")
    return _tell(holders_of(Right.RUN_ROUNDS, round_.owner), None, key, "escalated.office", values, address)


def _tell(
    people: Iterable[User],
    member: RoundUnit | None,
    key: str,
    code: str,
    values: dict[str, object],
    address: str,
) -> int:
    told = sum(
        notifications.tell(person, key=key, code=code, values=values, address=address) is not None for person in people
    )
    if told and member is not None:
        audit.record(
            stream=f"round:{member.round.public_id}/unit:{member.unit.public_id}",
            actor=None,
            action="assessments.remind_stage",
            subject=member.unit.public_id,
            references={"code": code, "stage": values["stage"], "told": told},
        )
    return told


def _undone(member: RoundUnit, stage: RoundStage) -> int:
    if stage == RoundStage.SELF_ASSESSMENT:
        return 0 if member.sheet.state == SheetState.HANDED_IN else 1
    kind = ThreadKind.EXPLANATION if stage == RoundStage.EXPLANATION else ThreadKind.OBJECTION
    return unanswered(member, kind)


def _address(member: RoundUnit, stage: RoundStage) -> str:
    if stage == RoundStage.SELF_ASSESSMENT:
        return reverse("assessments:sheet", args=[member.round.public_id, member.unit.public_id])
    return f"{reverse('assessments:threads')}?loc=cho&dot={member.round.public_id}"


def _values(round_: Round, stage: RoundStage, ends_at: datetime) -> dict[str, object]:
    return {"title": round_.title, "stage": stage.value, "ends": moment_text(ends_at)}


def _days_before(ends_at: datetime) -> int | None:
    """The nearest of the days before the end that has come; None before the first and after the end."""
    left = ends_at - clock.now()
    if left <= timedelta(0):
        return None
    return next((days for days in DAYS_BEFORE if left <= timedelta(days=days)), None)


def _is_escalated(ends_at: datetime) -> bool:
    return timedelta(0) <= clock.now() - ends_at <= ESCALATED_FOR


def _key(round_: Round, stage: RoundStage, ends_at: datetime, whom: str, when: str) -> str:
    return f"{round_.public_id}:{stage.value}:{whom}:{ends_at.isoformat()}:{when}"
