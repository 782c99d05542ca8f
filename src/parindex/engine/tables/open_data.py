"""The open data package of a publication: figures, units, criteria set, canonical results, and how to read them.

A zip whose bytes depend on nothing but its contents. From its figures, units and criteria set ``open_data_replay``
recomputes the results file byte for byte. It holds no personal data: figures of offices, names of offices.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parindex.engine.composite.canonical_results import PeerGroup, results_hash
from parindex.engine.rulebook.canonical import canonical_json, set_hash
from parindex.engine.rulebook.document import CriteriaSet, leaves
from parindex.engine.scoring.values import Absence, Figures, Ratio, Value
from parindex.engine.tables.writing import OutCell, write_csv

FIGURES, UNITS, CRITERIA_SET, RESULTS = "figures.csv", "units.csv", "criteria_set.json", "results.json"
DESCRIPTION, README = "datapackage.json", "README.md"
NAMES = (README, CRITERIA_SET, DESCRIPTION, FIGURES, RESULTS, UNITS)
_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIGURE_COLUMNS = ("unit", "unit_name", "leaf", "input", "value", "numerator", "denominator", "absence")
UNIT_COLUMNS = ("unit", "code", "name", "group", "set_group", "submitted")
Say = Callable[[str, Mapping[str, object]], str]


class OpenDataCode(StrEnum):
    """What the package says in words: its README and the descriptions of its columns."""

    README = "open_data.readme"
    SIMULATED = "open_data.simulated"
    CORRECTION = "open_data.correction"
    TIES_COMPETITION = "open_data.ties.competition"
    TIES_DENSE = "open_data.ties.dense"
    TIES_FIELDS = "open_data.ties.tie_break_fields"
    RANKED_ON_INDEX = "open_data.ranked_on.index"
    RANKED_ON_POINTS = "open_data.ranked_on.points"
    ROUNDED_NOWHERE = "open_data.rounded_nowhere"
    ROUNDED_AT = "open_data.rounded_at"
    UNIT = "open_data.column.unit"
    UNIT_NAME = "open_data.column.unit_name"
    LEAF = "open_data.column.leaf"
    INPUT = "open_data.column.input"
    VALUE = "open_data.column.value"
    NUMERATOR = "open_data.column.numerator"
    DENOMINATOR = "open_data.column.denominator"
    ABSENCE = "open_data.column.absence"
    CODE = "open_data.column.code"
    NAME = "open_data.column.name"
    GROUP = "open_data.column.group"
    SET_GROUP = "open_data.column.set_group"
    SUBMITTED = "open_data.column.submitted"


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A unit in the package. ``unit`` is what figures and results call it; ``code`` is its official code, if any."""

    unit: str
    name: str
    code: str = ""
    group: str = "all"
    set_group: str = ""
    submitted: bool = True


@dataclass(frozen=True, slots=True)
class OpenRound:
    """What a package is made of, apart from its words."""

    criteria_set: CriteriaSet
    year: int
    units: Sequence[OpenUnit]
    figures: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Publication:
    """What the package says about the publication."""

    title: str
    number: int
    decision: str
    decided_on: date
    engine_version: str
    simulated: bool = False
    correction_reason: str = ""


def peer_groups(open_round: OpenRound) -> list[PeerGroup]:
    """The round's units in their groups, as ``canonical_results`` takes them."""
    codes = sorted({(unit.group, unit.set_group) for unit in open_round.units})
    return [
        PeerGroup(
            code,
            {
                unit.unit: open_round.figures.get(unit.unit, {})
                for unit in open_round.units
                if unit.group == code and unit.submitted
            },
            tuple(sorted(unit.unit for unit in open_round.units if unit.group == code and not unit.submitted)),
            set_group,
        )
        for code, set_group in codes
    ]


def figures_csv(open_round: OpenRound) -> bytes:
    """One row per unit and declared input, in order of unit, leaf and input; readable by ``read_figures``.

    Units that did not hand in have no rows: what they may have typed was not handed in, and is not published.
    """
    names = {unit.unit: unit.name for unit in open_round.units if unit.submitted}
    return write_csv(
        _FIGURE_COLUMNS,
        (
            (unit, names[unit], leaf.code, wanted.code, *_value_cells(given.get(wanted.code, Absence.MISSING)))
            for unit in sorted(names)
            for leaf in leaves(open_round.criteria_set)
            for given in [open_round.figures.get(unit, {}).get(leaf.code, {})]
            for wanted in leaf.inputs
        ),
    )


def _value_cells(value: Value | Absence) -> tuple[OutCell, ...]:
    if isinstance(value, Absence):
        return None, None, None, value.value
    if isinstance(value, Ratio):
        return None, value.numerator, value.denominator, None
    return value, None, None, None


def units_csv(open_round: OpenRound) -> bytes:
    """One row per unit, in order of unit."""
    return write_csv(
        UNIT_COLUMNS,
        (
            (unit.unit, unit.code, unit.name, unit.group, unit.set_group, unit.submitted)
            for unit in sorted(open_round.units, key=lambda each: each.unit)
        ),
    )


