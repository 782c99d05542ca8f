"""Entry boxes of a leaf: built from its inputs, what was typed in them ↔ values of the engine.

A figure that may mean several things, or is wrong, is never guessed: the text is kept and the value that stood before
stays. Names of boxes: ``x-<input>``; a ratio has two, ``x-<input>-tu`` and ``x-<input>-mau``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from parindex.engine.numbers.printing import show_date, show_decimal
from parindex.engine.numbers.reading import NumberProblem, read_date, read_figure
from parindex.engine.rulebook.document import Input, InputType, Node
from parindex.engine.rulebook.rules import AlternativesPickOne
from parindex.engine.scoring.values import Absence, Inputs, Ratio, Value
from parindex.portal.platform.folding import fold

LARGEST = Decimal(10) ** 12
CHOICES_NAMED = 8
"""So many choices are named where a text is none of them."""
YES, NO = "co", "khong"
NEVER_MARK = "1"
SITUATION = "tinh-huong"
"""Box of the whole row: not applicable, or not yet due."""
BoxKind = Literal["count", "number", "date", "yes_no", "choice", "never", "situation"]


class BoxProblem(NamedTuple):
    """What is wrong with a typed text: wording code and values."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EntryBox:
    """One box. ``label`` is the document's own word; empty where the interface has one ("never", "situation")."""

    name: str
    input_code: str
    kind: BoxKind
    label: str = ""
    unit: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class EntryReading:
    """What a row's texts mean. ``unfinished``: texts that are no value (yet), by box; ``problems``: those wrong."""

    inputs: dict[str, Value | Absence]
    unfinished: dict[str, str] = field(default_factory=dict)
    problems: dict[str, BoxProblem] = field(default_factory=dict)


def boxes_of(leaf: Node) -> tuple[EntryBox, ...]:
    """The boxes of a leaf in the order of its inputs, the situation of the row last where the set allows one."""
    boxes = [box for declared in leaf.inputs for box in _boxes(declared)]
    situations = situations_of(leaf)
    if situations:
        boxes.append(EntryBox(SITUATION, "", "situation", choices=tuple((each, "") for each in situations)))
    return tuple(boxes)


def situations_of(leaf: Node) -> tuple[str, ...]:
    """Absences that the leaf's policies know."""
    if leaf.policies is None:
        return ()
    allowed = (
        (Absence.NOT_APPLICABLE, leaf.policies.not_applicable),
        (Absence.NOT_YET_DUE, leaf.policies.not_yet_due),
    )
    return tuple(absence.value for absence, policy in allowed if policy != "refuse")


def _boxes(declared: Input) -> list[EntryBox]:
    name, unit, hint = f"x-{declared.code}", declared.unit or "", declared.hint or ""
    match declared.type:
        case InputType.RATIO:
            upper, lower = declared.numerator or declared.title, declared.denominator or declared.title
            return [
                EntryBox(f"{name}-tu", declared.code, _figure_kind(declared), upper, unit, hint),
                EntryBox(f"{name}-mau", declared.code, _figure_kind(declared), lower, unit),
            ]
        case InputType.DATE:
            return [
                EntryBox(name, declared.code, "date", declared.title, unit, hint),
                EntryBox(f"{name}-chua", declared.code, "never"),
            ]
        case InputType.YES_NO:
            return [EntryBox(name, declared.code, "yes_no", declared.title, unit, hint)]
        case InputType.CHOICE:
            choices = tuple((choice.code, choice.title) for choice in declared.choices)
            return [EntryBox(name, declared.code, "choice", declared.title, unit, hint, choices)]
        case InputType.COUNT | InputType.NUMBER:
            return [EntryBox(name, declared.code, _figure_kind(declared), declared.title, unit, hint)]


def _figure_kind(declared: Input) -> BoxKind:
    return "count" if declared.is_whole else "number"


def texts_of(leaf: Node, inputs: Inputs) -> dict[str, str]:
    """Box → text of the values as they are printed; empty where there is none."""
    texts: dict[str, str] = {}
    for box in boxes_of(leaf):
        if box.kind == "situation":
            absent = {value.value for value in inputs.values() if isinstance(value, Absence)}
            texts[box.name] = next((each for each, _ in box.choices if each in absent), "")
        else:
            texts[box.name] = _text(box, inputs.get(box.input_code))
    return texts


