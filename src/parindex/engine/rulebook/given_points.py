"""A criteria set in which some leaves carry points that somebody else gave.

A province's own return is appraised by the ministry: at the end only points come back, and no rule may recompute them.
Everything above the leaf (sums, ledger, classes, plan) works on as for any set.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from parindex.engine.rulebook.document import (
    CriteriaSet,
    Criterion,
    Field,
    Input,
    InputType,
    MeasuredBy,
    Node,
    Policies,
)
from parindex.engine.rulebook.rules import PointsAsPrinted

POINTS = "points"
"""Code of the one input of such a leaf."""
AnyNode = TypeVar("AnyNode", bound=Node)


def with_given_points(criteria_set: CriteriaSet, codes: Collection[str]) -> CriteriaSet:
    """The set with the rule of each leaf in ``codes`` replaced by its points; codes of no leaf are passed over."""
    if not codes:
        return criteria_set
    return criteria_set.model_copy(update={"fields": tuple(_field(each, codes) for each in criteria_set.fields)})


def _field(field: Field, codes: Collection[str]) -> Field:
    return _leaf(
        field.model_copy(update={"criteria": tuple(_criterion(each, codes) for each in field.criteria)}), codes
    )


def _criterion(criterion: Criterion, codes: Collection[str]) -> Criterion:
    below = tuple(_leaf(each, codes) for each in criterion.sub_criteria)
    return _leaf(criterion.model_copy(update={"sub_criteria": below}), codes)


def _leaf(node: AnyNode, codes: Collection[str]) -> AnyNode:
    if node.rule is None or node.code not in codes:
        return node
    return node.model_copy(
        update={
            "measured": MeasuredBy.IMPORTED,
            "inputs": (Input(code=POINTS, title=node.title, type=InputType.NUMBER),),
            "rule": PointsAsPrinted(kind="points_as_printed", points=POINTS),
            "policies": Policies(),
        }
    )
