"""The own rows of every unit's self-assessment sheet, by the same rules as the sheet itself (``self_sheets``).

A fixed number of queries, however many units and leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parindex.portal.assessments.models import (
    DisputeState,
    EvidenceLink,
    FigureDispute,
    Round,
    RoundUnit,
    Score,
    Stage,
)
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_in_round
from parindex.portal.assessments.queries.self_sheets import LeafRow, leaf_row, self_scored
from parindex.portal.assessments.queries.sheet_parts import SheetParts
from parindex.portal.criteria.models import NodeRow


def own_rows(round_: Round, members: Sequence[RoundUnit], nodes: Sequence[NodeRow]) -> Mapping[int, Sequence[LeafRow]]:
    """Unit in the round (row id) → the leaves that it scores itself; four queries.

    ``members`` with their ``group``; ``nodes``: the leaves of the round's set. Owners of leaves are not read.
    """
    own = [node for node in nodes if self_scored(node)]
    ready = {name: compiled_for(round_, name) for name in {member.group.set_group for member in members}}
    parts = _parts(round_, members, own)
    return {
        member.pk: [leaf_row(node, ready[member.group.set_group], parts[member.pk]) for node in own]
        for member in members
    }


def _parts(round_: Round, members: Sequence[RoundUnit], own: Sequence[NodeRow]) -> dict[int, SheetParts]:
    # The figures that a leaf asks for are the same in every group of units; only maxima differ.
    documents = compiled_for(round_).leaves
    known = known_in_round(round_, [documents[node.code].leaf for node in own], [member.unit_id for member in members])
    parts = {member.pk: SheetParts({}, {}, {}, {}, known.get(member.unit_id, {})) for member in members}
    scores = Score.objects.filter(entry__round_unit__round=round_, stage=Stage.SELF, actor=None).defer("steps")
    for score in scores.select_related("entry"):
        parts[score.entry.round_unit_id].scores[score.entry.leaf_id] = score
    here = {"score__entry__round_unit__round": round_, "score__stage": Stage.SELF, "score__actor": None}
    for link in EvidenceLink.objects.filter(**here).select_related("score__entry"):
        parts[link.score.entry.round_unit_id].evidence.setdefault(link.score_id, []).append(link)
    disputes = FigureDispute.objects.filter(entry__round_unit__round=round_, state=DisputeState.OPEN)
    for dispute in disputes.select_related("entry"):
        parts[dispute.entry.round_unit_id].disputes[dispute.entry.leaf_id] = dispute
    return parts
