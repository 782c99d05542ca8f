"""Reading the register: lists, figures of a period, what waits. Nothing here reads the restricted table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion
from parindex.portal.organisations.queries import names_on, on_day, subtree_on
from parindex.portal.petitions import permissions
from parindex.portal.petitions.engine_bridge import Duty, ReportLine, cover_likely
from parindex.portal.petitions.models import Dialogue, Petition, PetitionKind, PetitionSource
from parindex.portal.petitions.workflow import OPEN, PetitionState
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.models import AuditEntry

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows. ``view``: open, overdue, soon, closed, all; empty parts do not narrow."""

    view: str = "all"
    state: str = ""
    kind: str = ""
    source: str = ""
    unit: OrgUnit | None = None
    text: str = ""
    first: date | None = None
    last: date | None = None


VIEWS: Mapping[str, Q] = {"open": Q(state__in=OPEN), "closed": ~Q(state__in=OPEN), "all": Q()}


def view_condition(view: str) -> Q:
    """The condition of a view, seen from now."""
    now = clock.now()
    if view == "overdue":
        return Q(duty_due_at__lt=now)
    if view == "soon":
        return Q(duty_due_at__gte=now, duty_due_at__lt=now + SOON)
    return VIEWS.get(view, Q())


def listed(actor: User, asked: Filter) -> QuerySet[Petition]:
    """Petitions that the person may see, as filtered; words are looked for without accents."""
    found = permissions.visible_to(actor).filter(view_condition(asked.view))
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.source:
        found = found.filter(source=asked.source)
    if asked.unit is not None:
        found = found.filter(unit__in=subtree_on(asked.unit).values("pk"))
    if asked.first:
        found = found.filter(received_at__gte=start_of(asked.first))
    if asked.last:
        found = found.filter(received_at__lt=start_of(asked.last + timedelta(days=1)))
    words = fold(asked.text).split()
    for word in words:
        found = found.filter(folded__contains=word)
    return found.exclude(pk__in=_found_by_a_name(actor, found, words)) if words else found


def _found_by_a_name(actor: User, found: QuerySet[Petition], words: list[str]) -> list[int]:
    """Of what was found, petitions that the person does not handle and whose text as he reads it does not hold the
    words: a search must not tell whom a covered text names.
    """
    others = found.exclude(unit__in=permissions.handled_units(actor).values("pk"))
    needed = "year number outside_code procedure_code dossier_code subject_field concerned content".split()
    rows = others.select_related(None).only(*needed)
    shown = {
        row.pk: fold(
            f"{row.code} {row.outside_code} {row.procedure_code} {row.dossier_code} "
            + cover_likely(f"{row.subject_field} {row.concerned} {row.content}")
        )
        for row in rows
    }
    return [pk for pk, text in shown.items() if not all(word in text for word in words)]


def counts(actor: User) -> dict[str, int]:
    """How many the person sees in each view, in one query."""
    views = ("open", "overdue", "soon", "closed", "all")
    found: dict[str, int] = permissions.visible_to(actor).aggregate(
        **{view: Count("pk", filter=view_condition(view), distinct=True) for view in views}
    )
    return found


def published() -> QuerySet[Petition]:
    """What is public, newest first: pages use ``published_content`` and ``published_reply`` alone."""
    found = Petition.objects.exclude(published_at=None).select_related("unit")
    return found.defer("content", "reply", "reason", "folded").order_by("-published_at", "-pk")


def with_unit_names(rows: Iterable[Petition]) -> dict[int, str]:
    """Row id of the unit → its name today."""
    return {pk: version.name for pk, version in names_on({row.unit_id for row in rows}).items()}


def units_of_register(actor: User) -> list[OrgUnitVersion]:
    """Units that have petitions and that the person sees, in Vietnamese order."""
    units = permissions.visible_to(actor).order_by().values_list("unit_id", flat=True).distinct()
    return sorted(names_on(units).values(), key=lambda row: row.sort_key)


def units_to_enter(actor: User) -> list[OrgUnitVersion]:
    """Units into whose register the person may take a petition: those for which he acts, not all below a province."""
    held = permissions.handled_units(actor).values("pk")
    rows = OrgUnitVersion.objects.filter(on_day(clock.today()), unit__in=held).select_related("unit")
    return list(rows.order_by("sort_key", "pk"))


