"""Reading units: what they were called, who stood above and below, on a given day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import (
    CommitteeDuty,
    CommitteeMember,
    Delegation,
    FieldOwner,
    Lineage,
    Membership,
    OrgClosure,
    OrgEdge,
    OrgUnit,
    OrgUnitVersion,
    StandingBody,
    UnitLevel,
)
from parindex.portal.platform import acting, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.prepared import Prepared


def on_day(day: date, prefix: str = "") -> Q:
    """The condition "holds on `day`" for dated rows; `prefix` leads to them (`versions__`)."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def versions_on(day: date | None = None) -> QuerySet[OrgUnitVersion]:
    """What all units were on `day` (default: today), in Vietnamese order, with their unit."""
    return OrgUnitVersion.objects.filter(on_day(day or clock.today())).select_related("unit").order_by("sort_key", "id")


def with_parent(versions: QuerySet[OrgUnitVersion], day: date) -> QuerySet[OrgUnitVersion]:
    """The versions with `parent_name`, the name of the unit directly above on `day`."""
    edge = OrgEdge.objects.filter(on_day(day), child=OuterRef(OuterRef("unit"))).values("parent")[:1]
    above = OrgUnitVersion.objects.filter(on_day(day), unit=Subquery(edge)).values("name")[:1]
    return versions.annotate(parent_name=Subquery(above))


def version_on(unit: OrgUnit, day: date | None = None) -> OrgUnitVersion:
    """What `unit` was on `day`; for a unit that did not exist then, the nearest version in time.

    Raises OrgUnitVersion.DoesNotExist for a unit without any version.
    """
    day = day or clock.today()
    current = unit.versions.filter(on_day(day)).first()
    later = unit.versions.filter(valid_from__gt=day).order_by("valid_from").first()
    nearest = current or unit.versions.filter(valid_to__lte=day).order_by("-valid_to").first() or later
    if nearest is None:
        raise OrgUnitVersion.DoesNotExist(f"unit {unit.public_id} has no version")
    return nearest


def names_on(units: Iterable[OrgUnit | int], day: date | None = None) -> dict[int, OrgUnitVersion]:
    """The version of each unit (by row id) on `day`, or its last one before or first one after; two queries at most."""
    ids = {unit if isinstance(unit, int) else unit.pk for unit in units}
    day = day or clock.today()
    found: dict[int, OrgUnitVersion] = {}
    for version in OrgUnitVersion.objects.filter(unit_id__in=ids).select_related("unit").order_by("valid_from"):
        holder = found.get(version.unit_id)
        if holder is None or version.valid_from <= day:
            found[version.unit_id] = version
    return found


def subtree_on(unit: OrgUnit, day: date | None = None, *, with_itself: bool = True) -> QuerySet[OrgUnit]:
    """`unit` and everything below it on `day`."""
    below = OrgClosure.objects.filter(on_day(day or clock.today()), ancestor=unit)
    if not with_itself:
        below = below.filter(depth__gt=0)
    return OrgUnit.objects.filter(pk__in=below.values("descendant"))


def ancestors_on(unit: OrgUnit, day: date | None = None, *, with_itself: bool = False) -> list[OrgUnit]:
    """The units above `unit` on `day`, nearest first."""
    above = OrgClosure.objects.filter(on_day(day or clock.today()), descendant=unit).select_related("ancestor")
    if not with_itself:
        above = above.filter(depth__gt=0)
    return [row.ancestor for row in above.order_by("depth")]


def is_under(unit: OrgUnit, above: OrgUnit, day: date | None = None) -> bool:
    """Whether `unit` is `above` or stands below it on `day`."""
    return OrgClosure.objects.filter(on_day(day or clock.today()), ancestor=above, descendant=unit).exists()


def communes_of(province: OrgUnit, day: date | None = None) -> QuerySet[OrgUnitVersion]:
    """The communes, wards and special zones of a province on `day`, in Vietnamese order."""
    return versions_on(day).filter(level=UnitLevel.COMMUNE, unit__in=subtree_on(province, day))


def province_of(unit: OrgUnit, day: date | None = None) -> OrgUnit | None:
    """The province in which `unit` lies (itself, if it is one), or None."""
    line = ancestors_on(unit, day, with_itself=True)
    provinces = set(versions_on(day).filter(level=UnitLevel.PROVINCE, unit__in=line).values_list("unit_id", flat=True))
    return next((above for above in line if above.pk in provinces), None)


def unit_by_code(code: str, level: UnitLevel, day: date | None = None) -> OrgUnit:
    """The unit that carried this official code on `day`. Raises OrgUnitVersion.DoesNotExist."""
    return versions_on(day).get(code=code, level=level).unit


def unit_by_name(name: str, level: UnitLevel, day: date | None = None) -> OrgUnit | None:
    """The one unit of this level with this name, short name or alias on `day` (accents and case aside), or None.

    None also when several carry it: a name is not guessed.
    """
    wanted = fold(name)
    found = versions_on(day).filter(level=level).filter(Q(folded__contains=wanted) | Q(unit__aliases__folded=wanted))
    exact = {
        row.unit
        for row in found.distinct().prefetch_related("unit__aliases")
        if wanted in {fold(row.name), fold(row.short_name)}
        or any(alias.folded == wanted for alias in row.unit.aliases.all())
    }
    return exact.pop() if len(exact) == 1 else None


