"""Values to and from JSON; whole rounds scored and ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from parindex import __version__
from parindex.engine.composite.ranking import rank_units, rank_values
from parindex.engine.composite.results import Ranked, UnitResult
from parindex.engine.composite.totals import score_unit
from parindex.engine.numbers.exact import plain
from parindex.engine.rulebook.canonical import from_canonical
from parindex.engine.rulebook.document import Input, InputType, Node
from parindex.engine.rulebook.given_points import with_given_points
from parindex.engine.scoring.exact import CompiledLeaf, CompiledSet, compile_set
from parindex.engine.scoring.values import Absence, Figures, Inputs, Outcome, Ratio, Step, Value

__all__ = [
    "ENGINE_VERSION",
    "CompiledSet",
    "Contestant",
    "GroupResult",
    "Outcome",
    "SetText",
    "UnitResult",
    "compiled",
    "inputs_from_json",
    "inputs_to_json",
    "run_group",
    "score",
    "steps_from_json",
    "steps_to_json",
    "wrong_inputs",
]

ENGINE_VERSION = __version__
"""Stored with every score and publication."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetText:
    """A version's canonical text, known by its hash and read only when the set is not ready yet: it is long."""

    hash: str
    read: Callable[[], str] = field(compare=False)


@lru_cache(maxsize=32)
def compiled(text: SetText, year: int, group: str, outside: frozenset[str] = frozenset()) -> CompiledSet:
    """A version made ready for a year and group; kept, since a version never changes.

    ``outside``: codes of leaves whose points somebody else gave.
    """
    criteria_set = with_given_points(from_canonical(text.read().encode("utf-8")), outside)
    return compile_set(criteria_set, year=year, group=group or None)


def inputs_to_json(inputs: Inputs) -> Json:
    """Inputs as they are stored: numbers as text, ratios as two numbers, dates as ISO, absences under ``absent``."""
    return {code: _to_json(value) for code, value in inputs.items()}


def _to_json(value: object) -> Any:
    if isinstance(value, Absence):
        return {"absent": value.value}
    if isinstance(value, bool):
        return value
    if isinstance(value, Ratio):
        return [plain(value.numerator), plain(value.denominator)]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def inputs_from_json(leaf: Node, stored: Mapping[str, Any]) -> dict[str, Value | Absence]:
    """Stored inputs as the engine takes them, by the types that the leaf declares."""
    declared = {each.code: each for each in leaf.inputs}
    return {code: _from_json(declared[code], value) for code, value in stored.items() if code in declared}


def _from_json(declared: Input, value: Any) -> Value | Absence:
    if isinstance(value, dict):
        return Absence(value["absent"])
    match declared.type:
        case InputType.RATIO:
            return Ratio(Decimal(value[0]), Decimal(value[1]))
        case InputType.COUNT | InputType.NUMBER:
            return Decimal(value)
        case InputType.DATE:
            return date.fromisoformat(value)
        case InputType.YES_NO:
            return bool(value)
        case InputType.CHOICE:
            return str(value)


def wrong_inputs(leaf: Node, inputs: Inputs) -> list[str]:
    """Codes of inputs that the leaf does not declare or that have the wrong type."""
    declared = {each.code: each for each in leaf.inputs}
    return sorted(
        code for code, value in inputs.items() if code not in declared or not _fits(declared[code].type, value)
    )


def _fits(type_: InputType, value: object) -> bool:
    if isinstance(value, Absence):
        return True
    match type_:
        case InputType.RATIO:
            return isinstance(value, Ratio)
        case InputType.COUNT | InputType.NUMBER:
            return isinstance(value, Decimal)
        case InputType.DATE:
            return isinstance(value, date)
        case InputType.YES_NO:
            return isinstance(value, bool)
        case InputType.CHOICE:
            return isinstance(value, str)


def steps_to_json(steps: Iterable[Step]) -> list[list[Any]]:
    """Steps as stored: code and values, each value with its type."""
    return [[step.code, {name: _typed(value) for name, value in step.values.items()}] for step in steps]


def _typed(value: object) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return {"i": value}
    if isinstance(value, Ratio):
        return {"r": [plain(value.numerator), plain(value.denominator)]}
    if isinstance(value, Decimal):
        return {"n": plain(value)}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, tuple | list):
        return {"l": [_typed(part) for part in value]}
    return str(value)


def steps_from_json(stored: Sequence[Sequence[Any]]) -> tuple[Step, ...]:
    """Stored steps as the engine gave them."""
    return tuple(Step(code, {name: _untyped(value) for name, value in values.items()}) for code, values in stored)


def _untyped(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((tag, content),) = value.items()
    match tag:
        case "i":
            return int(content)
        case "r":
            return Ratio(Decimal(content[0]), Decimal(content[1]))
        case "n":
            return Decimal(content)
        case "l":
            return tuple(_untyped(part) for part in content)
        case _:
            return date.fromisoformat(content)


def score(leaf: CompiledLeaf, inputs: Inputs) -> Outcome:
    """One leaf's outcome."""
    return leaf.score(inputs)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A unit of a group with its figures."""

    unit: str
    figures: Figures
    submitted: bool


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A whole peer group: results, places by total, and places by node."""

    results: Mapping[str, UnitResult]
    placed: Ranked
    placed_by_node: Mapping[str, Ranked]


def run_group(
    ready: CompiledSet,
    contestants: Sequence[Contestant],
    nodes: Sequence[str],
    progress: Callable[[int], None] = lambda done: None,
) -> GroupResult:
    """Score and rank a group by total and by each of ``nodes``; ``progress`` is told the number of units done."""
    results: dict[str, UnitResult] = {}
    for done, contestant in enumerate(contestants, start=1):
        if contestant.submitted:
            results[contestant.unit] = score_unit(ready, contestant.unit, contestant.figures)
        progress(done)
    absent = [contestant.unit for contestant in contestants if not contestant.submitted]
    ranking = ready.criteria_set.ranking
    return GroupResult(
        results=results,
        placed=rank_units(results.values(), ranking, not_submitted=absent),
        placed_by_node={node: rank_values(results.values(), node, ranking, not_submitted=absent) for node in nodes},
    )
