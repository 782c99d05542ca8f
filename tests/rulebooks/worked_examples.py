"""Reads the worked examples beside each criteria set: inputs as an officer would type them, points by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.values import Absence, Ratio, Status, Value

SHIPPED = Path(__file__).parents[2] / "src" / "parindex" / "rulebooks" / "criteria_sets"
TEST_SETS = Path(__file__).parent / "test_kinds"


class LeafExample(NamedTuple):
    """One leaf, its inputs and the points worked out by hand."""

    file: Path
    leaf: str
    name: str
    year: int
    group: str | None
    inputs: Mapping[str, Value | Absence]
    points: Decimal | None
    status: Status
    maximum: Decimal | None
    """Applicable maximum; None: not stated."""

    def __str__(self) -> str:
        return f"{self.file.parents[2].name}/{self.file.parents[1].name}:{self.leaf}:{self.name}"


class UnitExample(NamedTuple):
    """One unit's figures and what its result must show."""

    file: Path
    unit: str
    year: int
    figures: Mapping[str, Mapping[str, Value | Absence]]
    expect: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file.parents[2].name}/{self.file.parents[1].name}:{self.unit}"


def set_files() -> list[Path]:
    """Every criteria-set document, shipped ones first."""
    return sorted(SHIPPED.glob("*/*/criteria_set.yaml")) + sorted(TEST_SETS.glob("*/criteria_set.yaml"))


@cache
def criteria_set(path: Path) -> CriteriaSet:
    """The set in a file, read through the engine's reader."""
    return read_criteria_set(path.read_bytes(), source=path.name)


def set_of(example: LeafExample | UnitExample) -> CriteriaSet:
    """The set that an example belongs to."""
    return criteria_set(example.file.parents[1] / "criteria_set.yaml")


def leaf_examples() -> Iterator[LeafExample]:
    """Every leaf example of every set."""
    for file, document in _documents():
        for row in document.get("examples", ()):
            expect = row["expect"]
            yield LeafExample(
                file=file,
                leaf=row["leaf"],
                name=row["name"],
                year=row.get("year", document["year"]),
                group=row.get("group"),
                inputs=_inputs(row["inputs"]),
                points=_decimal(expect["points"]),
                status=Status(expect.get("status", "scored")),
                maximum=_decimal(expect.get("maximum")),
            )


def unit_examples() -> Iterator[UnitExample]:
    """Every unit example of every set."""
    for file, document in _documents():
        for row in document.get("units", ()):
            figures = {leaf: _inputs(inputs) for leaf, inputs in row["figures"].items()}
            yield UnitExample(file, row["unit"], document["year"], figures, row["expect"])


def _documents() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in set_files():
        for file in sorted((path.parent / "examples").glob("*.yaml")):
            document = YAML(typ="safe").load(file)
            assert (document["criteria_set"], str(document["version"])) == (
                path.parents[1].name if path.is_relative_to(SHIPPED) else "test_kinds",
                path.parent.name,
            ), f"{file} names another set than the one it stands beside"
            yield file, document


def _inputs(written: Mapping[str, Any]) -> dict[str, Value | Absence]:
    return {code: _value(value) for code, value in written.items()}


def _value(written: Any) -> Value | Absence:
    if isinstance(written, bool | str):
        return written
    if isinstance(written, date):
        return date(written.year, written.month, written.day)
    if isinstance(written, list):
        numerator, denominator = written
        return Ratio(Decimal(str(numerator)), Decimal(str(denominator)))
    if isinstance(written, dict):
        return Absence(written["absent"])
    return Decimal(str(written))


def _decimal(written: Any) -> Decimal | None:
    return None if written is None else Decimal(str(written))