def find_units(text: str, day: date | None = None) -> QuerySet[OrgUnitVersion]:
    """Units whose name, code or alias contains every word of `text`, accents and case aside."""
    found = versions_on(day)
    for word in fold(text).split():
        found = found.filter(Q(folded__contains=word) | Q(unit__aliases__folded__contains=word))
    return found.distinct()


def memberships_of(person: User, day: date | None = None) -> QuerySet[Membership]:
    """The positions in which `person` acts on `day`, oldest first: all his own, or the one that he chose.

    A position lent to him counts only while it is chosen (`platform/acting.py`).
    """
    choice = acting.chosen_by(person.pk)
    if choice is not None:
        return _standing(day).filter(pk=choice.position)
    return own_positions(person, day)


def positions_over(person: User, unit: OrgUnit) -> QuerySet[Membership]:
    """Those of the person's positions today that act for `unit` itself or a unit above it."""
    above = on_day(clock.today(), "scope__closure_down__")
    return memberships_of(person).filter(above, scope__closure_down__descendant=unit)


def rights_over(person: User, unit: OrgUnit) -> frozenset[str]:
    """What the person's positions over `unit` allow today; one query."""
    choice = acting.chosen_by(person.pk)
    if choice is None:
        found = _OWN_RIGHTS_OVER.rows(person=person.pk, unit=unit.pk, day=clock.today())
    else:
        found = _CHOSEN_RIGHTS_OVER.rows(position=choice.position, unit=unit.pk, day=clock.today())
    return frozenset(right for (rights,) in found for right in rights)


def _rights_over(unit: int, day: date, **held: int) -> QuerySet[Membership, tuple[list[str]]]:
    above = on_day(day, "scope__closure_down__")
    positions = Membership.objects.filter(on_day(day), above, scope__closure_down__descendant=unit, **held)
    return positions.values_list("role__rights")


_OWN_RIGHTS_OVER = Prepared(_rights_over, person=int, unit=int, day=date)
_CHOSEN_RIGHTS_OVER = Prepared(
    lambda position, unit, day: _rights_over(unit, day, pk=position), position=int, unit=int, day=date
)


def own_positions(person: User, day: date | None = None) -> QuerySet[Membership]:
    """The positions that `person` holds himself on `day`, whatever he chose."""
    return _standing(day).filter(person=person)


def positions_open_to(person: User, day: date | None = None) -> QuerySet[Membership]:
    """The positions among which `person` may choose on `day`: his own, and those lent to him."""
    loans = Delegation.objects.filter(on_day(day or clock.today()), person=person).values("position")
    return _standing(day).filter(Q(person=person) | Q(pk__in=loans)).select_related("role", "unit", "scope", "person")


def acting_in(person: User, position: str) -> acting.Acting | None:
    """The choice of a position by its public id: one's own or one lent to `person` today; None otherwise."""
    held = positions_open_to(person).filter(public_id=position).first()
    if held is None:
        return None
    holder = "" if held.person_id == person.pk else held.person.public_id
    return acting.Acting(person.pk, held.pk, held.public_id, holder)


def _standing(day: date | None = None) -> QuerySet[Membership]:
    rows = Membership.objects.filter(on_day(day or clock.today())).order_by("id")
    return rows.select_related("role", "unit", "scope")


def standing_body_of(unit: OrgUnit, day: date | None = None) -> OrgUnit | None:
    """The office that prepares for `unit` on `day`."""
    row = StandingBody.objects.filter(on_day(day or clock.today()), unit=unit).select_related("body").last()
    return row.body if row else None


def field_owners_of(province: OrgUnit, day: date | None = None) -> dict[str, OrgUnit]:
    """The office that owns each field in `province` on `day`, by field code."""
    rows = FieldOwner.objects.filter(on_day(day or clock.today()), province=province).select_related("owner")
    return {row.field: row.owner for row in rows}


def committee_of(unit: OrgUnit, day: date | None = None) -> list[CommitteeMember]:
    """The members of the steering committee of `unit` on `day`, head first."""
    rows = CommitteeMember.objects.filter(on_day(day or clock.today()), unit=unit).select_related("person")
    order = {duty: place for place, duty in enumerate(CommitteeDuty.values)}
    return sorted(rows, key=lambda row: (order[row.duty], row.person.full_name))


def units_visible_to(person: User, day: date | None = None) -> QuerySet[OrgUnit]:
    """The units for which `person` acts on `day`: the scopes of all his positions and everything below them."""
    scopes = memberships_of(person, day).values("scope")
    below = OrgClosure.objects.filter(on_day(day or clock.today()), ancestor__in=scopes)
    return OrgUnit.objects.filter(pk__in=below.values("descendant"))


def lineage_of(unit: OrgUnit) -> tuple[list[Lineage], list[Lineage]]:
    """What the unit came from, and what it became; oldest first."""
    came_from = unit.came_from.select_related("before").order_by("on", "id")
    became = unit.became.select_related("after").order_by("on", "id")
    return list(came_from), list(became)
