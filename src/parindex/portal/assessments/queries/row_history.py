"""What happened to one row of a unit's sheet: who, when, at which stage, from what to what.

Saves come from the score's versions, which hold the texts; everything else from the audit, which holds references.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge import EntryBox
from parindex.portal.assessments.models import RoundUnit, ScoreVersion, Stage
from parindex.portal.assessments.queries.disclosure import stages_seen
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.documents.models import Document
from parindex.portal.platform.models import AuditEntry

SAVES = ("assessments.save_self_assessment_inputs", "assessments.appraise", "assessments.accept_self_scores")
"""Acts that leave a version of the score: told from the versions."""
SAVED = {Stage.SELF: SAVES[0]}
MOST = 200


@dataclass(frozen=True, slots=True)
class BoxMove:
    """One box from–to. ``box``: None for points and explanation; ``what``: ``points`` or ``note`` then."""

    box: EntryBox | None
    what: str
    before: str | Decimal | None
    after: str | Decimal | None


@dataclass(frozen=True, slots=True)
class RowAct:
    """One act. ``action``: of the audit, its words are ``audit.<action>``; ``who``: None for the system."""

    at: datetime
    who: str | None
    stage: Stage | None
    action: str
    moves: tuple[BoxMove, ...] = ()
    about: str = ""
    """The document that was linked, changed or taken off."""


def row_history(member: RoundUnit, leaf: str, person: User) -> list[RowAct]:
    """The newest acts first; only of stages whose points the person sees. At most nine queries, however many acts."""
    stages = stages_seen(person, member, leaf)
    acts = [*_saves(member, leaf, stages), *_others(member, leaf, stages)]
    acts.reverse()  # acts of one moment: the later one first
    return sorted(acts, key=lambda act: act.at, reverse=True)[:MOST]


def _saves(member: RoundUnit, leaf: str, stages: Iterable[Stage]) -> Iterable[RowAct]:
    document = compiled_for(member.round, member.group.set_group).leaves[leaf].leaf
    boxes = engine_bridge.boxes_of(document)
    versions = ScoreVersion.objects.filter(
        score__entry__round_unit=member, score__entry__leaf__code=leaf, score__actor=None, score__stage__in=list(stages)
    )
    before: dict[int, tuple[Mapping[str, str], ScoreVersion]] = {}
    for version in versions.select_related("score", "saved_by").order_by("score", "number"):
        texts = engine_bridge.texts_of(document, engine_bridge.inputs_from_json(document, version.inputs))
        texts |= version.unfinished
        was, former = before.get(version.score_id, ({}, None))
        stage = Stage(version.score.stage)
        moves = [
            BoxMove(box, "", was.get(box.name, ""), texts.get(box.name, ""))
            for box in boxes
            if was.get(box.name, "") != texts.get(box.name, "")
        ]
        if (former.note if former else "") != version.note:
            moves.append(BoxMove(None, "note", former.note if former else "", version.note))
        if (former.points if former else None) != version.points:
            moves.append(BoxMove(None, "points", former.points if former else None, version.points))
        before[version.score_id] = (texts, version)
        who = version.saved_by.full_name if version.saved_by else None
        yield RowAct(version.saved_at, who, stage, SAVED.get(stage, SAVES[1]), tuple(moves))


def _others(member: RoundUnit, leaf: str, stages: Iterable[Stage]) -> Iterable[RowAct]:
    seen = {stage.value for stage in stages}
    stream = f"round:{member.round.public_id}/unit:{member.unit.public_id}"
    entries = [
        entry
        for entry in AuditEntry.objects.filter(stream=stream, references__leaf=leaf).exclude(action__in=SAVES)
        if entry.references.get("stage", Stage.SELF.value) in seen
    ]
    people = dict(
        User.objects.filter(pk__in={entry.actor_id for entry in entries if entry.actor_id}).values_list(
            "pk", "full_name"
        )
    )
    asked = {str(entry.references.get("document") or "") for entry in entries} - {""}
    titles = {each.public_id: each.sign or each.title for each in Document.objects.filter(public_id__in=asked)}
    for entry in entries:
        document = str(entry.references.get("document") or "")
        yield RowAct(
            entry.at,
            people.get(entry.actor_id) if entry.actor_id else None,
            _stage(entry.references),
            entry.action,
            about=titles.get(document, ""),
        )


def _stage(references: Mapping[str, Any]) -> Stage | None:
    stage = references.get("stage")
    return Stage(stage) if stage in Stage.values else None
