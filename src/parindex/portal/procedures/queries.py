"""Reading the catalogue: what is valid on a day, what changed, how many there are, what was announced in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import memberships_of
from parindex.portal.platform.folding import fold
from parindex.portal.procedures import engine_bridge
from parindex.portal.procedures.models import Announcement, Procedure, ProcedureLevel, ProcedureVersion


def on_day(day: date, owner: OrgUnit | None = None) -> QuerySet[ProcedureVersion]:
    """The version of each procedure that counts on ``day``, also of those abolished by then."""
    newest = (
        ProcedureVersion.objects.filter(
            procedure=OuterRef("procedure"), effective_from__lte=day, corrected_by__isnull=True
        )
        .order_by("-effective_from", "-pk")
        .values("pk")[:1]
    )
    found = ProcedureVersion.objects.filter(pk=Subquery(newest)).select_related("procedure", "decision")
    return found if owner is None else found.filter(procedure__owner=owner)


def in_catalogue(day: date, owner: OrgUnit | None = None) -> QuerySet[ProcedureVersion]:
    """Procedures for citizens and organisations that are in force on ``day``."""
    return on_day(day, owner).exclude(announcement=Announcement.ABOLISHED).filter(internal=False)


@dataclass(frozen=True, slots=True)
class Sought:
    """What the list is filtered by; empty: not at all."""

    day: date
    owner: OrgUnit | None = None
    text: str = ""
    level: str = ""
    field: str = ""
    online: str = ""
    one_stop: str = ""
    state: str = "valid"


def listed(sought: Sought) -> QuerySet[ProcedureVersion]:
    """Versions of the day, filtered; every word of the text in code, name or field, accents aside."""
    found = on_day(sought.day, sought.owner).order_by("field_key", "procedure__sort_key", "pk")
    if sought.state == "valid":
        found = found.exclude(announcement=Announcement.ABOLISHED)
    elif sought.state == "abolished":
        found = found.filter(announcement=Announcement.ABOLISHED)
    if sought.level == "internal":
        found = found.filter(internal=True)
    elif sought.level:
        found = found.filter(level=sought.level, internal=False)
    if sought.field:
        found = found.filter(field=sought.field)
    if sought.online:
        found = found.filter(online="" if sought.online == "unknown" else sought.online)
    if sought.one_stop:
        found = found.filter(one_stop={"yes": True, "no": False}.get(sought.one_stop))
    for word in fold(sought.text).split():
        found = found.filter(folded__contains=word)
    return found


def fields_of(owner: OrgUnit | None) -> list[str]:
    """Names of fields that occur, in Vietnamese order."""
    found = ProcedureVersion.objects.all() if owner is None else ProcedureVersion.objects.filter(procedure__owner=owner)
    return [name for name, _key in found.order_by("field_key").values_list("field", "field_key").distinct()]


def owners() -> list[OrgUnit]:
    """Units that have a catalogue."""
    return list(OrgUnit.objects.filter(pk__in=Procedure.objects.order_by().values("owner")))


def owner_near(person: User, among: Sequence[OrgUnit]) -> OrgUnit | None:
    """The catalogue of the person's own place: of the unit for which he acts or of one above it."""
    scopes = [held.scope_id for held in memberships_of(person)]
    near = OrgUnit.objects.filter(pk__in=[each.pk for each in among], closure_down__descendant__in=scopes).first()
    return near or (among[0] if among else None)


