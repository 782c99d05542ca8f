"""Draw the random sample of units that are appraised in depth; the seed is published, anyone can draw it again."""

from __future__ import annotations

import secrets

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.models import Round, SampledUnit
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_SEED = 64


@transaction.atomic
def draw_sample(
    *, actor: User | None, round_: Round, size: int, seed: str = "", node: NodeRow | None = None
) -> tuple[SampledUnit, ...]:
    """``size`` units for the whole set, or for one field, criterion or leaf, in the order in which they are drawn.

    Units are ordered by the SHA-256 of ``<seed>:<public id of the unit>``; the first ``size`` are the sample. Without a
    ``seed`` one is made. Raises ``NotAllowed``; ``ActionRefused`` for a size that does not fit, a seed that is too
    long, a node of another set, and where a sample was drawn before: nobody draws until it suits.
    """
    permissions.may_assign(actor, round_).or_refuse()
    seed = seed.strip() or secrets.token_hex(8)
    if len(seed) > LONGEST_SEED:
        raise ActionRefused("assessments.sample_seed")
    if node is not None and node.version_id != round_.set_version_id:
        raise ActionRefused("assessments.node_not_in_set", {"node": node.code})
    standing = SampledUnit.objects.filter(round_unit__round=round_, node=node).first()
    if standing is not None:
        part = node.number if node else round_.set_version.title
        raise ActionRefused("assessments.sample_stands", {"part": part, "seed": standing.seed})
    members = {member.unit.public_id: member for member in round_.units.select_related("unit")}
    if not 1 <= size <= len(members):
        raise ActionRefused("assessments.sample_size", {"size": size, "units": len(members)})
    drawn = bridge.draw(seed, members, size)
    now = clock.now()
    rows = SampledUnit.objects.bulk_create(
        SampledUnit(round_unit=members[public_id], node=node, seed=seed, drawn_at=now, drawn_by=actor)
        for public_id in drawn
    )
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.draw_sample",
        subject=round_.public_id,
        references={
            "seed": seed,
            "size": size,
            "of": len(members),
            "node": node.code if node else None,
            "drawn": drawn,
        },
    )
    return tuple(rows)
