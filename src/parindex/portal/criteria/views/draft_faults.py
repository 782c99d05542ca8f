"""Faults of a draft as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parindex.engine.numbers.printing import show_decimal, show_points
from parindex.engine.scoring.values import Absence, Ratio, Value
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.engine_bridge.draft_tree import node_places
from parindex.portal.criteria.engine_bridge.examples import inputs_of_kept
from parindex.portal.criteria.forms.parts import Box, flat
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.drafts import DraftView
from parindex.portal.criteria.queries.examples import ExampleLine
from parindex.portal.criteria.queries.names import names_unconfirmed
from parindex.portal.platform.words import language, say
from parindex.wording import shown

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault in words, with the node where it is mended (empty: the set)."""

    severity: str
    code: str
    number: str
    words: str
    remedy: str
    target: str = ""
    """Page of the draft where it is mended, when that is not the node or the attributes."""


def words_of_fault(fault: engine_bridge.Fault) -> str:
    """What is wrong."""
    return say(f"fault.{fault.code}", fault.values)


def remedy_of(fault: engine_bridge.Fault) -> str:
    """What to do about it."""
    return say(f"remedy.{fault.code}", fault.values)


def fault_lines(view: DraftView, faults: Sequence[engine_bridge.Fault]) -> list[FaultLine]:
    """The faults, errors first."""
    where = {id(fault): code for code, found in view.faults.items() for _, fault in found}
    numbers = {place.code: str(place.node.get("number") or place.code) for place in node_places(view.tree)}
    lines = [_line(fault, where.get(id(fault), ""), numbers) for fault in faults]
    return sorted(lines, key=lambda line: line.severity != "error")


def _line(fault: engine_bridge.Fault, code: str, numbers: Mapping[str, str]) -> FaultLine:
    return FaultLine(fault.severity, code, numbers.get(code, ""), words_of_fault(fault), remedy_of(fault))


def lines_at_issue(draft: CriteriaSetDraft, examples: Sequence[ExampleLine]) -> list[FaultLine]:
    """What stops the issue besides faults of the document: unconfirmed names, examples that do not hold."""
    lines = []
    if names_unconfirmed(draft):
        words = say("criteria.names_to_confirm", {"base": draft.base.address, "title": draft.title})
        lines.append(
            FaultLine("error", "", "", words, say("criteria.names_to_confirm_remedy", {}), "criteria:draft_names")
        )
    for line in examples:
        if not line.holds:
            target = "" if line.leaf is not None else "criteria:draft_examples"
            remedy = say("criteria.example_remedy", {})
            lines.append(FaultLine("error", line.row.leaf, line.number, example_words(line), remedy, target))
    return lines


def example_words(line: ExampleLine) -> str:
    """What an example says and what the rule gives, with both numbers."""
    name, leaf, outcome = line.row.name, line.leaf, line.outcome
    if leaf is None or outcome is None:
        return say("criteria.example_leaf_unready_or_gone", {"name": name, "code": line.row.leaf})
    gone = sorted(set(line.row.inputs) - {declared.code for declared in leaf.inputs})
    if gone:
        return say("criteria.example_input_gone", {"name": name, "inputs": ", ".join(gone)})
    values = {"name": name, "expected": _points(line.row.points), "computed": _points(outcome.points)}
    if line.row.points == outcome.points and line.row.status == outcome.status:
        values |= {"expected": _points(line.row.maximum), "computed": _points(outcome.maximum)}
        return say("criteria.example_maximum_differs", values)
    if line.row.points == outcome.points:
        return say("criteria.example_situation_differs", {"name": name, "computed": values["computed"]})
    return say("criteria.example_fails", values)


def _points(value: Decimal | None) -> str:
    return NOTHING if value is None else show_points(value)


def figures_in_words(line: ExampleLine) -> str:
    """The figures of an example in one line, each with the name of its input."""
    titles = {declared.code: declared.title for declared in line.leaf.inputs} if line.leaf else {}
    inputs = inputs_of_kept(line.row.inputs)
    words = [f"{titles.get(code, code)}: {_figure(value)}" for code, value in inputs.items()]
    return "; ".join(words) or say("criteria.example_no_figures", {})


def _figure(value: Value | Absence) -> str:
    if isinstance(value, Absence):
        return say(f"criteria.example_{value.value}", {})
    if isinstance(value, Ratio):
        return f"{_figure(value.numerator)}/{_figure(value.denominator)}"
    return show_decimal(value) if isinstance(value, Decimal) else shown(value, language())


def put_beside(boxes: Sequence[Box], faults: Sequence[tuple[str, engine_bridge.Fault]]) -> list[tuple[str, str]]:
    """Put each fault at the box that it names, or the nearest around it; gives those that have none."""
    every = {box.name: box for box in flat(boxes)}
    rest: list[tuple[str, str]] = []
    for inside, fault in faults:
        said = (str(fault.severity), f"{words_of_fault(fault)} {remedy_of(fault)}")
        place = inside
        while place and place not in every:
            cut = max(place.rfind("."), place.rfind("["))
            place = place[:cut] if cut > 0 else ""
        if place:
            every[place].faults.append(said)
        else:
            rest.append(said)
    open_blocks(boxes)
    return rest


def open_blocks(boxes: Sequence[Box]) -> None:
    """Open the blocks in which something is to be mended."""
    for box in flat(boxes):
        if box.part.shape == "blocks":
            for row in box.rows:
                row[0].opens = any(inner.faults or inner.problem for inner in flat(row))
