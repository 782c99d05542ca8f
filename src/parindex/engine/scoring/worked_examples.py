"""Worked examples of a criteria set: a leaf's figures and the points worked out by hand, as ``examples/*.yaml`` beside
a rulebook has them, and whether the leaf still gives them.

In YAML a ratio is ``[numerator, denominator]``, an absence ``{absent: code}``; ``expect.status`` is ``scored`` when not
written. ``kept_inputs`` and ``inputs_of_kept`` turn inputs into plain JSON and back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from parindex.engine.rulebook.document import Node
from parindex.engine.rulebook.source_tree import read_source
from parindex.engine.scoring.exact import score_leaf
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Ratio, Status, Value


class WorkedExample(NamedTuple):
    """One leaf's figures and what they must give. ``status`` None: only the points are said."""

    leaf: str
    name: str
    year: int
    inputs: Inputs
    points: Decimal | None
    status: Status | None = None
    maximum: Decimal | None = None
    group: str | None = None
    source: str = ""


class ExampleFault(StrEnum):
    """Why a file of examples, or one row of it, cannot be read."""

    UNREADABLE = "examples.unreadable"
    SHAPE = "examples.shape"


class FaultyRow(NamedTuple):
    """``place`` as in ``examples[3].inputs`` (empty: the file)."""

    code: ExampleFault
    place: str
    line: int | None


class ExamplesFile(NamedTuple):
    """What a file says: of which set and version, its leaf examples, how many of whole units it has besides."""

    criteria_set: str
    version: str
    examples: tuple[WorkedExample, ...]
    unit_examples: int
    faults: tuple[FaultyRow, ...]


def read_examples(content: bytes) -> ExamplesFile:
    """Read YAML or JSON bytes; every row that cannot be read is among the faults, the others are read."""
    tree = read_source(content)
    if tree.broken or not isinstance(tree.data, dict) or tree.faults:
        line = tree.faults[0].line if tree.faults else None
        return ExamplesFile("", "", (), 0, (FaultyRow(ExampleFault.UNREADABLE, "", line),))
    head, rows = tree.data, tree.data.get("examples") or []
    examples, faults = [], []
    for position, row in enumerate(rows if isinstance(rows, list) else [None]):
        try:
            examples.append(_example(row, head))
        except (AttributeError, KeyError, ValueError, TypeError, ArithmeticError):
            line = tree.lines.get(("examples", position))
            faults.append(FaultyRow(ExampleFault.SHAPE, f"examples[{position}]", line))
    units = head.get("units")
    count = len(units) if isinstance(units, list) else 0
    return ExamplesFile(
        str(head.get("criteria_set") or ""), str(head.get("version") or ""), tuple(examples), count, tuple(faults)
    )


def _example(row: Any, head: Mapping[str, Any]) -> WorkedExample:
    expect = row["expect"]
    return WorkedExample(
        leaf=_text(row["leaf"]),
        name=_text(row["name"]),
        year=int(row.get("year", head.get("year", 0))),
        inputs={_text(code): _value(value) for code, value in row["inputs"].items()},
        points=_decimal(expect["points"]),
        status=Status(expect.get("status", "scored")),
        maximum=_decimal(expect.get("maximum")),
        group=row.get("group"),
        source=str(row.get("source") or ""),
    )


def _text(written: Any) -> str:
    text = str(written)
    if not text.strip() or isinstance(written, dict | list):
        raise ValueError(text)
    return text


def _value(written: Any) -> Value | Absence:
    match written:
        case bool() | str() | date():
            return written
        case [numerator, denominator]:
            return Ratio(_number(numerator), _number(denominator))
        case {"absent": code}:
            return Absence(code)
        case _:
            return _number(written)


def _number(written: Any) -> Decimal:
    if isinstance(written, bool) or not isinstance(written, int | Decimal):
        raise ValueError(str(written))
    return Decimal(written)


def _decimal(written: Any) -> Decimal | None:
    return None if written is None else _number(written)


def holds(leaf: Node, example: WorkedExample) -> tuple[bool, Outcome]:
    """Whether the leaf's rule gives what the example says, and what it gives. Inputs that the leaf does not have are
    no figures of it: the example does not hold then.
    """
    outcome = score_leaf(leaf, example.inputs, year=example.year, group=example.group)
    agrees = outcome.points == example.points and example.status in (None, outcome.status)
    known = {declared.code for declared in leaf.inputs}
    return agrees and example.maximum in (None, outcome.maximum) and set(example.inputs) <= known, outcome


def kept_inputs(inputs: Inputs) -> dict[str, Any]:
    """Inputs as plain JSON that says of each value what it is."""
    return {code: _kept(value) for code, value in inputs.items()}


def _kept(value: Value | Absence) -> Any:
    match value:
        case Absence():
            return {"absent": value.value}
        case bool() | str():
            return value
        case Ratio():
            return {"ratio": [format(value.numerator, "f"), format(value.denominator, "f")]}
        case date():
            return {"date": value.isoformat()}
        case _:
            return {"number": format(value, "f")}


def inputs_of_kept(kept: Mapping[str, Any]) -> dict[str, Value | Absence]:
    """The inputs that ``kept_inputs`` wrote."""
    return {code: _of_kept(value) for code, value in kept.items()}


def _of_kept(value: Any) -> Value | Absence:
    match value:
        case {"absent": code}:
            return Absence(code)
        case {"ratio": [numerator, denominator]}:
            return Ratio(Decimal(numerator), Decimal(denominator))
        case {"date": day}:
            return date.fromisoformat(day)
        case {"number": number}:
            return Decimal(number)
        case _:
            text: bool | str = value
            return text


def examples_yaml(criteria_set: str, version: str, year: int, examples: Iterable[WorkedExample]) -> bytes:
    """The examples as a file ``examples/*.yaml`` of a rulebook; ``read_examples`` reads the same back."""
    lines = [f"criteria_set: {criteria_set}", f"version: {_quoted(version)}", f"year: {year}", "examples:"]
    for each in examples:
        lines += [f"  - leaf: {_quoted(each.leaf)}", f"    name: {_quoted(each.name)}"]
        lines += [f"    source: {_quoted(each.source)}"] if each.source else []
        lines += [f"    year: {each.year}"] if each.year != year else []
        lines += [f"    group: {_quoted(each.group)}"] if each.group else []
        inputs = ", ".join(f"{code}: {_written(value)}" for code, value in each.inputs.items())
        expect = [f"points: {_plain(each.points)}"]
        expect += [f"status: {each.status.value}"] if each.status not in (None, Status.SCORED) else []
        expect += [f"maximum: {_plain(each.maximum)}"] if each.maximum is not None else []
        lines += [f"    inputs: {{{inputs}}}", f"    expect: {{{', '.join(expect)}}}"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _written(value: Value | Absence) -> str:
    match value:
        case Absence():
            return f"{{absent: {value.value}}}"
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case Ratio():
            return f"[{value.numerator:f}, {value.denominator:f}]"
        case date():
            return value.isoformat()
        case _:
            return format(value, "f")


def _plain(number: Decimal | None) -> str:
    return "null" if number is None else format(number, "f")


def _quoted(text: str) -> str:
    """A JSON string is a YAML string."""
    return json.dumps(text, ensure_ascii=False)
