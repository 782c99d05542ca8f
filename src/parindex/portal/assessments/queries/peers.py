"""What units of a peer group may see of each other in the objection stage, where the round allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import (
    EvidenceLink,
    RoundStage,
    RoundUnit,
    Score,
    Stage,
    Thread,
    ThreadKind,
)
from parindex.portal.assessments.queries.disclosure import APPRAISALS, disclosed_stages
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.standing import StoredScore, standing_scores
from parindex.portal.assessments.queries.windows import is_open, window_of
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.permissions import Right, positions_with
from parindex.portal.platform.permissions import Allowed, Answer, Refused


@dataclass(frozen=True, slots=True)
class PeerLeaf:
    """A leaf of a peer: what it claimed, what it was given, what the own unit was given."""

    node: NodeRow
    claimed: Decimal | None
    given: Decimal | None
    own: Decimal | None
    objection: Thread | None


def own_member(person: User, public_id: str) -> RoundUnit | None:
    """The person's own unit in the round; None for who acts for no unit of it."""
    scopes = [held.scope_id for held in positions_with(person, Right.ENTER)]
    rows = RoundUnit.objects.filter(round__public_id=public_id, unit__in=scopes)
    return rows.select_related("round__owner", "round__set_version__criteria_set", "unit", "group").first()


def may_look_at_peers(own: RoundUnit) -> Answer:
    """Whether the unit may see its peers' points now: the round allows it and the objection stage is open."""
    if not own.round.objections_allowed:
        return Refused("assessments.no_objections", {"title": own.round.title})
    return is_open(own, RoundStage.OBJECTION)


def may_be_looked_at(peer: RoundUnit) -> Answer:
    """Whether peers may see what the unit claims: not while its sheet is a draft, which is no claim yet.

    A round without a self-assessment stage has no sheets to hand in.
    """
    if peer.sheet.state == SheetState.HANDED_IN or window_of(peer.round, RoundStage.SELF_ASSESSMENT) is None:
        return Allowed()
    return Refused("assessments.peer_not_handed_in", {"unit": peer.name})


def peers_of(own: RoundUnit) -> Sequence[tuple[RoundUnit, bool]]:
    """The other units of the peer group, in Vietnamese order, each with whether it may be looked at; two queries."""
    peers = RoundUnit.objects.filter(group=own.group_id).exclude(pk=own.pk)
    handing_in = window_of(own.round, RoundStage.SELF_ASSESSMENT) is not None
    found = peers.select_related("unit", "sheet").order_by("sort_key")
    return [(peer, not handing_in or peer.sheet.state == SheetState.HANDED_IN) for peer in found]


def peer_leaves(own: RoundUnit, peer: RoundUnit) -> list[PeerLeaf]:
    """Every leaf of the peer with both units' points; nine queries."""
    claims = _points(peer, (Stage.SELF,))
    given = _points(peer, _appraised(peer))
    mine = _points(own, _appraised(own))
    raised = Thread.objects.filter(entry__round_unit=peer, from_unit=own, kind=ThreadKind.OBJECTION)
    objections = {thread.entry.leaf_id: thread for thread in raised.select_related("entry").order_by("pk")}
    leaves = NodeRow.objects.filter(version=own.round.set_version_id, is_leaf=True).order_by("position")
    return [
        PeerLeaf(leaf, claims.get(leaf.code), given.get(leaf.code), mine.get(leaf.code), objections.get(leaf.pk))
        for leaf in leaves
    ]


@dataclass(frozen=True, slots=True)
class PeerScore:
    """One stage's score of a peer's leaf, with its figures."""

    score: Score
    inputs: Inputs


def peer_scores(peer: RoundUnit, leaf: NodeRow) -> list[PeerScore]:
    """What the peer claims and what it was given for one leaf, in the order of the stages that are over for it."""
    order = [Stage.SELF, *(stage for stage in APPRAISALS if stage in _appraised(peer))]
    found = Score.objects.filter(entry__round_unit=peer, entry__leaf=leaf, stage__in=order, actor=None)
    document = compiled_for(peer.round, peer.group.set_group).leaves[leaf.code].leaf
    scores = sorted(found.prefetch_related("loss_reasons"), key=lambda score: order.index(Stage(score.stage)))
    return [PeerScore(score, engine_bridge.inputs_from_json(document, score.inputs)) for score in scores]


def peer_evidence(peer: RoundUnit, leaf: NodeRow | None = None) -> QuerySet[EvidenceLink]:
    """The documents that the peer itself shows, of one leaf or all. The catalogue knows no private documents."""
    links = EvidenceLink.objects.filter(score__entry__round_unit=peer, score__stage__in=[Stage.SELF, Stage.EXPLANATION])
    if leaf is not None:
        links = links.filter(score__entry__leaf=leaf)
    return links.select_related("document", "file__stored", "score__entry__leaf").order_by("pk")


def _appraised(member: RoundUnit) -> list[Stage]:
    """The stages of appraisal that are over for the unit: what it does not see itself, its peers do not see."""
    return [stage for stage in disclosed_stages(member) if stage in APPRAISALS]


def _points(member: RoundUnit, stages: Sequence[Stage]) -> dict[str, Decimal | None]:
    standing: dict[tuple[int, str], StoredScore] = standing_scores(member.round, member, stages=stages)
    return {leaf: score.points for (_, leaf), score in standing.items()}