_UNTOLD = frozenset(
    {"id", "procedure", "decision", "corrects", "place", "digest", "recorded_at", "recorded_by", "folded", "sort_key"}
    | {"field_key", "announcement", "effective_from", "made_public_on", "parts"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a version says otherwise than the one before: name of the column, before, after."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version with what it changed and whether it is the one of the day; ``corrected``: another row corrects it."""

    version: ProcedureVersion
    changes: tuple[Change, ...]
    counts: bool
    corrected: bool


def history_of(procedure: Procedure, day: date) -> list[VersionLine]:
    """All versions, newest first."""
    versions = list(procedure.versions.select_related("decision", "recorded_by").order_by("effective_from", "pk"))
    corrected = {each.corrects_id for each in versions}
    standing = [each for each in versions if each.effective_from <= day and each.pk not in corrected]
    lines = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else None
        changes = changes_between(before, version) if before is not None else ()
        lines.append(VersionLine(version, changes, version in standing[-1:], version.pk in corrected))
    return lines[::-1]


def changes_between(before: ProcedureVersion, after: ProcedureVersion) -> tuple[Change, ...]:
    """Columns of content that differ."""
    if after.announcement == Announcement.ABOLISHED:
        return ()
    names = [each.name for each in ProcedureVersion._meta.concrete_fields if each.name not in _UNTOLD]
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    return tuple(Change(name, one, other) for name, one, other in pairs if one != other)


@dataclass(slots=True)
class Counts:
    """Numbers of one level's procedures (form II.07b and below). ``…_unknown``: not said in the catalogue."""

    level: str
    total: int = 0
    one_stop: int = 0
    not_one_stop: int = 0
    one_stop_unknown: int = 0
    full: int = 0
    partial: int = 0
    information: int = 0
    online_unknown: int = 0
    eligible: int = 0
    eligible_online: int = 0
    by_post: int = 0
    not_by_post: int = 0
    by_post_unknown: int = 0
    inter_agency: int = 0
    joined: int = 0
    workflow: int = 0
    with_fee: int = 0

    @property
    def online(self) -> int:
        """Online in full or in part."""
        return self.full + self.partial

    @property
    def complete(self) -> bool:
        """Whether one-stop + not = catalogue and by post + not = catalogue."""
        return not self.one_stop_unknown and not self.by_post_unknown

    def plus(self, other: Counts) -> Counts:
        """The sum of two."""
        names = [each.name for each in fields(self) if each.name != "level"]
        return Counts("", **{name: getattr(self, name) + getattr(other, name) for name in names})


_ONLINE = Q(online__in=["full", "partial"])
_COUNTED: Mapping[str, Q] = {
    "one_stop": Q(one_stop=True),
    "not_one_stop": Q(one_stop=False),
    "one_stop_unknown": Q(one_stop=None),
    "full": Q(online="full"),
    "partial": Q(online="partial"),
    "information": Q(online="information"),
    "online_unknown": Q(online=""),
    "eligible": Q(online_eligible=True),
    "eligible_online": Q(online_eligible=True) & _ONLINE,
    "by_post": Q(by_post=True),
    "not_by_post": Q(by_post=False),
    "by_post_unknown": Q(by_post=None),
    "inter_agency": Q(inter_agency=True),
    "joined": Q(inter_agency=True, joined=True),
    "workflow": Q(has_workflow=True),
    "with_fee": Q(has_fee=True),
}


def counts_on(day: date, owner: OrgUnit | None) -> list[Counts]:
    """Numbers by level, province first; one query."""
    parts = {f"n_{name}": Count("pk", filter=wanted) for name, wanted in _COUNTED.items()}
    rows: Iterable[Mapping[str, Any]] = (
        in_catalogue(day, owner).order_by().values("level").annotate(total=Count("pk"), **parts)
    )
    found = {
        row["level"]: Counts(row["level"], row["total"], **{name: row[f"n_{name}"] for name in _COUNTED})
        for row in rows
    }
    return [found[level] for level in ProcedureLevel.values if level in found]


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inside."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """One procedure in one decision: was it announced and made public in time? ``public`` None: still time."""

    version: ProcedureVersion
    decided_on: date
    days_before: int
    announced: bool
    public_until: date
    public: bool | None


@dataclass(frozen=True, slots=True)
class Publication:
    """What was announced in a period (QĐ 766, 1.1–1.3); each procedure counts once, late when one decision was late."""

    period: Period
    as_of: date
    lines: tuple[AnnouncedLine, ...]
    announced: int
    announced_on_time: int
    due_public: int
    public_on_time: int
    standing_public: int
    standing_complete: int
    standing: int
    standing_published: int
    """In force at the end, made public in time with all seven parts."""


def publication_of(owner: OrgUnit | None, period: Period, as_of: date) -> Publication:
    """Announcements of the period; ``as_of``: the day on which what is not public yet is judged."""
    found = ProcedureVersion.objects.filter(
        corrected_by__isnull=True, decision__issued_on__gte=period.first, decision__issued_on__lte=period.last
    ).select_related("procedure", "decision")
    if owner is not None:
        found = found.filter(procedure__owner=owner)
    lines = tuple(_announced(each, as_of) for each in found.order_by("-decision__issued_on", "sort_key", "pk"))
    all_, late = _procedures(lines), _procedures(line for line in lines if not line.announced)
    due = _procedures(line for line in lines if line.public is not None)
    late_public = _procedures(line for line in lines if line.public is False)
    standing = list(in_catalogue(min(period.last, as_of), owner))
    public = [each for each in standing if each.made_public_on is not None and each.made_public_on <= as_of]
    complete = [each for each in public if each.parts == engine_bridge.rules().parts]
    return Publication(
        period,
        as_of,
        lines,
        len(all_),
        len(all_ - late),
        len(due),
        len(due - late_public),
        len(public),
        len(complete),
        len(standing),
        sum(1 for each in complete if _announced(each, as_of).public),
    )


def _announced(version: ProcedureVersion, as_of: date) -> AnnouncedLine:
    decided = version.decision.issued_on or version.effective_from
    days = engine_bridge.days_before_effect(decided, version.effective_from)
    until = engine_bridge.public_until(decided)
    day = version.made_public_on
    public: bool | None = day <= until if day is not None else None if as_of <= until else False
    enough = days >= engine_bridge.limits_of().announce_before
    return AnnouncedLine(version, decided, days, enough, until, public)


def _procedures(lines: Iterable[AnnouncedLine]) -> set[int]:
    return {line.version.procedure_id for line in lines}
