"""Record figures of many units and leaves at one stage; each row is scored as it is saved and gets its own answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from parindex.engine.scoring.values import Inputs, Outcome
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.models import Entry, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.figures import compiled_version
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

UNTIL_COMPUTED = {"open", "computed"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of one unit for one leaf. ``unit``: row id of the unit; ``place``: file and line where they stand;
    ``note``: the explanation that came with them; empty: what stands stays.
    """

    unit: int
    leaf: str
    inputs: Inputs
    fact_versions: Mapping[str, int] = field(default_factory=dict)
    place: str = ""
    note: str = ""


class Answer(NamedTuple):
    """What became of a row: its outcome, or why it was refused (code and values)."""

    row: FigureRow
    outcome: Outcome | None
    code: str = ""
    values: Mapping[str, object] = {}


FiguresAnswer = tuple[Answer, ...]


@transaction.atomic
def record_figures(
    *,
    actor: User | None,
    round_: Round,
    stage: Stage,
    rows: Sequence[FigureRow],
    progress: Callable[[int], None] = lambda done: None,
) -> FiguresAnswer:
    """Save the rows as this stage's scores. ``progress`` is told how many rows are done.

    Raises ``NotAllowed`` when one of the units is not the actor's to fill, ``ActionRefused`` when the round is
    published or not open.
    """
    if round_.state not in UNTIL_COMPUTED:
        raise ActionRefused("assessments.round_not_open", {"title": round_.title})
    units = {unit.unit_id: unit for unit in round_.units.select_related("unit", "group")}
    _check_permission(actor, round_, units, rows)
    work = _Work(actor, round_, stage, units)
    answers: list[Answer] = []
    for done, row in enumerate(rows, start=1):
        answers.append(work.take(row))
        progress(done)
    work.write()
    _audit(actor, round_, stage, units, answers)
    return tuple(answers)


def _check_permission(
    actor: User | None, round_: Round, units: Mapping[int, RoundUnit], rows: Sequence[FigureRow]
) -> None:
    if permissions.may_run(actor, round_.owner):
        return
    for unit in {row.unit for row in rows if row.unit in units}:
        permissions.may_enter(actor, round_, units[unit].unit).or_refuse()


class _Work:
    """The rows of one call, scored in memory and written in bulk."""

    def __init__(self, actor: User | None, round_: Round, stage: Stage, units: Mapping[int, RoundUnit]) -> None:
        self.actor = actor
        self.now = clock.now()
        version = round_.set_version
        self.stage = stage
        self.units = units
        self.leaves = {row.code: row for row in NodeRow.objects.filter(version=version, is_leaf=True)}
        self.ready = {
            group.set_group: compiled_version(version, round_.year, group.set_group) for group in round_.groups.all()
        }
        standing = Score.objects.filter(entry__round_unit__round=round_, stage=stage, actor=None)
        self.standing = {
            (score.entry.round_unit_id, score.entry.leaf_id): score for score in standing.select_related("entry")
        }
        entries = Entry.objects.filter(round_unit__round=round_)
        self.entries = {(entry.round_unit_id, entry.leaf_id): entry for entry in entries}
        self.saved: dict[tuple[int, int], Score] = {}

    def take(self, row: FigureRow) -> Answer:
        """Score a row, or say why it cannot be taken."""
        unit, leaf = self.units.get(row.unit), self.leaves.get(row.leaf)
        if unit is None:
            return Answer(row, None, "assessments.unit_not_in_round", {"unit": row.unit})
        if leaf is None:
            return Answer(row, None, "assessments.no_such_leaf", {"leaf": row.leaf})
        ready = self.ready[unit.group.set_group].leaves[leaf.code]
        wrong = engine_bridge.wrong_inputs(ready.leaf, row.inputs)
        if wrong:
            return Answer(row, None, "assessments.wrong_inputs", {"leaf": leaf.number, "inputs": tuple(wrong)})
        key = (unit.pk, leaf.pk)
        before = self.saved.get(key) or self.standing.get(key)
        if before is not None and before.sealed_at is not None:
            return Answer(row, None, "assessments.stage_sealed", {"unit": unit.name, "leaf": leaf.number})
        outcome = engine_bridge.score(ready, row.inputs)
        score = self.saved[key] = _filled(before or Score(stage=self.stage), row, outcome)
        score.saved_by, score.saved_at = self.actor, self.now
        return Answer(row, outcome)

    def write(self) -> None:
        """Entries first, then new scores, then changed ones."""
        new_keys = [key for key in self.saved if key not in self.entries]
        new = Entry.objects.bulk_create([Entry(round_unit_id=unit, leaf_id=leaf) for unit, leaf in new_keys])
        self.entries.update({(entry.round_unit_id, entry.leaf_id): entry for entry in new})
        created: list[Score] = []
        for key, score in self.saved.items():
            if score.pk is None:
                score.entry = self.entries[key]
                created.append(score)
            else:
                score.row_version += 1
                score.save()
        Score.objects.bulk_create(created, batch_size=1000)


def _filled(score: Score, row: FigureRow, outcome: Outcome) -> Score:
    score.inputs = engine_bridge.inputs_to_json(row.inputs)
    score.fact_versions = dict(row.fact_versions)
    score.points = outcome.points
    score.maximum = outcome.maximum
    score.status = outcome.status.value
    score.steps = engine_bridge.steps_to_json(outcome.steps)
    score.engine_version = engine_bridge.ENGINE_VERSION
    score.note = row.note or score.note
    return score


def _audit(
    actor: User | None, round_: Round, stage: Stage, units: Mapping[int, RoundUnit], answers: Sequence[Answer]
) -> None:
    """One entry a unit: its chain tells when its figures were saved and how many."""
    saved: dict[int, int] = {}
    for answer in answers:
        if answer.outcome is not None:
            saved[answer.row.unit] = saved.get(answer.row.unit, 0) + 1
    for unit, count in saved.items():
        public_id = units[unit].unit.public_id
        audit.record(
            stream=f"round:{round_.public_id}/unit:{public_id}",
            actor=actor,
            action="assessments.record_figures",
            subject=public_id,
            references={"stage": stage.value, "leaves": count},
        )
