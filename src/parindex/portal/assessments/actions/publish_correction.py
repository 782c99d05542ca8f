"""A formal correction: a new published version under its own decision; the old one stays as it was announced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.actions.compute_results import write_version
from parindex.portal.assessments.actions.publication_checks import decision_words, wanted_decision
from parindex.portal.assessments.actions.publish_results import (
    Act,
    pack,
    record_facts,
    tell,
    write_publication,
)
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow
from parindex.portal.assessments.models import Entry, Origin, Publication, Round, RoundUnit, Score, ScoreVersion, Stage
from parindex.portal.assessments.queries.canonical import prepare
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.refusals import ActionRefused


def check_corrections(round_: Round, rows: Sequence[FigureRow]) -> tuple[Answer, ...]:
    """What each corrected row gives, or why it cannot be taken; nothing is written.

    A row names single inputs; the others of its leaf stay as they were published.
    """
    members = {member.unit_id: member for member in round_.units.select_related("group", "unit")}
    leaves = {leaf.code: leaf for leaf in NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True)}
    finals = _finals(round_)
    return tuple(_check(round_, row, members, leaves, finals) for row in rows)


def _finals(round_: Round) -> dict[tuple[int, str], Score]:
    scores = Score.objects.filter(entry__round_unit__round=round_, stage=Stage.FINAL, actor=None)
    related = scores.select_related("entry__leaf")
    return {(score.entry.round_unit_id, score.entry.leaf.code): score for score in related}


def _check(
    round_: Round,
    row: FigureRow,
    members: Mapping[int, RoundUnit],
    leaves: Mapping[str, NodeRow],
    finals: Mapping[tuple[int, str], Score],
) -> Answer:
    member, leaf = members.get(row.unit), leaves.get(row.leaf)
    if member is None:
        return Answer(row, None, "assessments.unit_not_in_round", {"unit": row.unit})
    if not member.submitted:
        return Answer(row, None, "assessments.not_handed_in_uncorrected", {"unit": member.name})
    if leaf is None:
        return Answer(row, None, "assessments.no_such_leaf", {"leaf": row.leaf})
    ready = compiled_for(round_, member.group.set_group).leaves[leaf.code]
    wrong = engine_bridge.wrong_inputs(ready.leaf, row.inputs)
    if wrong:
        return Answer(row, None, "assessments.wrong_inputs", {"leaf": leaf.number, "inputs": tuple(wrong)})
    before = finals.get((member.pk, leaf.code))
    standing = engine_bridge.inputs_from_json(ready.leaf, before.inputs) if before else {}
    whole: Inputs = {**standing, **row.inputs}
    if whole == standing:
        return Answer(row, None, "assessments.correction_changes_nothing", {"leaf": leaf.number, "unit": member.name})
    return Answer(FigureRow(row.unit, row.leaf, whole, place=row.place), engine_bridge.score(ready, whole))


@transaction.atomic
def keep_correction_file(*, actor: User | None, round_: Round, content: bytes) -> StoredFile:
    """Keep the file with corrected figures between its preview and the publication. Raises ``NotAllowed``."""
    permissions.may_publish(actor, round_).or_refuse()
    return files.keep(content, media_type="application/octet-stream")


@transaction.atomic
def publish_correction(
    *,
    actor: User | None,
    round_: Round,
    decision_number: str,
    decided_on: date | None,
    reason: str,
    rows: Sequence[FigureRow],
    progress: Callable[[int], None] = lambda done: None,
) -> Publication:
    """Publish corrected figures as the next version. Each earlier version keeps its package, decision and hashes.

    Raises ``NotAllowed``; ``ActionRefused`` for a round that is not published, without reason, number or date, without
    rows, and with the first row that cannot be taken.
    """
    permissions.may_publish(actor, round_).or_refuse()
    last = Publication.objects.select_for_update().filter(round=round_).order_by("-number").first()
    if round_.state != RoundState.PUBLISHED or round_.origin == Origin.IMPORTED or last is None:
        raise ActionRefused("assessments.not_published", {"title": round_.title})
    number, day = wanted_decision(decision_number, decided_on)
    if not reason.strip():
        raise ActionRefused("assessments.correction_reason_missing")
    answers = check_corrections(round_, rows)
    for answer in answers:
        if answer.outcome is None:
            raise ActionRefused(answer.code, answer.values)
    if not answers:
        raise ActionRefused("assessments.correction_empty")
    for answer in answers:
        _rewrite(actor, round_, answer, clock.now())
    round_.result_version += 1
    write_version(round_, round_.result_version, progress)
    prepared = prepare(round_)
    act = Act(decision_words(number, day), day, number)
    round_.published_version = round_.result_version
    round_.published_on = day
    round_.decision = act.words[:300]
    round_.computed_at = clock.now()
    round_.save()
    packed = pack(round_, prepared, number=last.number + 1, act=act, correction_reason=reason.strip())
    publication = write_publication(
        actor,
        round_,
        act,
        prepared,
        packed,
        number=last.number + 1,
        changed_reason="",
        correction_reason=reason.strip(),
    )
    facts = record_facts(round_, prepared, act)
    tell(
        actor,
        publication,
        "publish_correction",
        before=last.results_hash,
        leaves=len(answers),
        facts=facts,
        reason_length=len(publication.correction_reason),
    )
    return publication


def _rewrite(actor: User | None, round_: Round, answer: Answer, now: datetime) -> None:
    """The final score with corrected inputs; what it said before is kept as a version of it."""
    assert answer.outcome is not None
    row, outcome = answer.row, answer.outcome
    member = RoundUnit.objects.get(round=round_, unit=row.unit)
    leaf = NodeRow.objects.get(version=round_.set_version_id, code=row.leaf)
    entry, _ = Entry.objects.get_or_create(round_unit=member, leaf=leaf)
    score = Score.objects.filter(entry=entry, stage=Stage.FINAL, actor=None).first()
    if score is None:
        score = Score(entry=entry, stage=Stage.FINAL, row_version=0)
    elif not ScoreVersion.objects.filter(score=score, number=score.row_version).exists():
        _remember(score, score.saved_by, score.saved_at or score.sealed_at or now)
    score.inputs = engine_bridge.inputs_to_json(row.inputs)
    score.points, score.maximum, score.status = outcome.points, outcome.maximum, outcome.status.value
    score.steps = engine_bridge.steps_to_json(outcome.steps)
    score.engine_version = engine_bridge.ENGINE_VERSION
    score.saved_by, score.saved_at, score.sealed_at = actor, now, now
    score.row_version += 1
    score.save()
    _remember(score, actor, now)


def _remember(score: Score, person: User | None, at: datetime) -> None:
    ScoreVersion.objects.create(
        score=score,
        number=score.row_version,
        inputs=score.inputs,
        note=score.note,
        points=score.points,
        saved_by=person,
        saved_at=at,
    )
