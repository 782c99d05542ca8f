"""Which entries of the audit a person may read, and each entry as who, when, what, from, to, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.permissions import Allowed, Answer, Refused
from parindex.portal.platform.words import say
from parindex.wording import codes

OWN = (Right.ENTER, Right.HAND_IN)
PEOPLE_KEYS = frozenset({"person", "acted_for"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants to see; empty parts do not narrow."""

    round: Round | None = None
    unit: RoundUnit | None = None
    leaf: str = ""
    person: User | None = None
    first_day: date | None = None
    last_day: date | None = None


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


def entries_for(person: User, asked: Asked) -> QuerySet[AuditEntry]:
    """The entries that the person may read among those asked for, newest first."""
    entries = AuditEntry.objects.filter(_visible(person, asked)).select_related("actor").order_by("-at", "-id")
    if asked.leaf:
        entries = entries.filter(references__leaf=asked.leaf)
    if asked.person:
        entries = entries.filter(actor=asked.person)
    if asked.first_day:
        entries = entries.filter(at__gte=_start(asked.first_day))
    if asked.last_day:
        entries = entries.filter(at__lt=_start(asked.last_day + timedelta(days=1)))
    return entries


def lines_of(entries: Iterable[AuditEntry]) -> list[EntryLine]:
    """Entries in words; three queries for any number."""
    listed = list(entries)
    places = _places(listed)
    people = _people(listed)
    return [_line(entry, places, people) for entry in listed]


def _visible(person: User, asked: Asked) -> Q:
    rounds = [asked.round] if asked.round else rounds_open_to(person)
    overseen = set(_overseen(person).filter(pk__in=[each.owner_id for each in rounds]).values_list("pk", flat=True))
    own = _own_units(person)
    seen = Q(pk__in=[])
    for each in rounds:
        stream = f"round:{each.public_id}"
        if asked.unit:
            if each.owner_id in overseen or own.filter(pk=asked.unit.unit_id).exists():
                seen |= Q(stream=f"{stream}/unit:{asked.unit.unit.public_id}")
        elif each.owner_id in overseen:
            seen |= Q(stream=stream) | Q(stream__gte=f"{stream}/", stream__lt=f"{stream}0")  # "0" follows "/"
        else:
            units = RoundUnit.objects.filter(round=each, unit__in=own).values_list("unit__public_id", flat=True)
            seen |= Q(stream__in=[f"{stream}/unit:{unit}" for unit in units])
    return seen


def _overseen(person: User) -> QuerySet[OrgUnit]:
    scopes = [held.scope_id for held in positions_with(person, Right.SEE_AUDIT)]
    return OrgUnit.objects.filter(pk__in=OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk"))


def _own_units(person: User) -> QuerySet[OrgUnit]:
    scopes = {held.scope_id for right in OWN for held in positions_with(person, right)}
    return OrgUnit.objects.filter(pk__in=scopes)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)


def _places(entries: list[AuditEntry]) -> dict[str, str]:
    """Words for the streams: the unit's name, or the title of the round."""
    rounds = {stream_parts(entry.stream)[0] for entry in entries}
    titles = dict(Round.objects.filter(public_id__in=rounds).values_list("public_id", "title"))
    members = RoundUnit.objects.filter(round__public_id__in=rounds)
    rows = members.values_list("round__public_id", "unit__public_id", "name")
    names = {f"round:{round_}/unit:{unit}": name for round_, unit, name in rows}
    return {f"round:{public_id}": title for public_id, title in titles.items()} | names


def stream_parts(stream: str) -> tuple[str, str]:
    """Round and unit (public ids) of a stream `round:…/unit:…`; empty where it has none."""
    parts = dict(part.split(":", 1) for part in stream.split("/") if ":" in part)
    return parts.get("round", ""), parts.get("unit", "")


def _people(entries: list[AuditEntry]) -> dict[str, str]:
    """Names for what references say about persons: row ids and public ids."""
    said = {str(entry.references[key]) for entry in entries for key in PEOPLE_KEYS & entry.references.keys()}
    numbers = [int(text) for text in said if text.isdigit()]
    people = User.objects.filter(Q(public_id__in=said) | Q(pk__in=numbers)) if said else User.objects.none()
    return {key: person.full_name for person in people for key in (person.public_id, str(person.pk))}


def _line(entry: AuditEntry, places: Mapping[str, str], people: Mapping[str, str]) -> EntryLine:
    said = dict(entry.references)
    why = str(said.pop("reason_hash", "") or "")[:12]
    leaf = str(said.pop("leaf", "") or "")
    return EntryLine(
        entry.at,
        entry.actor.full_name if entry.actor else say("audit.by_itself"),
        action_words(entry.action),
        places.get(entry.stream, ""),
        leaf,
        tuple(_details(said, people)),
        why,
        entry.number,
    )


def action_words(action: str) -> str:
    """The act in words; an act of an older version that has no sentence any more keeps its code."""
    code = f"audit.{action}"
    return say(code) if code in codes("vi") else action


def _details(said: Mapping[str, object], people: Mapping[str, str]) -> Iterable[str]:
    before, after = said.get("from"), said.get("to", said.get("until"))
    if before is not None or after is not None:
        yield f"{_shown(before)} → {_shown(after)}"
    for key, value in said.items():
        if key in {"from", "to", "until"} or value in (None, "", [], {}):
            continue
        if key in {"changes", "changed"} and isinstance(value, Mapping):
            yield from (f"{name}: {_change(change)}" for name, change in value.items())
        elif key in PEOPLE_KEYS:
            yield f"{_key_words(key)}: {people.get(str(value), str(value))}"
        else:
            yield f"{_key_words(key)}: {_shown(value)}"


def _change(change: object) -> str:
    if isinstance(change, list) and len(change) == 2:
        return f"{_shown(change[0])} → {_shown(change[1])}"
    return _shown(change)


def _key_words(key: str) -> str:
    code = f"audit.key.{key}"
    return say(code) if code in codes("vi") else key


def _shown(value: object) -> str:
    """A value short enough for a cell: moments in Vietnam's time, lists by their parts, the rest as it is."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("audit.yes") if value else say("audit.no")
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value[:8]) + (f" … ({len(value)})" if len(value) > 8 else "")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown(part)}" for name, part in value.items())
    return _moment(str(value))[:120]


def _moment(text: str) -> str:
    try:
        read = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return text
    return f"{read.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}" if read is not None and read.tzinfo else text
