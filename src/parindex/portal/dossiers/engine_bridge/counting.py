"""By which way of counting the dossiers of a unit or a source are counted: as declared, else by the law."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from parindex.engine.working_days import DeadlinePolicy, NoPolicy, policy_on
from parindex.lake.declared import LAW, Declared, counted_by, declaration_on, shipped_policies
from parindex.portal.dossiers.models import CountingPolicy, DossierSource
from parindex.portal.organisations.models import OrgClosure, OrgUnit
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock

__all__ = [
    "LAW",
    "Declared",
    "NoPolicy",
    "counted_by",
    "declaration_on",
    "declared_for",
    "declared_for_sources",
    "policy_in_force",
    "shipped_policies",
]


def policy_in_force(code: str, day: date) -> DeadlinePolicy | None:
    """The version of a policy that holds on a day; None: there is none."""
    try:
        return policy_on(shipped_policies(), code, day)
    except NoPolicy:
        return None


def declared_for(unit: OrgUnit) -> tuple[Declared, ...]:
    """What holds for a unit, by first day: for each day the declaration of the nearest unit that has one by then."""
    return _declared({unit.pk})[unit.pk]


def declared_for_sources() -> Mapping[str, tuple[Declared, ...]]:
    """Code of a source → what holds for its owner; two queries beside that of the sources, whatever their number."""
    owners = dict(DossierSource.objects.values_list("code", "owner_id"))
    found = _declared(set(owners.values()))
    return {code: found[owner] for code, owner in owners.items()}


def _declared(units: Collection[int]) -> Mapping[int, tuple[Declared, ...]]:
    rows: dict[int, list[Declared]] = {}
    for each in CountingPolicy.objects.filter(ended_at__isnull=True):
        rows.setdefault(each.unit_id, []).append(Declared(each.first_day, each.policy))
    above: dict[int, list[int]] = {unit: [] for unit in units}
    if rows:
        edges = OrgClosure.objects.filter(on_day(clock.today()), ancestor__in=rows, descendant__in=units)
        for descendant, ancestor in edges.order_by("depth").values_list("descendant_id", "ancestor_id"):
            above[descendant].append(ancestor)
    return {unit: _together([rows[holder] for holder in holders]) for unit, holders in above.items()}


def _together(nearest_first: list[list[Declared]]) -> tuple[Declared, ...]:
    """One list of what holds from which day on."""
    found: list[Declared] = []
    for day in sorted({each.first_day for rows in nearest_first for each in rows}):
        holds = next(held for rows in nearest_first if (held := declaration_on(rows, day)) is not None)
        found.append(Declared(day, holds.policy))
    return tuple(found)
