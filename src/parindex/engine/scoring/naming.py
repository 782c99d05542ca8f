"""Names for the codes inside a step's values, for people: an input's title instead of its code.

Steps are stored with codes (titles may be improved later); whoever words them puts the titles of the leaf in.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from parindex.engine.numbers.printing import show_decimal
from parindex.engine.rulebook.document import Node
from parindex.engine.rulebook.rules import AlternativesPickOne
from parindex.engine.scoring.values import Step


def named_values(leaf: Node, step: Step) -> dict[str, object]:
    """The values of ``step`` with titles for the codes of inputs, choices and alternatives that ``leaf`` declares.

    What is ``missing`` carries the unit of measure where the leaf counts in one unit only.
    """
    inputs = {each.code: each for each in leaf.inputs}
    named: dict[str, object] = dict(step.values)
    code = named.get("input")
    if isinstance(code, str) and code in inputs:
        named["input"] = inputs[code].title
        titles = {choice.code: choice.title for choice in inputs[code].choices}
        named.update(_replaced(named, ("value",), titles))
    if isinstance(leaf.rule, AlternativesPickOne):
        titles = {each.code: each.title for each in leaf.rule.alternatives}
        named.update(_replaced(named, ("alternative",), titles))
    units = {each.unit for each in leaf.inputs if each.unit}
    missing = named.get("missing")
    if isinstance(missing, Decimal) and len(units) == 1:
        named["missing"] = f"{show_decimal(missing)} {units.pop()}"
    return named


def _replaced(values: Mapping[str, object], keys: tuple[str, ...], titles: Mapping[str, str]) -> dict[str, object]:
    return {key: titles[str(values[key])] for key in keys if str(values.get(key)) in titles}
