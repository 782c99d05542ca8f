"""Which entries of the audit a person may read, and each entry as who, when, what, from, to, why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit, Stage
from parindex.portal.assessments.queries.disclosure import disclosed_stages, results_disclosed, waits_blindly
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.permissions import Allowed, Answer, Refused
from parindex.portal.platform.words import say
from parindex.portal.site.audit.details import FINGERPRINT, action_words, details_of
from parindex.portal.site.audit.names import Names
from parindex.portal.site.audit.streams import Subject

OWN = (Right.ENTER, Right.HAND_IN)
POINT_ACTS = ("assessments.appraise", "assessments.accept_self_scores", "assessments.record_figures")
"""Acts whose entries tell what was given for a leaf."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants to see; empty parts do not narrow."""

    round: Round | None = None
    unit: RoundUnit | None = None
    leaf: str = ""
    people: Collection[User] | None = None
    act: str = ""
    first_day: date | None = None
    last_day: date | None = None
    subject: Subject | None = None
    """Something that belongs to no round; the person may read about it."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in words. `at` is a moment; `details` are "name: from → to" lines; `why` is a reason's fingerprint."""

    at: datetime
    who: str
    what: str
    place: str
    leaf: str
    details: tuple[str, ...]
    why: str
    number: int


def may_read(person: User) -> Answer:
    """Open the page at all: who has the right somewhere, or works for a unit (which sees its own)."""
    if has_right(person, Right.SEE_AUDIT) or any(positions_with(person, right) for right in OWN):
        return Allowed()
    return Refused("site.audit_closed")


def rounds_open_to(person: User) -> list[Round]:
    """Rounds of which the person reads the whole audit, and those in which his own units take part; newest first."""
    own = RoundUnit.objects.filter(unit__in=_own_units(person)).values("round")
    rounds = Round.objects.filter(Q(owner__in=_overseen(person)) | Q(pk__in=own))
    return list(rounds.select_related("owner").order_by("-year", "-pk"))


def units_open_to(person: User, round_: Round) -> QuerySet[RoundUnit]:
    """The units of a round whose audit the person reads."""
    members = RoundUnit.objects.filter(round=round_).select_related("round", "unit").order_by("name")
    if _overseen(person).filter(pk=round_.owner_id).exists():
        return members
    return members.filter(unit__in=_own_units(person))


def readable(person: User, asked: Asked) -> QuerySet[AuditEntry]:
    """The entries of the round and unit asked for that the person may read, newest first."""
    return AuditEntry.objects.filter(_visible(person, asked)).select_related("actor").order_by("-at", "-id")


def narrowed(entries: QuerySet[AuditEntry], asked: Asked) -> QuerySet[AuditEntry]:
    """Of these entries, those of the leaf, people, act and days asked for."""
    if asked.leaf:
        entries = entries.filter(references__leaf__in=_leaf_codes(asked))
    if asked.people is not None:
        entries = entries.filter(actor__in=[each.pk for each in asked.people])
    if asked.act:
        entries = entries.filter(action=asked.act)
    if asked.first_day:
        entries = entries.filter(at__gte=_start(asked.first_day))
    if asked.last_day:
        entries = entries.filter(at__lt=_start(asked.last_day + timedelta(days=1)))
    return entries


def acts_in(entries: QuerySet[AuditEntry]) -> list[str]:
    """The acts that these entries tell of, each once."""
    return list(entries.order_by().values_list("action", flat=True).distinct())


def people_called(text: str) -> list[User]:
    """Who signs in by this name, or whose name holds these words, accents or not."""
    words = fold(text)
    return [each for each in User.objects.all() if each.username.lower() == words or words in fold(each.full_name)]


def _leaf_codes(asked: Asked) -> set[str]:
    """The code itself, and every code printed under that number in the sets of the rounds."""
    numbered = NodeRow.objects.filter(number=asked.leaf)
    if asked.round:
        numbered = numbered.filter(version=asked.round.set_version_id)
    return {asked.leaf, *numbered.values_list("code", flat=True)}


def lines_of(entries: Iterable[AuditEntry]) -> list[EntryLine]:
    """Entries in words; one query for each kind of name that they speak of, and one for the set of each round."""
    listed = list(entries)
    names = Names(listed)
    return [_line(entry, names) for entry in listed]


def _visible(person: User, asked: Asked) -> Q:
    if asked.subject:
        return Q(stream=asked.subject.stream)
    rounds = [asked.round] if asked.round else rounds_open_to(person)
    overseen = set(_overseen(person).filter(pk__in=[each.owner_id for each in rounds]).values_list("pk", flat=True))
    own = _own_units(person)
    seen = Q(pk__in=[])
    for each in rounds:
        stream = f"round:{each.public_id}"
        if each.owner_id in overseen:
            whole = Q(stream=stream) | Q(stream__gte=f"{stream}/", stream__lt=f"{stream}0")  # "0" follows "/"
            wanted = Q(stream=f"{stream}/unit:{asked.unit.unit.public_id}") if asked.unit else whole
            waits = waits_blindly(person, each) and not results_disclosed(each)
            seen |= wanted & ~_told_of((Stage.SELF,) if waits else tuple(Stage))
            continue
        members = RoundUnit.objects.filter(round=each, unit__in=own).select_related("round", "unit")
        for member in members.filter(pk=asked.unit.pk) if asked.unit else members:
            seen |= Q(stream=f"{stream}/unit:{member.unit.public_id}") & ~_told_of(disclosed_stages(member))
    return seen


def _told_of(stages: Collection[Stage]) -> Q:
    """Entries that tell the points of other stages than these: what a page does not show, the audit does not tell."""
    hidden = [stage.value for stage in Stage if stage not in stages and stage is not Stage.EXPLANATION]
    return Q(action__in=POINT_ACTS, references__stage__in=hidden)


def _overseen(person: User) -> QuerySet[OrgUnit]:
    scopes = [held.scope_id for held in positions_with(person, Right.SEE_AUDIT)]
    return OrgUnit.objects.filter(pk__in=OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk"))


def _own_units(person: User) -> QuerySet[OrgUnit]:
    scopes = {held.scope_id for right in OWN for held in positions_with(person, right)}
    return OrgUnit.objects.filter(pk__in=scopes)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)


def _line(entry: AuditEntry, names: Names) -> EntryLine:
    leaf = str(entry.references.get("leaf", "") or "")
    return EntryLine(
        entry.at,
        entry.actor.full_name if entry.actor else say("audit.by_itself"),
        action_words(entry.action),
        names.streams.get(entry.stream, ""),
        names.leaf(entry, leaf) or leaf,
        tuple(details_of(entry, names)),
        str(entry.references.get("reason_hash", "") or "")[:FINGERPRINT],
        entry.number,
    )
