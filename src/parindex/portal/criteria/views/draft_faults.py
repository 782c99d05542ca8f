"""Faults of a draft as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.engine_bridge.draft_tree import node_places
from parindex.portal.criteria.forms.parts import Box, flat
from parindex.portal.criteria.queries.drafts import DraftView
from parindex.portal.platform.words import say


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault in words, with the node where it is mended (empty: the set)."""

    severity: str
    code: str
    number: str
    words: str
    remedy: str


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
