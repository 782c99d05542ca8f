"""Reading facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from parindex.engine.numbers.exact import ZERO
from parindex.portal.facts.models import Fact, FactStatus, FactVersion
from parindex.portal.organisations.models import Lineage, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.folding import fold

PART_ORDER = ("appraised", "survey", "sipas", "leader_survey", "socio_economic")


@dataclass(slots=True)
class PublishedRow:
    """One unit in one year: index and place as printed, who says so, and what else is known."""

    unit: OrgUnitVersion
    year: int
    index: FactVersion | None = None
    rank: FactVersion | None = None
    others: list[FactVersion] = field(default_factory=list)
    """Values of other sources that differ."""
    became: str = ""
    """Name of the unit into which it was merged; such a result is not comparable with the later unit's."""

    @property
    def source(self) -> FactVersion | None:
        """The version whose source is named."""
        return self.index or self.rank


@dataclass(slots=True)
class PartsRow:
    """Points by part of one unit in one year, and whether they add up to the index."""

    unit: OrgUnitVersion
    year: int
    index: Decimal | None = None
    parts: dict[str, Decimal] = field(default_factory=dict)
    source: FactVersion | None = None

    @property
    def cells(self) -> list[Decimal | None]:
        """Parts in the order of the head."""
        return [self.parts.get(part) for part in PART_ORDER]

    @property
    def total(self) -> Decimal:
        """Sum of the parts."""
        return sum(self.parts.values(), ZERO)

    @property
    def difference(self) -> Decimal | None:
        """Printed index less the sum of the parts; None when parts are missing."""
        complete = {"appraised", "survey"} <= self.parts.keys() or set(PART_ORDER) - {"survey"} <= self.parts.keys()
        return None if self.index is None or not complete else self.index - self.total


def published(codes: Iterable[str]) -> QuerySet[Fact]:
    """Printed facts of the indicators with all their versions, in two queries."""
    return (
        Fact.objects.filter(indicator__code__in=list(codes), versions__status=FactStatus.PRINTED)
        .select_related("indicator", "current", "unit")
        .prefetch_related(Prefetch("versions", queryset=FactVersion.objects.order_by("number")))
        .distinct()
        .order_by("-period_from", "pk")
    )


def published_rows(index: str, *, year: int | None = None, text: str = "", level: str = "") -> list[PublishedRow]:
    """Rows of the indicator ``index`` and its rank (``<index>_rank``), newest year first, by place then name."""
    facts = list(published([index, f"{index}_rank"]))
    names = _names(facts)
    became = _became([fact.unit_id for fact in facts])
    rows: dict[tuple[int, int], PublishedRow] = {}
    for fact in facts:
        name = names[fact.unit_id, fact.period_from.year]
        row = rows.setdefault(
            (fact.unit_id, fact.period_from.year),
            PublishedRow(name, fact.period_from.year, became=became.get(fact.unit_id, "")),
        )
        if fact.indicator.code == index:
            row.index = fact.current
            row.others = [each for each in fact.versions.all() if fact.current and each.value != fact.current.value]
        else:
            row.rank = fact.current
    words = fold(text).split()
    found = [
        row
        for row in rows.values()
        if (year is None or row.year == year)
        and (not level or row.unit.level == level)
        and all(word in row.unit.folded for word in words)
    ]
    return sorted(found, key=_in_order)


def _in_order(row: PublishedRow) -> tuple[int, int, Decimal, str]:
    rank = int(row.rank.value) if row.rank and row.rank.value is not None else 10_000
    index = row.index.value if row.index and row.index.value is not None else ZERO
    return -row.year, rank, -index, row.unit.sort_key


def years_of(index: str) -> list[int]:
    """Years for which the indicator is known, newest first."""
    facts = Fact.objects.filter(indicator__code__in=[index, f"{index}_rank"], versions__status=FactStatus.PRINTED)
    return sorted({day.year for day in facts.values_list("period_from", flat=True)}, reverse=True)


def parts_rows() -> list[PartsRow]:
    """Points by part, newest year first."""
    facts = list(published(["par_index", "par_index_part"]))
    names = _names(facts)
    rows: dict[tuple[int, int], PartsRow] = {}
    for fact in facts:
        key = (fact.unit_id, fact.period_from.year)
        row = rows.setdefault(key, PartsRow(names[key], key[1]))
        if fact.current is None or fact.current.value is None:
            continue
        if fact.indicator.code == "par_index":
            row.index = fact.current.value
        else:
            row.parts[fact.scope["part"]] = fact.current.value
            row.source = fact.current
    found = [row for row in rows.values() if row.parts]
    return sorted(found, key=lambda row: (-row.year, -(row.index or ZERO), row.unit.sort_key))


def field_rows() -> list[tuple[OrgUnitVersion, Fact]]:
    """Points by field where a source prints them, newest year first."""
    facts = list(published(["par_index_field"]))
    names = _names(facts)
    rows = [(names[fact.unit_id, fact.period_from.year], fact) for fact in facts]
    return sorted(rows, key=lambda row: (-row[1].period_from.year, row[0].sort_key, row[1].scope.get("number", "")))


def mean_rows() -> tuple[list[str], list[tuple[int, FactVersion | None, list[FactVersion | None]]]]:
    """Regions, and for each year the mean of all provinces and of each region; newest year first, as printed."""
    facts = [fact for fact in published(["par_index_mean", "par_index_region_mean"]) if fact.current]
    regions = sorted({fact.scope["region"] for fact in facts if "region" in fact.scope})
    by_year: dict[int, dict[str, FactVersion | None]] = {}
    for fact in facts:
        by_year.setdefault(fact.period_from.year, {})[fact.scope.get("region", "")] = fact.current
    rows = [
        (year, means.get(""), [means.get(region) for region in regions])
        for year, means in sorted(by_year.items(), reverse=True)
    ]
    return regions, rows


def merged_provinces() -> list[tuple[OrgUnitVersion, list[OrgUnitVersion]]]:
    """Each province of today with the provinces from which it was merged, in Vietnamese order."""
    lines = list(Lineage.objects.filter(kind="merged").select_related("before", "after"))
    names = names_on([line.before_id for line in lines] + [line.after_id for line in lines])
    after: dict[int, list[OrgUnitVersion]] = {}
    for line in lines:
        if names[line.after_id].level == UnitLevel.PROVINCE:
            after.setdefault(line.after_id, []).append(names[line.before_id])
    merged = [(names[unit], sorted(parts, key=lambda part: part.sort_key)) for unit, parts in after.items()]
    return sorted(merged, key=lambda row: row[0].sort_key)


def _names(facts: Sequence[Fact]) -> dict[tuple[int, int], OrgUnitVersion]:
    """(unit, year) → what the unit was at the end of the year; one query for all."""
    versions: dict[int, list[OrgUnitVersion]] = {}
    units = {fact.unit_id for fact in facts}
    for version in OrgUnitVersion.objects.filter(unit_id__in=units).select_related("unit").order_by("valid_from"):
        versions.setdefault(version.unit_id, []).append(version)
    names = {}
    for fact in facts:
        known = versions[fact.unit_id]
        then = [version for version in known if version.valid_from <= fact.period_to]
        names[fact.unit_id, fact.period_from.year] = (then or known)[-1 if then else 0]
    return names


def _became(units: Iterable[int]) -> dict[int, str]:
    lines = list(Lineage.objects.filter(before__in=set(units), kind="merged"))
    names = names_on([line.after_id for line in lines])
    return {line.before_id: names[line.after_id].name for line in lines}
