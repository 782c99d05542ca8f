"""Meetings, approvals and publications of a round; what still hinders them; what changed since a vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from parindex.portal.accounts.models import User
from parindex.portal.assessments.engine_bridge import publishing
from parindex.portal.assessments.models import (
    Approval,
    CouncilMeeting,
    DisputeState,
    FigureDispute,
    Publication,
    Round,
    RoundUnit,
    Thread,
    ThreadKind,
    ThreadState,
    VoteChoice,
)
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import StoredFile

RUNNING = (ThreadState.OPEN, ThreadState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a meeting."""

    members: int
    given: dict[str, int]

    @property
    def in_favour(self) -> int:
        """Votes for."""
        return self.given.get(VoteChoice.FOR, 0)

    @property
    def valid(self) -> bool:
        """More than half of all members, present or not, voted for it."""
        return 2 * self.in_favour > self.members

    @property
    def needed(self) -> int:
        """The least number of votes for it that carries."""
        return self.members // 2 + 1


def tally_of(meeting: CouncilMeeting) -> Tally:
    """Votes counted."""
    given: dict[str, int] = {}
    for choice in meeting.votes.values_list("choice", flat=True):
        given[choice] = given.get(choice, 0) + 1
    return Tally(meeting.members, given)


def last_meeting(round_: Round) -> CouncilMeeting | None:
    """The newest meeting on this round's results."""
    return round_.meetings.select_related("minutes", "results").order_by("-pk").first()


def voted_down(round_: Round, approval: Approval) -> CouncilMeeting | None:
    """The newest meeting, when it came after the approval and its vote did not carry: the approval stands no more."""
    meeting = last_meeting(round_)
    if meeting is None or meeting.pk == approval.meeting_id or tally_of(meeting).valid:
        return None
    # An approval without a meeting (simulated rounds) is outvoted only by what came after it.
    earlier = approval.meeting_id is None and meeting.closed_at and meeting.closed_at <= approval.approved_at
    return None if earlier else meeting


def last_approval(round_: Round) -> Approval | None:
    """The newest approval."""
    return round_.approvals.select_related("results", "meeting").order_by("-pk").first()


def publications_of(round_: Round) -> list[Publication]:
    """Published versions, newest first."""
    rows = round_.publications.select_related(
        "package", "workbook_file", "decision_file", "published_by", "approval", "meeting"
    )
    return list(rows.order_by("-number"))


def publication_by_number(round_: Round, number: int) -> Publication:
    """One published version. Raises ``Http404``."""
    kept = ("package", "workbook_file", "decision_file")
    rows = Publication.objects.select_related(*kept, "round__owner", "round__set_version")
    return get_object_or_404(rows, round=round_, number=number)


def running_threads(round_: Round) -> QuerySet[Thread]:
    """Requests for explanation and objections that nobody decided yet."""
    rows = Thread.objects.filter(entry__round_unit__round=round_, state__in=RUNNING).exclude(kind=ThreadKind.APPEAL)
    return rows.select_related("entry__leaf", "entry__round_unit__unit").order_by("pk")


def open_disputes(round_: Round) -> QuerySet[FigureDispute]:
    """Disputed figures that nobody decided yet."""
    return FigureDispute.objects.filter(entry__round_unit__round=round_, state=DisputeState.OPEN)


def appeals_of(round_: Round) -> list[Thread]:
    """Appeals after publication, newest first."""
    rows = Thread.objects.filter(entry__round_unit__round=round_, kind=ThreadKind.APPEAL)
    related = rows.select_related("entry__leaf", "entry__round_unit__unit", "decision_document")
    return list(related.prefetch_related("messages__documents").order_by("-pk"))


def concerned_by(round_: Round) -> QuerySet[User]:
    """Persons who act for the round's units today: those whom a publication concerns."""
    units = RoundUnit.objects.filter(round=round_).values("unit")
    held = Membership.objects.filter(on_day(clock.today()), scope__in=units).values("person")
    return User.objects.filter(is_active=True, pk__in=held).order_by("pk")


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit whose result changed, with names for people."""

    name: str
    points_before: Decimal | None
    points_after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    band_before: str
    band_after: str
    leaves: Sequence[publishing.LeafChange]
    numbers: str
    """Numbers of the leaves that differ, as printed."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs between two canonical files, with names for people."""

    head: Sequence[str]
    units: Sequence[ChangedUnit]

    def __bool__(self) -> bool:
        return bool(self.head or self.units)


def changes_since(round_: Round, before: StoredFile | bytes | None, after: bytes) -> Changed:
    """What changed from the file that was voted on, approved or published to ``after``."""
    if before is None:
        return Changed((), ())
    old = before if isinstance(before, bytes) else files.read(before)
    changes = publishing.compare_results(old, after)
    if not changes:
        return Changed((), ())
    names = dict(round_.units.values_list("unit__public_id", "name"))
    numbers = dict(NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True).values_list("code", "number"))
    return Changed(changes.head, [_changed_unit(each, names, numbers) for each in changes.units])


def _changed_unit(change: publishing.UnitChange, names: dict[str, str], numbers: dict[str, str]) -> ChangedUnit:
    was, now = change.before, change.after
    return ChangedUnit(
        name=names.get(change.unit, change.unit),
        points_before=was.points if was else None,
        points_after=now.points if now else None,
        rank_before=was.place if was else None,
        rank_after=now.place if now else None,
        band_before=(was.band if was else None) or "",
        band_after=(now.band if now else None) or "",
        leaves=change.leaves,
        numbers=", ".join(numbers.get(leaf.leaf) or leaf.leaf for leaf in change.leaves),
    )
