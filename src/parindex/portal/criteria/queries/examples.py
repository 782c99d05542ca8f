"""Kept examples of a draft, each with what the rule gives for it now."""

from __future__ import annotations

from dataclasses import dataclass

from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Outcome, Status
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.examples import WorkedExample, examples_yaml, holds, inputs_of_kept
from parindex.portal.criteria.models import CriteriaSetDraft, DraftExample
from parindex.portal.criteria.queries.names import year_of
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One example. ``leaf`` None: not in the draft any more, or its rule is not whole; then nothing is computed."""

    row: DraftExample
    number: str
    title: str
    leaf: Node | None
    holds: bool
    outcome: Outcome | None


def examples_of(draft: CriteriaSetDraft) -> list[ExampleLine]:
    """Every example in printed order of the leaves, those of leaves that are gone last; one query."""
    places = {place.code: place for place in draft_tree.node_places(draft.content)}
    order = {code: position for position, code in enumerate(places)}
    rows = sorted(draft.examples.all(), key=lambda row: (order.get(row.leaf, len(order)), row.leaf, row.pk))
    leaves: dict[str, Node | None] = {}
    lines = []
    for row in rows:
        node = places[row.leaf].node if row.leaf in places else {}
        if row.leaf not in leaves:
            leaves[row.leaf] = drafts.leaf_of(node)
        lines.append(line_of(row, leaves[row.leaf], str(node.get("number") or row.leaf), str(node.get("title") or "")))
    return lines


def line_of(row: DraftExample, leaf: Node | None, number: str, title: str) -> ExampleLine:
    """The example under this leaf."""
    agrees, outcome = holds(leaf, worked(row)) if leaf is not None else (False, None)
    return ExampleLine(row, number, title, leaf, agrees, outcome)


def worked(row: DraftExample) -> WorkedExample:
    """The row as the engine takes it."""
    return WorkedExample(
        leaf=row.leaf,
        name=row.name,
        year=row.year,
        inputs=inputs_of_kept(row.inputs),
        points=row.points,
        status=Status(row.status) if row.status else None,
        maximum=row.maximum,
        group=row.group or None,
        source=row.source,
    )


def yaml_of(draft: CriteriaSetDraft) -> bytes:
    """The examples as a file ``examples/*.yaml`` of the rulebook; a situation that was not said is the computed one."""
    said = []
    for line in examples_of(draft):
        example = worked(line.row)
        if example.status is None and line.outcome is not None:
            example = example._replace(status=line.outcome.status)
        said.append(example)
    return examples_yaml(draft.code, draft.version, example_year(draft), said)


def example_year(draft: CriteriaSetDraft) -> int:
    """The year that examples are tried for when none is said."""
    return year_of(draft) or clock.today().year
