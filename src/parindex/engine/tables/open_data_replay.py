"""Reading an open data package, and recomputing the results that it holds. Anyone may have made or changed it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parindex.engine.composite.canonical_results import canonical_results
from parindex.engine.rulebook.canonical import set_hash
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.values import Figures
from parindex.engine.tables.faults import TableFault
from parindex.engine.tables.figures import read_figures
from parindex.engine.tables.open_data import (
    CRITERIA_SET,
    DESCRIPTION,
    FIGURES,
    NAMES,
    RESULTS,
    UNIT_COLUMNS,
    UNITS,
    OpenRound,
    OpenUnit,
    figures_hash,
    peer_groups,
)
from parindex.engine.tables.writing import unguarded

LARGEST_PART = 200_000_000
"""Bytes of one unpacked part; 150 units with 100 leaves take some five million."""


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
    cells = {column: unguarded(row.get(column) or "") for column in UNIT_COLUMNS}
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