def _text(box: EntryBox, value: Value | Absence | None) -> str:
    if box.kind == "never":
        return NEVER_MARK if value is Absence.NEVER else ""
    if value is None or isinstance(value, Absence):
        return ""
    if isinstance(value, Ratio):
        return show_decimal(value.numerator if box.name.endswith("-tu") else value.denominator)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return show_date(value)
    return show_decimal(value) if isinstance(value, Decimal) else str(value)


def read_entry(
    leaf: Node, texts: Mapping[str, str], standing: Inputs, known: Mapping[str, Value] | None = None
) -> EntryReading:
    """Read what was typed. Boxes that are not in ``texts`` keep what stood; ``known`` figures cannot be overtyped."""
    known = known or {}
    before = texts_of(leaf, standing)
    typed = before | {
        name: unicodedata.normalize("NFC", text).strip() for name, text in texts.items() if name in before
    }
    reading = EntryReading(inputs=dict(known))
    situation = typed.get(SITUATION, "")
    if situation and situation in situations_of(leaf):
        absent = Absence(situation)
        reading.inputs |= {declared.code: absent for declared in leaf.inputs if declared.code not in known}
        return reading
    if situation:
        reading.problems[SITUATION] = _no_situation(leaf, situation)
    for declared in leaf.inputs:
        if declared.code not in known:
            _read(declared, typed, before, standing.get(declared.code), reading)
    return reading


def _read(
    declared: Input,
    typed: Mapping[str, str],
    before: Mapping[str, str],
    stood: Value | Absence | None,
    reading: EntryReading,
) -> None:
    """Put the input's value into ``reading``, or its texts and what is wrong with them."""
    boxes = _boxes(declared)
    own = {box.name: typed.get(box.name, "") for box in boxes}
    gap = isinstance(stood, Absence) and stood is not Absence.NEVER
    if stood is not None and not gap and own == {box.name: before.get(box.name, "") for box in boxes}:
        # What the system printed itself is not read again: 0,125 of it would be ambiguous.
        reading.inputs[declared.code] = stood
        return
    value, problems = _value(declared, boxes, own)
    if value is not None:
        reading.inputs[declared.code] = value
    elif any(own.values()):
        reading.unfinished |= {name: text for name, text in own.items() if text}
        reading.problems |= problems
        if stood is not None and not gap and problems:
            reading.inputs[declared.code] = stood


def _value(
    declared: Input, boxes: list[EntryBox], own: Mapping[str, str]
) -> tuple[Value | Absence | None, dict[str, BoxProblem]]:
    match declared.type:
        case InputType.RATIO:
            return _ratio(declared, boxes, own)
        case InputType.DATE:
            if own[boxes[1].name]:
                return Absence.NEVER, {}
            return _date(boxes[0].name, own[boxes[0].name])
        case InputType.YES_NO:
            return _among(boxes[0], own, {YES: True, NO: False})
        case InputType.CHOICE:
            return _among(boxes[0], own, {code: code for code, _ in boxes[0].choices})
        case InputType.COUNT | InputType.NUMBER:
            return _number(declared, boxes[0], own[boxes[0].name])


def _among(
    box: EntryBox, own: Mapping[str, str], meanings: Mapping[str, bool | str]
) -> tuple[Value | None, dict[str, BoxProblem]]:
    text = own[box.name]
    chosen = choice_of(text, box.choices or [(code, code) for code in meanings])
    if text and chosen is None:
        return None, {box.name: _no_choice(box, text)}
    return meanings.get(chosen or ""), {}


