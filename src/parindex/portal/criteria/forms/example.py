"""The worked example of a leaf: the boxes that the officer will see, what is typed in them, and the points it gives.

Nothing is saved. Names of boxes: ``x-<input>``; a ratio has two, ``x-<input>-tu`` and ``x-<input>-mau``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.engine.numbers.reading import NumberProblem, Reading, read_date, read_figure
from parindex.engine.rulebook.document import Input, InputType, Node
from parindex.engine.scoring.values import Absence, Outcome, Ratio, Value
from parindex.portal.criteria.engine_bridge.drafts import try_leaf
from parindex.portal.criteria.forms.parts import NO, YES
from parindex.portal.platform.words import say


@dataclass(slots=True)
class ExampleBox:
    """One box of the entry sheet. ``kind``: ``count``, ``number``, ``date``, ``yes_no`` or ``choice``."""

    name: str
    label: str
    kind: str
    text: str
    unit: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(slots=True)
class Example:
    """Boxes with what was typed; ``outcome`` once anything was and all of it could be read."""

    boxes: list[ExampleBox]
    inputs: dict[str, Value | Absence] = field(default_factory=dict)
    outcome: Outcome | None = None


def example_of(leaf: Node, asked: Mapping[str, str], year: int) -> Example:
    """Read the boxes of the address and try them."""
    example = Example([])
    for declared in leaf.inputs:
        boxes = _boxes(declared, asked)
        example.boxes += boxes
        value = _value(declared, boxes)
        if value is not None:
            example.inputs[declared.code] = value
    if example.inputs and not any(box.problem for box in example.boxes):
        example.outcome = try_leaf(leaf, example.inputs, year)
    return example


def _boxes(declared: Input, asked: Mapping[str, str]) -> list[ExampleBox]:
    name = f"x-{declared.code}"
    if declared.type is InputType.RATIO:
        labels = ((f"{name}-tu", declared.numerator), (f"{name}-mau", declared.denominator))
        return [
            ExampleBox(box, label or declared.title, "number", asked.get(box, "").strip(), declared.unit or "",
                       declared.hint or "")
            for box, label in labels
        ]  # fmt: skip
    choices = tuple((choice.code, choice.title) for choice in declared.choices)
    return [
        ExampleBox(
            name, declared.title, declared.type.value, asked.get(name, "").strip(), declared.unit or "",
            declared.hint or "", choices,
        )
    ]  # fmt: skip


def _value(declared: Input, boxes: list[ExampleBox]) -> Value | Absence | None:
    box = boxes[0]
    match declared.type:
        case InputType.RATIO:
            upper, lower = (_number(each, read_figure(each.text, whole=declared.is_whole)) for each in boxes)
            return None if upper is None or lower is None else Ratio(upper, lower)
        case InputType.YES_NO:
            return {YES: True, NO: False}.get(box.text)
        case InputType.CHOICE:
            return box.text if box.text in {code for code, _ in box.choices} else None
        case InputType.DATE:
            day = read_date(box.text)
            if day.problem is not None and day.problem is not NumberProblem.EMPTY:
                box.problem = say(day.problem.value, day.values)
            return day.value
        case InputType.COUNT | InputType.NUMBER:
            return _number(box, read_figure(box.text, whole=declared.is_whole))


def _number(box: ExampleBox, reading: Reading[Decimal]) -> Decimal | None:
    if reading.problem is not None and reading.problem is not NumberProblem.EMPTY:
        box.problem = say(reading.problem.value, reading.values)
    elif reading.value is not None and reading.value < 0 and box.name.endswith(("-tu", "-mau")):
        box.problem = say(NumberProblem.NEGATIVE.value, {**reading.values})
        return None
    return reading.value
