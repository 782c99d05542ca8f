"""Take in units in bulk: identities, dated names and edges, lineage, aliases; then derive the closure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.derive_closure import derive_closure
from parindex.portal.organisations.models import Alias, Lineage, OrgEdge, OrgUnit, OrgUnitVersion
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One stretch of one unit's life. Rows with the same `key` are the same unit; keys live only within the import."""

    key: str
    name: str
    short_name: str
    level: str
    unit_type: str
    valid_from: date
    valid_to: date | None = None
    code: str = ""
    parent: str | None = None
    source: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineageRow:
    """`before` went over into `after` on a day (keys of unit rows)."""

    before: str
    after: str
    kind: str
    on: date
    share: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken in, and why (wording code)."""

    place: int
    key: str
    reason: str


@dataclass(slots=True)
class ImportedUnits:
    """What came of the import: units by key, how many versions were new, which rows were refused."""

    units: dict[str, OrgUnit] = field(default_factory=dict)
    added: int = 0
    known: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


@transaction.atomic
def import_units(
    *,
    actor: User | None,
    rows: Sequence[UnitRow],
    lineage: Sequence[LineageRow] = (),
    known: Mapping[str, OrgUnit] = MappingProxyType({}),
    source: str,
) -> ImportedUnits:
    """Take in rows that are not yet there; doing it twice changes nothing.

    `known` gives units that are already there keys by which rows may name them (as parent, or as a further stretch of
    their life). A row is known by level, start day and code (by folded name where there is no code). Refused rows:
    `organisations.parent_unknown`, `organisations.dates_turned`. Raises NotAllowed.
    """
    has_right(actor, Right.MANAGE_UNITS).or_refuse()
    outcome = ImportedUnits(units=dict(known))
    accepted = _accept(rows, outcome)
    fresh = _identify(accepted, outcome)
    _write_versions(fresh, outcome)
    _write_edges(fresh, outcome)
    _write_aliases(accepted, outcome)
    _write_lineage(lineage, outcome)
    if fresh:
        derive_closure()
        audit.record(
            stream="units",
            action="organisations.import_units",
            subject="units",
            actor=actor,
            references={
                "added": outcome.added,
                "known": outcome.known,
                "refused": len(outcome.refused),
                "source": source,
            },
        )
    return outcome


def _accept(rows: Sequence[UnitRow], outcome: ImportedUnits) -> list[UnitRow]:
    keys = {row.key for row in rows} | outcome.units.keys()
    accepted = []
    for place, row in enumerate(rows, start=1):
        if row.parent is not None and row.parent not in keys:
            outcome.refused.append(RefusedRow(place, row.key, "organisations.parent_unknown"))
        elif row.valid_to is not None and row.valid_to <= row.valid_from:
            outcome.refused.append(RefusedRow(place, row.key, "organisations.dates_turned"))
        else:
            accepted.append(row)
    return accepted


def _identify(rows: Sequence[UnitRow], outcome: ImportedUnits) -> list[UnitRow]:
    """Find each row's unit or make one; gives the rows whose version is new."""
    known: dict[tuple[str, date, str], OrgUnit] = {}
    for version in OrgUnitVersion.objects.select_related("unit"):
        known[version.level, version.valid_from, version.code or fold(version.name)] = version.unit
    fresh = []
    for row in rows:
        unit = known.get((row.level, row.valid_from, row.code or fold(row.name)))
        if unit is None:
            fresh.append(row)
        else:
            outcome.known += 1
            outcome.units.setdefault(row.key, unit)
    new_keys = list(dict.fromkeys(row.key for row in fresh if row.key not in outcome.units))
    for key, unit in zip(new_keys, OrgUnit.objects.bulk_create([OrgUnit() for _ in new_keys]), strict=True):
        outcome.units[key] = unit
    return fresh


def _write_versions(rows: Sequence[UnitRow], outcome: ImportedUnits) -> None:
    versions = [
        OrgUnitVersion(
            unit=outcome.units[row.key],
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            unit_type=row.unit_type,
            level=row.level,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            source=row.source,
        ).fill_derived()
        for row in rows
    ]
    OrgUnitVersion.objects.bulk_create(versions)
    outcome.added += len(versions)


def _write_edges(rows: Sequence[UnitRow], outcome: ImportedUnits) -> None:
    OrgEdge.objects.bulk_create(
        OrgEdge(
            child=outcome.units[row.key],
            parent=outcome.units[row.parent],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
        if row.parent is not None
    )


def _write_aliases(rows: Sequence[UnitRow], outcome: ImportedUnits) -> None:
    Alias.objects.bulk_create(
        [
            Alias(unit=outcome.units[row.key], text=text, folded=fold(text), source=row.source)
            for row in rows
            for text in row.aliases
        ],
        ignore_conflicts=True,
    )


def _write_lineage(rows: Sequence[LineageRow], outcome: ImportedUnits) -> None:
    Lineage.objects.bulk_create(
        [
            Lineage(
                before=outcome.units[row.before],
                after=outcome.units[row.after],
                kind=row.kind,
                on=row.on,
                share=row.share,
                source=row.source,
            )
            for row in rows
            if row.before in outcome.units and row.after in outcome.units
        ],
        ignore_conflicts=True,
    )
