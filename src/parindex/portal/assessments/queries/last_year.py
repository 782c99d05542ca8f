"""The same leaf a year ago: through the crosswalk of the set, never by its printed number."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.compared_years import followed_round
from parindex.portal.assessments.queries.disclosure import disclosed_stages
from parindex.portal.assessments.queries.figures import compiled_for


@dataclass(slots=True)
class LastYear:
    """What the unit had for the corresponding leaves. ``inputs`` only when one comparable leaf corresponds."""

    year: int
    numbers: tuple[str, ...]
    inputs: Inputs = field(default_factory=dict)
    note: str = ""
    evidence: list[EvidenceLink] = field(default_factory=list)


def last_year_of(member: RoundUnit, leaf: str) -> LastYear | None:
    """Last year's figures, explanation and evidence for a leaf; None when there was no such leaf, round or unit."""
    previous = followed_round(member.round)
    if previous is None:
        return None
    before = (
        RoundUnit.objects.select_related("group", "round__set_version")
        .filter(round=previous, unit=member.unit_id)
        .first()
    )
    if before is None:
        return None
    was, now = compiled_for(previous, before.group.set_group), compiled_for(member.round, member.group.set_group)
    codes, comparable = engine_bridge.leaves_before(was, now, leaf)
    if not codes:
        return None
    scores = list(
        Score.objects.filter(entry__round_unit=before, entry__leaf__code__in=codes, actor=None)
        .filter(stage__in=_seen(before))
        .select_related("entry__leaf")
        .order_by("entry__leaf__position", "pk")
    )
    if not scores:
        return None
    numbers = tuple(dict.fromkeys(score.entry.leaf.number for score in scores))
    found = LastYear(previous.year, numbers)
    notes = dict.fromkeys(score.note for score in scores if score.note)
    found.note = "\n".join(notes)
    links = EvidenceLink.objects.filter(score__in=scores).select_related("document").order_by("pk")
    found.evidence = list({link.document_id: link for link in links}.values())
    if comparable and len(codes) == 1:
        found.inputs = engine_bridge.inputs_from_json(was.leaves[codes[0]].leaf, scores[-1].inputs)
    return found


def _seen(before: RoundUnit) -> tuple[Stage, ...]:
    """What the unit sees of last year's stages; the blind second appraisal is nobody's to carry forward."""
    return (*disclosed_stages(before), Stage.EXPLANATION)
