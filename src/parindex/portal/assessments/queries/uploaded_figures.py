"""Files of corrected figures and of outside points, read row by row against a round. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments.engine_bridge import publishing
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.folding import fold


class RefusedRow(NamedTuple):
    """A row that cannot be taken: where it stands, what stands there, and why."""

    place: str
    value: str
    code: str
    values: Mapping[str, object]


class CorrectedLeaf(NamedTuple):
    """Corrected inputs of one leaf of one unit. ``unit``: row id of the unit."""

    unit: int
    name: str
    leaf: str
    inputs: Inputs
    place: str


class OutsidePoints(NamedTuple):
    """Points of one leaf."""

    leaf: str
    points: Decimal
    place: str


@dataclass(frozen=True, slots=True)
class ReadCorrections:
    """What a file of corrections gives."""

    rows: Sequence[CorrectedLeaf]
    refused: Sequence[RefusedRow]


@dataclass(frozen=True, slots=True)
class ReadOutside:
    """What a file of outside points gives."""

    rows: Sequence[OutsidePoints]
    refused: Sequence[RefusedRow]


def read_corrections(round_: Round, content: bytes, file_name: str) -> ReadCorrections:
    """Rows of a table of figures (as for ``parindex score``); units by public id, official code or name."""
    try:
        table = publishing.read_figures(content, file_name=file_name, criteria_set=compiled_for(round_).criteria_set)
    except publishing.TableRefused as whole:
        return ReadCorrections((), [_refused(fault) for fault in whole.faults])
    refused = [_refused(fault) for fault in table.faults]
    members, found = _members(round_), []
    places = {(row.unit, row.leaf): row.place.row for row in reversed(table.good)}
    for unit, leaves in table.figures.items():
        member = members.get(fold(unit))
        for leaf, inputs in leaves.items():
            place = str(places[unit, leaf])
            if member is None:
                refused.append(RefusedRow(place, unit, "assessments.unit_not_in_round", {"unit": unit}))
            else:
                found.append(CorrectedLeaf(member.unit_id, member.name, leaf, inputs, place))
    return ReadCorrections(found, refused)


def read_outside_points(round_: Round, content: bytes, file_name: str) -> ReadOutside:
    """Rows unit, leaf, value, where the value is the points that were given."""
    criteria_set = compiled_for(round_).criteria_set
    leaves = compiled_for(round_).leaves
    try:
        table = publishing.read_figures(
            content, file_name=file_name, criteria_set=publishing.with_given_points(criteria_set, leaves.keys())
        )
    except publishing.TableRefused as whole:
        return ReadOutside((), [_refused(fault) for fault in whole.faults])
    refused = [_refused(fault) for fault in table.faults]
    members, found = _members(round_), []
    for row in table.good:
        place = str(row.place.row)
        if fold(row.unit) not in members:
            refused.append(RefusedRow(place, row.unit, "assessments.unit_not_in_round", {"unit": row.unit}))
        elif isinstance(row.value, Decimal):
            found.append(OutsidePoints(row.leaf, row.value, place))
        else:
            refused.append(RefusedRow(place, row.leaf, "assessments.outside_no_points", {"leaf": row.leaf}))
    return ReadOutside(found, refused)


def _members(round_: Round) -> dict[str, RoundUnit]:
    """Folded public id, official code and name → unit of the round; a name that two units bear names neither."""
    members = list(round_.units.select_related("unit", "group"))
    codes = names_on([member.unit_id for member in members], date(round_.year, 12, 31))
    found: dict[str, RoundUnit] = {}
    twice: set[str] = set()
    for member in members:
        for key in {fold(member.name), fold(codes[member.unit_id].code), fold(member.unit.public_id)} - {""}:
            if key in found:
                twice.add(key)
            found[key] = member
    return {key: member for key, member in found.items() if key not in twice}


def _refused(fault: publishing.TableFault) -> RefusedRow:
    place = ", ".join(part for part in (str(fault.place.row or ""), fault.column or "") if part)
    return RefusedRow(place, fault.value, fault.code, fault.values)