def figures_hash(figures: bytes, units: bytes) -> str:
    """SHA-256 over ``units.csv`` and then ``figures.csv``."""
    return hashlib.sha256(units + figures).hexdigest()


def write_package(open_round: OpenRound, publication: Publication, results: bytes, *, say: Say) -> bytes:
    """The zip's bytes; ``results`` is the canonical results file of the same round, ``say`` the wording."""
    figures, units = figures_csv(open_round), units_csv(open_round)
    hashes = {
        "set": set_hash(open_round.criteria_set),
        "figures": figures_hash(figures, units),
        "results": results_hash(results),
    }
    parts = {
        CRITERIA_SET: canonical_json(open_round.criteria_set),
        FIGURES: figures,
        UNITS: units,
        RESULTS: results,
    }
    parts[DESCRIPTION] = _description(open_round, publication, parts, hashes, say)
    parts[README] = _readme(open_round, publication, hashes, say).encode("utf-8")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in NAMES:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            package.writestr(entry, parts[name], compresslevel=9)
    return stream.getvalue()


def _description(
    open_round: OpenRound, publication: Publication, parts: Mapping[str, bytes], hashes: Mapping[str, str], say: Say
) -> bytes:
    criteria_set = open_round.criteria_set

    def table(name: str, columns: Sequence[str]) -> dict[str, Any]:
        fields = [
            {"name": column, "type": "string", "description": say(f"open_data.column.{column}", {})}
            for column in columns
        ]
        return {
            "name": name.partition(".")[0],
            "path": name,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ";", "decimalChar": ","},
            "hash": f"sha256:{hashlib.sha256(parts[name]).hexdigest()}",
            "bytes": len(parts[name]),
            "schema": {"fields": fields, "missingValues": [""]},
        }

    def document(name: str) -> dict[str, Any]:
        return {
            "name": name.partition(".")[0],
            "path": name,
            "format": "json",
            "mediatype": "application/json",
            "encoding": "utf-8",
            "hash": f"sha256:{hashlib.sha256(parts[name]).hexdigest()}",
            "bytes": len(parts[name]),
        }

    content = {
        "profile": "tabular-data-package",
        "name": f"{criteria_set.code}-{open_round.year}-{publication.number}".replace("_", "-"),
        "title": publication.title,
        "version": str(publication.number),
        "parindex": {
            "year": open_round.year,
            "engine_version": publication.engine_version,
            "decision": publication.decision,
            "decided_on": publication.decided_on.isoformat(),
            "simulated": publication.simulated,
            "hashes": dict(hashes),
        },
        "resources": [
            table(FIGURES, _FIGURE_COLUMNS),
            table(UNITS, UNIT_COLUMNS),
            document(CRITERIA_SET),
            document(RESULTS),
        ],
    }
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode("utf-8")


def _readme(open_round: OpenRound, publication: Publication, hashes: Mapping[str, str], say: Say) -> str:
    criteria_set = open_round.criteria_set
    rounding, ranking = criteria_set.rounding, criteria_set.ranking
    places = {
        name: decimals
        for name in ("leaf", "criterion", "field", "total")
        if (decimals := getattr(rounding, name)) is not None
    }
    rounded = "; ".join(
        say(OpenDataCode.ROUNDED_AT, {"place": place, "decimals": decimals}) for place, decimals in places.items()
    )
    notes = []
    if publication.number > 1:
        notes.append(say(OpenDataCode.CORRECTION, {"reason": publication.correction_reason}))
    if publication.simulated:
        notes.append(say(OpenDataCode.SIMULATED, {}))
    values: dict[str, object] = {
        "title": publication.title,
        "number": publication.number,
        "decision": publication.decision,
        "decided_on": publication.decided_on,
        "set_title": criteria_set.title,
        "set": f"{criteria_set.code}/{criteria_set.version}",
        "year": str(open_round.year),
        "engine": publication.engine_version,
        "set_hash": hashes["set"],
        "figures_hash": hashes["figures"],
        "results_hash": hashes["results"],
        "rounded": rounded or say(OpenDataCode.ROUNDED_NOWHERE, {}),
        "shown_points": rounding.shown_points,
        "shown_index": rounding.shown_index,
        "ranked_on": say(f"open_data.ranked_on.{ranking.on}", {}),
        "ties": say(f"open_data.ties.{ranking.ties}", {"fields": ", ".join(ranking.tie_break)}),
        "submitted": sum(1 for unit in open_round.units if unit.submitted),
        "units": len(open_round.units),
        "figure_columns": _named_columns(_FIGURE_COLUMNS, say),
        "unit_columns": _named_columns(UNIT_COLUMNS, say),
        "notes": "".join(f"\n> {note}\n" for note in notes),
    }
    return say(OpenDataCode.README, values) + "\n"


def _named_columns(columns: Sequence[str], say: Say) -> str:
    """Rows of a table: each column as its file names it, and what it is."""
    return "\n".join(f"| `{column}` | {say(f'open_data.column.{column}', {})} |" for column in columns)
