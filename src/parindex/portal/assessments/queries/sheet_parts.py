"""What is read of a unit's self-assessment sheet before its rows are made (``self_sheets``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import (
    DisputeState,
    EvidenceLink,
    FigureDispute,
    LeafOwner,
    RoundUnit,
    Score,
    Stage,
)
from parindex.portal.assessments.queries.known_figures import KnownByLeaf, known_figures
from parindex.portal.assessments.queries.stored_rows import StoredRow


@dataclass(slots=True)
class SheetParts:
    """What the rows of a unit's sheet are made of: by leaf (row id), evidence by score, known figures by code."""

    scores: dict[int, StoredRow]
    evidence: dict[int, list[EvidenceLink]]
    disputes: dict[int, FigureDispute]
    owners: dict[int, User]
    known: KnownByLeaf
    proven: set[int] = field(default_factory=set)
    """Scores whose evidence was not read: they have some."""
    disputed: set[int] = field(default_factory=set)
    """Leaves whose dispute was not read: there is one."""


def parts_of(member: RoundUnit, ready: engine_bridge.CompiledSet) -> SheetParts:
    """Everything that the page of a sheet shows of its rows; five queries."""
    scores = Score.objects.filter(entry__round_unit=member, stage=Stage.SELF, actor=None).defer("steps")
    evidence: dict[int, list[EvidenceLink]] = {}
    links = EvidenceLink.objects.filter(score__entry__round_unit=member, score__stage=Stage.SELF, score__actor=None)
    for link in links.select_related("document"):
        evidence.setdefault(link.score_id, []).append(link)
    disputes = FigureDispute.objects.filter(entry__round_unit=member, state=DisputeState.OPEN)
    owners = LeafOwner.objects.filter(round_unit=member).select_related("person")
    return SheetParts(
        scores={score.entry.leaf_id: score for score in scores.select_related("entry")},
        evidence=evidence,
        disputes={each.entry.leaf_id: each for each in disputes.select_related("entry")},
        owners={each.leaf_id: each.person for each in owners},
        known=known_figures(member, ready),
    )