def history(petition: Petition) -> list[AuditEntry]:
    """Who did what with it, oldest first."""
    return list(
        AuditEntry.objects.filter(stream=f"petition:{petition.public_id}").select_related("actor").order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a unit's register: late ones with the first due moment, and those due soon."""

    overdue: int = 0
    overdue_since: datetime | None = None
    soon: int = 0
    soon_until: datetime | None = None
    simulated: bool = False


def waiting_for(actor: User) -> Waiting:
    """What waits for the person in the registers that he handles; one query."""
    now = clock.now()
    rows = Petition.objects.filter(
        unit__in=permissions.handled_units(actor).values("pk"), duty_due_at__lt=now + SOON
    ).values_list("duty_due_at", "simulated")
    dues = [(due, simulated) for due, simulated in rows if due is not None]
    late = [due for due, _ in dues if due < now]
    soon = [due for due, _ in dues if due >= now]
    return Waiting(
        len(late),
        min(late, default=None),
        len(soon),
        min(soon, default=None),
        any(simulated for _, simulated in dues),
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Days covered, both inclusive."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return start_of(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it; of a period that runs, now."""
        return min(start_of(self.last + timedelta(days=1)), clock.now())


@dataclass(slots=True)
class Figures:
    """The register of some units over a period; every line adds up."""

    period: Period
    total: ReportLine
    rows: dict[int, ReportLine] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    unhappy: int = 0
    first_time: int = 0
    complained: dict[int, int] = field(default_factory=dict)
    dialogues: dict[int, int] = field(default_factory=dict)
    by_head: dict[int, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    simulated: bool = False


COUNTED = ("opening", "received", "on_time", "late", "pending", "overdue", "answered", "forwarded", "refused",
           "published")  # fmt: skip


def figures_of(units: QuerySet[OrgUnit], period: Period) -> Figures:
    """Everything that the report and the facts need, in a few queries, from integer counts only."""
    begins, ends = period.begins, period.ends
    before_end = Petition.objects.filter(unit__in=units.values("pk"), received_at__lt=ends)
    in_play = before_end.filter(Q(closed_at=None) | Q(closed_at__gte=begins))
    came = Q(received_at__gte=begins)
    closed = Q(closed_at__lt=ends)
    # what is open on the last day, and was due on an earlier one; while it waits for the petitioner it is within
    still_open = Q(closed_at=None) | Q(closed_at__gte=ends)
    missed = still_open & Q(due_at__lt=start_of(_local(ends)))
    conditions = {
        "opening": ~came,
        "received": came,
        "on_time": closed & Q(late=False),
        "late": closed & Q(late=True),
        "pending": still_open,
        "overdue": missed,
        "answered": closed & Q(closed_as=Duty.ANSWER) & ~Q(state=PetitionState.REFUSED),
        "forwarded": closed & Q(state=PetitionState.FORWARDED),
        "refused": closed & Q(state=PetitionState.REFUSED),
        "published": closed & Q(published_at__lt=ends),
    }
    grouped: list[Any] = list(
        in_play.order_by()
        .values("unit")
        .annotate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()})
    )
    names = {pk: version for pk, version in names_on([row["unit"] for row in grouped]).items()}
    lines = {
        row["unit"]: ReportLine(names[row["unit"]].name, **{name: row[f"n_{name}"] for name in COUNTED})
        for row in sorted(grouped, key=lambda row: names[row["unit"]].sort_key)
    }
    total = ReportLine("", **{name: sum(getattr(line, name) for line in lines.values()) for name in COUNTED})
    figures = Figures(period, total, lines, names={pk: version.name for pk, version in names.items()})
    _inflow(figures, in_play.filter(came))
    _dialogues(figures, units)
    return figures


def _inflow(figures: Figures, came: QuerySet[Petition]) -> None:
    figures.kinds = dict.fromkeys(PetitionKind.values, 0)
    figures.sources = dict.fromkeys(PetitionSource.values, 0)
    dossiers: dict[int, set[str]] = {}
    for unit, kind, source, earlier, dossier, simulated in came.order_by().values_list(
        "unit", "kind", "source", "earlier", "dossier_code", "simulated"
    ):
        figures.kinds[kind] += 1
        figures.sources[source] += 1
        figures.first_time += earlier is None
        figures.simulated |= simulated
        if dossier and kind != PetitionKind.REGULATION:
            dossiers.setdefault(unit, set()).add(dossier)
    figures.complained = {unit: len(codes) for unit, codes in dossiers.items()}
    unhappy = Q(state=PetitionState.REOPENED) | Q(rating="not_satisfied") | Q(late=True)
    figures.unhappy = came.filter(unhappy, earlier=None).count()


def _dialogues(figures: Figures, units: QuerySet[OrgUnit]) -> None:
    held = Dialogue.objects.filter(
        unit__in=units.values("pk"), held_on__gte=figures.period.first, held_on__lte=figures.period.last
    )
    for unit, by_head, simulated in held.order_by().values_list("unit", "by_head", "simulated"):
        figures.dialogues[unit] = figures.dialogues.get(unit, 0) + 1
        figures.by_head[unit] = figures.by_head.get(unit, 0) + by_head
        figures.simulated |= simulated


def dialogue_counts(units: QuerySet[OrgUnit], year: int) -> dict[int, tuple[int, int]]:
    """Unit → (dialogues, of which chaired by the head) of a year."""
    held = Dialogue.objects.filter(unit__in=units.values("pk"), held_on__year=year).order_by()
    rows = held.values("unit").annotate(all=Count("pk"), head=Count("pk", filter=Q(by_head=True)))
    return {row["unit"]: (row["all"], row["head"]) for row in rows}


def start_of(day: date) -> datetime:
    """Midnight in Vietnam."""
    return datetime.combine(day, time.min, tzinfo=clock.VIETNAM)


def _local(moment: datetime) -> date:
    return moment.astimezone(clock.VIETNAM).date()
