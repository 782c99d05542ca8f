"""The what-if box: figures as typed → changes for the engine; what cannot be read says so under its box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from parindex.engine.numbers.printing import show_date, show_decimal
from parindex.engine.numbers.reading import Reading, read_count, read_date, read_decimal
from parindex.engine.rulebook.document import Input, InputType, Node
from parindex.engine.scoring.values import Inputs, Ratio, Value
from parindex.portal.assessments.labels import figure_in_words
from parindex.portal.assessments.queries.unit_sheets import UnitSheet
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.words import say

SHOWN_AT_FIRST = 3
MOST = 12
"""Leaves in one trial; more would be a plan, not a question."""
YES, NO = "co", "khong"


@dataclass(slots=True)
class Box:
    """One box to type in."""

    name: str
    label: str
    kind: str
    """``number``, ``date`` or ``choice``."""
    text: str
    unit: str = ""
    choices: Sequence[tuple[str, str]] = ()
    problem: str = ""


@dataclass(slots=True)
class TrialLeaf:
    """One leaf of the trial: its boxes, what it is now, and once computed what it would give."""

    node: NodeRow
    now: str
    boxes: list[Box]
    gain: Decimal | None = None
    refusal: str = ""


@dataclass(slots=True)
class TrialQuestion:
    """Leaves that the reader chose and what he typed."""

    leaves: list[TrialLeaf]
    changes: dict[str, Inputs] = field(default_factory=dict)
    addable: Sequence[NodeRow] = ()

    @property
    def readable(self) -> bool:
        """Whether every box could be read."""
        return not any(box.problem for leaf in self.leaves for box in leaf.boxes)


def read_trial(asked: QueryDict, sheet: UnitSheet) -> TrialQuestion:
    """Read the boxes of the address; without any, the leaves where most can be won back, as they are now."""
    chosen = _chosen(asked, sheet)
    question = TrialQuestion([])
    for code in chosen:
        leaf, inputs = sheet.ready.leaves[code].leaf, sheet.figures.get(code, {})
        boxes: list[Box] = []
        typed: dict[str, Value] = {}
        for declared in leaf.inputs:
            own, value = _read(asked, leaf, declared, inputs.get(declared.code))
            boxes += own
            if value is not None and value != inputs.get(declared.code):
                typed[declared.code] = value
        if typed:
            question.changes[code] = typed
        question.leaves.append(TrialLeaf(sheet.nodes[code], _now(leaf, inputs), boxes))
    question.addable = [
        node
        for node in sorted(sheet.nodes.values(), key=lambda n: n.position)
        if node.is_leaf and node.code not in chosen and sheet.ready.leaves[node.code].leaf.inputs
    ]
    return question


def _chosen(asked: QueryDict, sheet: UnitSheet) -> list[str]:
    wanted = [code for code in [*asked.getlist("tc"), asked.get("them", "")] if code in sheet.ready.leaves]
    wanted = [code for code in dict.fromkeys(wanted) if code != asked.get("bot")][:MOST]
    if wanted or "tc" in asked:
        return wanted
    lines = [line for line in sheet.ledger_lines() if line.node is not None and line.winnable > 0]
    return [line.node.code for line in lines[:SHOWN_AT_FIRST] if line.node is not None]


def _now(leaf: Node, inputs: Inputs) -> str:
    return "; ".join(figure_in_words(each, inputs.get(each.code)) for each in leaf.inputs)


def _read(asked: QueryDict, leaf: Node, declared: Input, now: object) -> tuple[list[Box], Value | None]:
    name = f"x-{leaf.code}-{declared.code}"
    match declared.type:
        case InputType.RATIO:
            return _read_ratio(asked, name, declared, now)
        case InputType.YES_NO:
            return _read_yes_no(asked, name, declared, now)
        case InputType.CHOICE:
            choices = [(choice.code, choice.title) for choice in declared.choices]
            text = asked.get(name, now if isinstance(now, str) else "")
            return [Box(name, declared.title, "choice", text, choices=choices)], text or None
        case InputType.DATE:
            return _read_box(asked, name, declared, show_date(now) if isinstance(now, date) else "", read_date)
        case InputType.COUNT | InputType.NUMBER:
            return _read_box(asked, name, declared, _printed(now), _reader(declared))


def _reader(declared: Input) -> Callable[[str], Reading[Decimal]]:
    return read_count if declared.is_whole else read_decimal


def _printed(value: object) -> str:
    return show_decimal(value) if isinstance(value, Decimal) else ""


def _read_box(
    asked: Mapping[str, str], name: str, declared: Input, now: str, reader: object
) -> tuple[list[Box], Value | None]:
    text = asked.get(name, now).strip()
    box = Box(name, declared.title, "date" if reader is read_date else "number", text, unit=declared.unit or "")
    if not text or text == now:
        # what the system printed itself need not be read again: 0,125 of it would be ambiguous
        return [box], None
    assert callable(reader)
    reading: Reading[Decimal] | Reading[date] = reader(text)
    if reading.problem is not None:
        box.problem = say(reading.problem.value, reading.values)
    return [box], reading.value


def _read_ratio(asked: Mapping[str, str], name: str, declared: Input, now: object) -> tuple[list[Box], Value | None]:
    upper = now.numerator if isinstance(now, Ratio) else None
    lower = now.denominator if isinstance(now, Ratio) else None
    over, numerator = _side(asked, f"{name}-tu", declared.numerator or _("Numerator"), upper, declared)
    under, denominator = _side(asked, f"{name}-mau", declared.denominator or _("Denominator"), lower, declared)
    if numerator is None or denominator is None:
        return [over, under], None
    if numerator > denominator and not declared.may_exceed_one:
        over.problem = _("%(upper)s is larger than %(lower)s. Check one of the two figures.") % {
            "upper": over.text,
            "lower": under.text,
        }
        return [over, under], None
    return [over, under], Ratio(numerator, denominator)


def _side(
    asked: Mapping[str, str], name: str, label: str, now: Decimal | None, declared: Input
) -> tuple[Box, Decimal | None]:
    boxes, value = _read_box(asked, name, declared, _printed(now), _reader(declared))
    boxes[0].label = label
    if boxes[0].problem:
        return boxes[0], None
    return boxes[0], value if isinstance(value, Decimal) else now


def _read_yes_no(asked: Mapping[str, str], name: str, declared: Input, now: object) -> tuple[list[Box], Value | None]:
    before = (YES if now else NO) if isinstance(now, bool) else ""
    text = asked.get(name, before)
    box = Box(name, declared.title, "choice", text, choices=[(YES, _("yes")), (NO, _("no"))])
    return [box], {YES: True, NO: False}.get(text)
