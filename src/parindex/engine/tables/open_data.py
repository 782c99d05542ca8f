"""The open data package of a publication: figures, units, criteria set, canonical results, and how to read them.

A zip whose bytes depend on nothing but its contents. From its figures, units and criteria set ``replay`` recomputes the
results file byte for byte. It holds no personal data: figures of offices, names of offices.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parindex.engine.composite.canonical_results import PeerGroup, canonical_results, results_hash
from parindex.engine.rulebook.canonical import canonical_json, set_hash
from parindex.engine.rulebook.document import CriteriaSet, leaves
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.values import Absence, Figures, Ratio, Value
from parindex.engine.tables.faults import TableFault
from parindex.engine.tables.figures import read_figures
from parindex.engine.tables.writing import OutCell, unguarded, write_csv

FIGURES, UNITS, CRITERIA_SET, RESULTS = "figures.csv", "units.csv", "criteria_set.json", "results.json"
DESCRIPTION, README = "datapackage.json", "README.md"
NAMES = (README, CRITERIA_SET, DESCRIPTION, FIGURES, RESULTS, UNITS)
LARGEST_PART = 200_000_000
"""Bytes of one unpacked part; 150 units with 100 leaves take some five million."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIGURE_COLUMNS = ("unit", "unit_name", "leaf", "input", "value", "numerator", "denominator", "absence")
_UNIT_COLUMNS = ("unit", "code", "name", "group", "set_group", "submitted")
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


class PackageProblem(StrEnum):
    """Why a package cannot be replayed."""

    NOT_A_ZIP = "open_data.not_a_zip"
    PART_MISSING = "open_data.part_missing"
    PART_TOO_LARGE = "open_data.part_too_large"
    BAD_DESCRIPTION = "open_data.bad_description"
    BAD_UNITS = "open_data.bad_units"
    UNIT_UNKNOWN = "open_data.unit_unknown"


class PackageRefused(ValueError):
    """A package that cannot be replayed; ``faults`` names bad rows of its figures."""

    def __init__(self, code: str, values: Mapping[str, object], faults: tuple[TableFault, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.values, self.faults = code, dict(values), faults


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


@dataclass(frozen=True, slots=True)
class Replay:
    """A package recomputed."""

    results: bytes
    """The recomputed results file."""
    published: bytes
    """The results file that the package holds."""
    set_hash: str
    figures_hash: str
    engine_version: str
    """Version of the engine that published."""

    @property
    def agrees(self) -> bool:
        """Whether both files are the same, byte for byte."""
        return self.results == self.published


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
        _UNIT_COLUMNS,
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
            table(UNITS, _UNIT_COLUMNS),
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
        "notes": "".join(f"\n> {note}\n" for note in notes),
    }
    return say(OpenDataCode.README, values) + "\n"


def replay(content: bytes, *, progress: Callable[[int], None] = lambda done: None) -> Replay:
    """Recompute a package's results. Raises ``PackageRefused``, and ``RulebookRefused`` for a bad criteria set."""
    parts = _parts(content)
    try:
        about = json.loads(parts[DESCRIPTION])["parindex"]
        year, engine_version = int(about["year"]), str(about["engine_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise PackageRefused(PackageProblem.BAD_DESCRIPTION, {"part": DESCRIPTION}) from error
    criteria_set = read_criteria_set(parts[CRITERIA_SET], source=CRITERIA_SET)
    units = read_units(parts[UNITS])
    open_round = OpenRound(criteria_set, year, units, _figures(parts[FIGURES], criteria_set, units))
    results = canonical_results(
        criteria_set, peer_groups(open_round), year=year, engine_version=engine_version, progress=progress
    )
    return Replay(
        results,
        parts[RESULTS],
        set_hash(criteria_set),
        figures_hash(parts[FIGURES], parts[UNITS]),
        engine_version,
    )


def results_of_package(content: bytes) -> bytes:
    """The canonical results file that a package holds. Raises ``PackageRefused``."""
    return _parts(content)[RESULTS]


def read_units(content: bytes) -> tuple[OpenUnit, ...]:
    """The units of a ``units.csv``. Raises ``PackageRefused`` with the row for one that cannot be used."""
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackageRefused(PackageProblem.BAD_UNITS, {"row": 1}) from error
    units = tuple(_unit(number, row) for number, row in enumerate(rows, start=2))
    seen: set[str] = set()
    for number, unit in enumerate(units, start=2):
        if unit.unit in seen:
            raise PackageRefused(PackageProblem.BAD_UNITS, {"row": number})
        seen.add(unit.unit)
    return units


def _unit(number: int, row: Mapping[str, str | None]) -> OpenUnit:
    cells = {column: unguarded(row.get(column) or "") for column in _UNIT_COLUMNS}
    if not cells["unit"] or cells["submitted"] not in ("có", "không"):
        raise PackageRefused(PackageProblem.BAD_UNITS, {"row": number})
    return OpenUnit(
        cells["unit"],
        cells["name"],
        cells["code"],
        cells["group"] or "all",
        cells["set_group"],
        cells["submitted"] == "có",
    )


def _figures(content: bytes, criteria_set: CriteriaSet, units: Sequence[OpenUnit]) -> dict[str, Figures]:
    table = read_figures(content, file_name=FIGURES, criteria_set=criteria_set)
    if table.faults:
        raise PackageRefused(PackageProblem.PART_MISSING, {"part": FIGURES}, table.faults)
    figures = table.figures
    known = {unit.unit for unit in units}
    strangers = sorted(unit for unit in figures if unit not in known)
    if strangers:
        raise PackageRefused(PackageProblem.UNIT_UNKNOWN, {"unit": ", ".join(strangers)})
    return figures


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return dict(_unpack(package))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise PackageRefused(PackageProblem.NOT_A_ZIP, {}) from error


def _unpack(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    held = {entry.filename: entry for entry in package.infolist()}
    for name in NAMES:
        if name not in held:
            raise PackageRefused(PackageProblem.PART_MISSING, {"part": name})
        with package.open(held[name]) as part:
            unpacked = part.read(LARGEST_PART + 1)
        if len(unpacked) > LARGEST_PART:
            raise PackageRefused(PackageProblem.PART_TOO_LARGE, {"part": name})
        yield name, unpacked
