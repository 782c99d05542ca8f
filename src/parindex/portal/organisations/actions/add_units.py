"""Add offices and departments under units that one manages: one, or many from a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.admit_people import Wrong
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit, UnitLevel, UnitType
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.organisations.queries import versions_on


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add under `parent`: a unit that is there, or the code of another row."""

    place: int
    code: str
    name: str
    short_name: str
    level: str
    unit_type: str
    parent: OrgUnit | str
    start: date


@dataclass(frozen=True, slots=True)
class AddedUnit:
    """What came of a row: the unit, whether it is new; or what is wrong, everything at once."""

    place: int
    unit: OrgUnit | None = None
    is_new: bool = False
    wrong: tuple[Wrong, ...] = ()


@transaction.atomic
def add_units(*, actor: User | None, rows: Sequence[NewUnit], source: str) -> tuple[AddedUnit, ...]:
    """Add each unit that is not there yet (same level, code and start day); a refused row stops no other.

    Row refusals: `organisations.name_missing`, `code_missing`, `level_unknown`, `type_unknown`, `code_twice`,
    `parent_unknown`, `no_position`, `other_unit`.
    """
    known = {(row.level, row.code) for row in versions_on()}
    codes = [row.code for row in rows]
    wrong = {row.place: _faults(actor, row, codes) for row in rows}
    good = [row for row in rows if not wrong[row.place]]
    while True:  # a row under a refused row is refused too
        named = {row.code for row in good}
        left = [row for row in good if isinstance(row.parent, OrgUnit) or row.parent in named]
        if len(left) == len(good):
            break
        for row in set(good) - set(left):
            wrong[row.place] = [Wrong("parent", "organisations.parent_unknown")]
        good = left
    parents = {f"#{row.parent.pk}": row.parent for row in good if isinstance(row.parent, OrgUnit)}
    made = import_units(actor=actor, rows=[_unit_row(row) for row in good], known=parents, source=source).units
    return tuple(
        AddedUnit(row.place, wrong=tuple(wrong[row.place]))
        if wrong[row.place]
        else AddedUnit(row.place, made[row.code], (row.level, row.code) not in known)
        for row in rows
    )


def _faults(actor: User | None, row: NewUnit, codes: list[str]) -> list[Wrong]:
    wrong = []
    if not row.name:
        wrong.append(Wrong("name", "organisations.name_missing"))
    if not row.code:
        wrong.append(Wrong("code", "organisations.code_missing"))
    elif codes.count(row.code) > 1:
        wrong.append(Wrong("code", "organisations.code_twice", {"code": row.code}))
    if row.level not in UnitLevel.values:
        wrong.append(Wrong("level", "organisations.level_unknown", {"level": row.level}))
    if row.unit_type not in UnitType.values:
        wrong.append(Wrong("unit_type", "organisations.type_unknown", {"type": row.unit_type}))
    if isinstance(row.parent, OrgUnit):
        allowed = has_right(actor, Right.MANAGE_UNITS, row.parent)
        if not allowed:
            wrong.append(Wrong("parent", allowed.reason, dict(allowed.values)))
    elif row.parent not in codes or row.parent == row.code:
        wrong.append(Wrong("parent", "organisations.parent_unknown"))
    return wrong


def _unit_row(row: NewUnit) -> UnitRow:
    parent = f"#{row.parent.pk}" if isinstance(row.parent, OrgUnit) else row.parent
    return UnitRow(
        key=row.code,
        name=row.name,
        short_name=row.short_name or row.name,
        level=row.level,
        unit_type=row.unit_type,
        valid_from=row.start,
        code=row.code,
        parent=parent,
        source="Excel",
    )
