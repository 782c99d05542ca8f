"""Keep a worked example with a draft: from then on the rule of its leaf must give these points."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, stream_of
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.examples import kept_inputs
from parindex.portal.criteria.models import CriteriaSetDraft, DraftExample
from parindex.portal.criteria.queries.examples import example_year
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_NAME = 200
LONGEST_SOURCE = 300
MOST = 3000
"""Examples of one draft; a set of 150 leaves has about 450."""


@transaction.atomic
def keep_example(
    *,
    actor: User | None,
    draft: CriteriaSetDraft,
    leaf: str,
    name: str,
    inputs: Inputs,
    points: Decimal,
    source: str = "",
    group: str = "",
) -> DraftExample:
    """Keep ``inputs`` of ``leaf`` and the ``points`` that they must give; whether they do is judged, not refused.

    Raises ``ActionRefused`` when the leaf is gone, the name is missing or taken, or there are too many.
    """
    draft = draft_to_write(actor, draft)
    place = draft_tree.find_node(draft.content, leaf)
    if place is None or not place.node.get("rule"):
        raise ActionRefused("criteria.draft_node_gone", {"code": leaf})
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise ActionRefused("criteria.example_name_missing", {"code": leaf})
    if draft.examples.filter(leaf=leaf, name=name).exists():
        raise ActionRefused("criteria.example_name_taken", {"code": leaf, "name": name})
    if draft.examples.count() >= MOST:
        raise ActionRefused("criteria.examples_too_many", {"most": MOST})
    example = DraftExample.objects.create(
        draft=draft, leaf=leaf, name=name, source=source.strip()[:LONGEST_SOURCE], year=example_year(draft),
        group=group, inputs=kept_inputs(inputs), points=points, kept_at=clock.now(), kept_by=actor,
    )  # fmt: skip
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.keep_example",
        subject=draft.public_id,
        references={"node": leaf, "example": example.public_id, "points": format(points.normalize(), "f")},
    )
    return example