def choice_of(text: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """The code of the choice that a text names: by its code or title as written, else without accents and capitals.

    None where no choice bears it, or several do.
    """
    exact = {code for code, title in choices if text in {code, title}}
    found = exact or {code for code, title in choices if fold(text) in {fold(code), fold(title)}}
    return found.pop() if len(found) == 1 else None


def _no_choice(box: EntryBox, text: str) -> BoxProblem:
    """Names the choices as they are written, the first of many."""
    if not box.choices:
        return BoxProblem("assessments.not_a_choice", {"text": text, "choices": (True, False)})
    named = tuple(f"“{title}”" for _code, title in box.choices[:CHOICES_NAMED])
    more = len(box.choices) - len(named)
    values = {"text": text, "choices": named, "more": more}
    return BoxProblem("assessments.not_a_choice_of_many" if more else "assessments.not_a_choice", values)


def _no_situation(leaf: Node, text: str) -> BoxProblem:
    first, *others = situations_of(leaf)
    if not others:
        return BoxProblem("assessments.not_the_situation", {"text": text, "first": first})
    return BoxProblem("assessments.not_a_situation", {"text": text, "first": first, "second": others[0]})


def _date(name: str, text: str) -> tuple[date | None, dict[str, BoxProblem]]:
    reading = read_date(text)
    if reading.problem is not None and reading.problem is not NumberProblem.EMPTY:
        return None, {name: BoxProblem(reading.problem.value, reading.values)}
    return reading.value, {}


def _number(declared: Input, box: EntryBox, text: str) -> tuple[Decimal | None, dict[str, BoxProblem]]:
    # "85 %" in a box that counts in % says the unit once more.
    bare = text.removesuffix("%").rstrip() if declared.unit == "%" else text
    reading = read_figure(bare, whole=box.kind == "count")
    if reading.problem is not None:
        if reading.problem is NumberProblem.EMPTY:
            return None, {}
        return None, {box.name: BoxProblem(reading.problem.value, reading.values)}
    value = reading.value
    assert value is not None
    if abs(value) >= LARGEST:
        return None, {box.name: BoxProblem("assessments.figure_too_large", {"text": text})}
    is_side = declared.type is InputType.RATIO
    lowest = Decimal(0) if declared.minimum is None or is_side else declared.minimum
    if value < lowest:
        code = "number.negative" if lowest == 0 else "assessments.below_minimum"
        return None, {box.name: BoxProblem(code, {"text": text, "minimum": lowest})}
    if declared.maximum is not None and value > declared.maximum and not is_side:
        return None, {box.name: BoxProblem("assessments.above_maximum", {"text": text, "maximum": declared.maximum})}
    return value, {}


def _ratio(
    declared: Input, boxes: list[EntryBox], own: Mapping[str, str]
) -> tuple[Ratio | None, dict[str, BoxProblem]]:
    (upper, wrong_upper), (lower, wrong_lower) = (_number(declared, box, own[box.name]) for box in boxes)
    if upper is None or lower is None:
        return None, wrong_upper | wrong_lower
    if upper > lower and not declared.may_exceed_one:
        values = {"upper": upper, "lower": lower, "of": boxes[1].label}
        return None, {boxes[0].name: BoxProblem("assessments.numerator_above", values)}
    return Ratio(upper, lower), {}


def chosen_alternative(leaf: Node, inputs: Inputs) -> str:
    """The way to measure that the row names, for a leaf that offers several; else empty."""
    if not isinstance(leaf.rule, AlternativesPickOne):
        return ""
    chosen: Any = inputs.get(leaf.rule.choice)
    return chosen if isinstance(chosen, str) and not isinstance(chosen, Absence) else ""


def cell_of(box: EntryBox, value: Value | Absence | None) -> Decimal | date | None:
    """The value of a box as a spreadsheet keeps it; None for texts, choices and gaps."""
    if isinstance(value, Ratio):
        return value.numerator if box.name.endswith("-tu") else value.denominator
    if isinstance(value, bool | str | Absence):
        return None
    return value


def read_as(box: EntryBox, text: str) -> str:
    """How a typed figure was read, as it is printed, where its signs could have meant something else: ``1.310`` in a
    box of whole numbers, ``1.5``. Empty for digits alone, for what cannot be read, for other boxes.
    """
    if box.kind not in {"count", "number"} or text.strip().isdecimal():
        return ""
    bare = text.strip().removesuffix("%").rstrip() if box.unit == "%" else text
    value = read_figure(bare, whole=box.kind == "count").value
    return "" if value is None else show_decimal(value)


def same_figure(box: EntryBox, value: Value | Absence | None, text: str) -> bool:
    """Whether a typed text is the value that stands already, however it is grouped."""
    cell = cell_of(box, value)
    if isinstance(cell, Decimal):
        return read_figure(text, whole=box.kind == "count").value == cell
    return isinstance(cell, date) and read_date(text).value == cell
