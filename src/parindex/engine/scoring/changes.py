"""Says in codes what changed inside a sub-criterion or in a set's own attributes, from one version to the next.

``engine.rulebook.compare`` tells which nodes differ; here stands how: only the sentences that were dropped and that
are new, so that a moved target or a later deadline is seen at once. Codes have their sentences in ``parindex.wording``
(room ``changes``; rules and policies in room ``rules``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from parindex.engine.rulebook.compare import SetChange
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.description import describe_policies, describe_rule
from parindex.engine.scoring.naming import named_values
from parindex.engine.scoring.values import Step

Steps = tuple[Step, ...]


class ChangedPart(StrEnum):
    """What of a sub-criterion can change. Worded as the name of the part, without values."""

    TITLE = "changed.title"
    MAXIMUM = "changed.maximum"
    MAXIMUM_BY_GROUP = "changed.maximum_by_group"
    RULE = "changed.rule"
    INPUTS = "changed.inputs"
    MEASURED = "changed.measured"
    POLICIES = "changed.policies"
    EVIDENCE = "changed.evidence"
    OWNER = "changed.owner"
    LEGAL = "changed.legal"
    REMEDIES = "changed.remedies"


class SaidCode(StrEnum):
    """Codes of the lines below a part, besides those of rules and policies."""

    TEXT = "changed_line.text"
    POINTS = "changed_line.points"
    INPUT = "changed_line.input"
    GROUP = "changed_line.group"
    MEASURED = "changed_line.measured"
    VALUE = "changed_line.value"
    LISTED = "changed_line.listed"
    NAMED = "changed_line.named"
    CHOSEN = "changed_line.chosen"
    BAND = "changed_line.band"
    UNSAID = "changed_line.unsaid"
    """The document differs, the sentences do not: a code, or a detail that no sentence tells."""


class PartChange(NamedTuple):
    """One part: the lines that only the version before has, and those that only the later one has."""

    part: str
    before: Steps
    after: Steps


def node_changes(before: Node, after: Node) -> tuple[PartChange, ...]:
    """Every part that differs, in the order of ``ChangedPart``; empty when nothing does."""
    found = []
    for part, (fields, say) in _PARTS.items():
        if all(getattr(before, name) == getattr(after, name) for name in fields):
            continue
        old, new = say(before), say(after)
        gone = tuple(step for step in old if step not in new)
        come = tuple(step for step in new if step not in old)
        if not gone and not come:
            if part in (ChangedPart.RULE, ChangedPart.INPUTS):
                found.append(PartChange(part, (), (Step(SaidCode.UNSAID, {}),)))
            continue
        found.append(PartChange(part, gone, come))
    return tuple(found)


def set_change(change: SetChange) -> PartChange:
    """A changed attribute of the set: ``changed_set.<name>`` and its values by name."""
    old, new = (_unnamed(_set_lines(change.name, side), change.name) for side in (change.before, change.after))
    return PartChange(
        f"changed_set.{change.name}",
        tuple(step for step in old if step not in new),
        tuple(step for step in new if step not in old),
    )


def _text(*texts: str | None) -> Steps:
    return tuple(Step(SaidCode.TEXT, {"text": text}) for text in texts if text)


def _rule(node: Node) -> Steps:
    return tuple(Step(step.code, named_values(node, step)) for step in describe_rule(node))  # type: ignore[arg-type]


def _inputs(node: Node) -> Steps:
    return tuple(Step(SaidCode.INPUT, {"title": each.title, "type": each.type.value}) for each in node.inputs)


def _groups(node: Node) -> Steps:
    return tuple(Step(SaidCode.GROUP, {"group": each.group, "maximum": each.maximum}) for each in node.maximum_by_group)


def _measured(node: Node) -> Steps:
    return (Step(SaidCode.MEASURED, {"measured": node.measured.value}),) if node.measured else ()


def _legal(node: Node) -> Steps:
    return _text(*(", ".join(part for part in (each.clause, each.act) if part) for each in node.legal))


_PARTS: Mapping[ChangedPart, tuple[tuple[str, ...], Callable[[Node], Steps]]] = {
    ChangedPart.TITLE: (("title",), lambda node: _text(node.title)),
    ChangedPart.MAXIMUM: (("maximum",), lambda node: (Step(SaidCode.POINTS, {"points": node.maximum}),)),
    ChangedPart.MAXIMUM_BY_GROUP: (("maximum_by_group",), _groups),
    ChangedPart.RULE: (("rule",), _rule),
    ChangedPart.INPUTS: (("inputs",), _inputs),
    ChangedPart.MEASURED: (("measured",), _measured),
    ChangedPart.POLICIES: (("policies",), describe_policies),
    ChangedPart.EVIDENCE: (("evidence",), lambda node: _text(*node.evidence)),
    ChangedPart.OWNER: (("owner",), lambda node: _text(node.owner)),
    ChangedPart.LEGAL: (("legal",), _legal),
    ChangedPart.REMEDIES: (("remedies", "product"), lambda node: _text(*node.remedies, node.product)),
}

_CHOSEN = frozenset({"level", "standing", "index_base", "on", "ties", "base"})
"""Attributes whose value is of a closed list: worded as ``changed_value.<value>``."""


def _unnamed(lines: Steps, name: str) -> Steps:
    """A value that is the attribute itself does not repeat its name."""
    plain = {SaidCode.NAMED: SaidCode.VALUE, SaidCode.CHOSEN: SaidCode.LISTED}
    return tuple(
        Step(plain[SaidCode(step.code)], step.values) if step.values.get("name") == name and len(lines) == 1 else step
        for step in lines
    )


def _set_lines(name: str, value: Any) -> Steps:
    if value in (None, "", [], {}, ()):
        return ()
    if isinstance(value, Mapping):
        return tuple(step for key, part in value.items() if key != "code" for step in _set_lines(key, part))
    if name == "bands":
        return tuple(Step(SaidCode.BAND, {"name": each["name"], "at_least": each["at_least"]}) for each in value)
    if name in _CHOSEN:
        return (Step(SaidCode.CHOSEN, {"name": name, "value": str(value)}),)
    shown = ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else value
    return (Step(SaidCode.NAMED, {"name": name, "value": shown}),)
