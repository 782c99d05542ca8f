"""The meaning of one node: parent or leaf, its inputs, its policies, and that its rule and inputs fit each other."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from parindex.engine.rulebook.faults import FaultCode, PathParts, Severity
from parindex.engine.rulebook.lint_rules import DIVIDES, InputUse, LeafView, input_uses, kinds_within, lint_rule
from parindex.engine.rulebook.lint_tree import RawNode, decimal_of, list_of, mapping_of, mappings_in, text_of
from parindex.engine.rulebook.source_tree import SourceTree

WARNING = Severity.WARNING
LEAF_PARTS = ("measured", "inputs", "rule", "policies", "maximum_by_group", "evidence", "product")
MEASURED = {
    "manual_rating_by_leader": {"rated"},
    "survey_option_weights": {"survey"},
    "survey_group_mean": {"survey"},
    "imported_external_index": {"imported", "survey", "facts"},
}
"""Kinds that say by themselves where their figures come from."""


def lint_node(tree: SourceTree, node: RawNode, *, owned: bool) -> None:
    """One node without its children. ``owned``: the node or one above it names a field owner."""
    if node.has_children and node.has_rule:
        tree.add(FaultCode.NODE_WITH_BOTH, node.path, value=node.code)
        return
    if node.has_children:
        for part in LEAF_PARTS:
            if node.raw.get(part):
                tree.add(FaultCode.LEAF_PART_ON_PARENT, (*node.path, part), values={"key": part})
        return
    if not node.has_rule:
        tree.add(FaultCode.NODE_WITH_NEITHER, node.path, value=node.code)
        return
    _lint_leaf(tree, node, owned)


def _lint_leaf(tree: SourceTree, node: RawNode, owned: bool) -> None:
    _lint_accountability(tree, node, owned)
    groups = _lint_groups(tree, node)
    inputs = _lint_inputs(tree, node)
    rule = node.raw.get("rule")
    if not isinstance(rule, dict):
        return
    path = (*node.path, "rule")
    uses = list(input_uses(rule, path))
    _lint_uses(tree, node, inputs, uses)
    policies = node.raw.get("policies")
    if isinstance(policies, dict) and policies.get("zero_denominator") is None and kinds_within(rule) & DIVIDES:
        where = (*node.path, "policies")
        tree.add(FaultCode.ZERO_DENOMINATOR_UNDECLARED, where, values={"kind": str(rule.get("kind"))})
    maximum = node.maximum
    smallest = min([maximum, *groups]) if maximum is not None else None
    lint_rule(tree, rule, path, LeafView(maximum, smallest, inputs, node.outside_scale))


def _lint_accountability(tree: SourceTree, node: RawNode, owned: bool) -> None:
    if node.raw.get("measured") is None:
        tree.add(FaultCode.LEAF_WITHOUT_MEASURED, node.path, value=node.code)
    if node.raw.get("policies") is None:
        tree.add(FaultCode.LEAF_WITHOUT_POLICIES, node.path, value=node.code)
    rule = mapping_of(node.raw.get("rule"))
    fitting = MEASURED.get(str(rule.get("kind")))
    measured = node.raw.get("measured")
    if fitting and isinstance(measured, str) and measured not in fitting:
        values = {"kind": str(rule.get("kind")), "expected": ", ".join(sorted(fitting))}
        tree.add(FaultCode.MEASURED_UNFIT, (*node.path, "measured"), value=measured, values=values, severity=WARNING)
    if tree.data.get("standing") not in ("official", "model"):
        return
    if measured == "self" and not node.raw.get("evidence"):
        tree.add(FaultCode.LEAF_WITHOUT_EVIDENCE, node.path, value=node.code, severity=WARNING)
    if not owned:
        tree.add(FaultCode.LEAF_WITHOUT_OWNER, node.path, value=node.code, severity=WARNING)


def _lint_groups(tree: SourceTree, node: RawNode) -> list[Decimal]:
    seen: set[str] = set()
    maxima: list[Decimal] = []
    for position, entry in mappings_in(node.raw.get("maximum_by_group")):
        path: PathParts = (*node.path, "maximum_by_group", position)
        group, maximum = text_of(entry.get("group")), decimal_of(entry.get("maximum"))
        if group is not None and group in seen:
            tree.add(FaultCode.GROUP_REPEATED, (*path, "group"), value=group)
        seen.add(group or "")
        if maximum is not None and maximum < 0:
            tree.add(FaultCode.MAXIMUM_NEGATIVE, (*path, "maximum"), value=maximum)
        elif maximum is not None:
            maxima.append(maximum)
    return maxima


def _lint_inputs(tree: SourceTree, node: RawNode) -> dict[str, dict[str, object]]:
    inputs: dict[str, dict[str, object]] = {}
    for position, raw in mappings_in(node.raw.get("inputs")):
        path: PathParts = (*node.path, "inputs", position)
        code = text_of(raw.get("code"))
        if code is not None and code in inputs:
            tree.add(FaultCode.DUPLICATE_INPUT, (*path, "code"), value=code)
        elif code is not None:
            inputs[code] = raw
        low, high = decimal_of(raw.get("minimum")), decimal_of(raw.get("maximum"))
        if low is not None and high is not None and high < low:
            tree.add(FaultCode.INPUT_BOUNDS_REVERSED, (*path, "maximum"), value=high, values={"minimum": low})
        _lint_options(tree, raw, path)
        if raw.get("type") == "ratio" and not (text_of(raw.get("numerator")) and text_of(raw.get("denominator"))):
            tree.add(FaultCode.RATIO_PARTS_UNNAMED, path, value=code, severity=WARNING)
    return inputs


def _lint_options(tree: SourceTree, raw: dict[str, object], path: PathParts) -> None:
    options = list_of(raw.get("choices"))
    if raw.get("type") == "choice" and len(options) < 2:
        tree.add(FaultCode.CHOICE_WITHOUT_OPTIONS, path, value=raw.get("code"))
    elif options and raw.get("type") != "choice":
        tree.add(FaultCode.OPTIONS_WITHOUT_CHOICE, (*path, "choices"), value=raw.get("code"))
    codes = Counter(text_of(option.get("code")) for _, option in mappings_in(options))
    for code, times in codes.items():
        if code is not None and times > 1:
            tree.add(FaultCode.DUPLICATE_OPTION, (*path, "choices"), value=code)


def _lint_uses(tree: SourceTree, node: RawNode, inputs: dict[str, dict[str, object]], uses: list[InputUse]) -> None:
    for use in uses:
        raw = inputs.get(use.code)
        if raw is None:
            tree.add(FaultCode.UNKNOWN_INPUT, use.path, value=use.code, values={"known": ", ".join(inputs) or "–"})
        elif isinstance(raw.get("type"), str) and raw["type"] not in use.types:
            values = {"input": use.code, "type": str(raw["type"]), "expected": ", ".join(sorted(use.types))}
            tree.add(FaultCode.INPUT_TYPE_UNFIT, use.path, value=use.code, values=values)
    used = {use.code for use in uses}
    for position, raw in mappings_in(node.raw.get("inputs")):
        code = text_of(raw.get("code"))
        if code is not None and code not in used:
            path = (*node.path, "inputs", position)
            tree.add(FaultCode.UNUSED_INPUT, path, value=code, severity=WARNING)
    within: dict[PathParts, set[str]] = {}
    for use in uses:
        # inside one rule an input counts once; different alternatives may use the same one
        if use.code in within.setdefault(use.rule, set()):
            tree.add(FaultCode.INPUT_REPEATED, use.path, value=use.code)
        within[use.rule].add(use.code)
