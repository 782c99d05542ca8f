"""Take in the points that an outside appraiser gave: the ministry's, for a province's own return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from parindex.engine.numbers.exact import to_grid
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions
from parindex.portal.assessments.actions.record_figures import UNTIL_COMPUTED
from parindex.portal.assessments.models import Entry, Origin, Round, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class OutsideScore:
    """Points of one leaf, and the line of the file where they stand."""

    leaf: str
    points: Decimal
    place: str = ""


class OutsideAnswer(NamedTuple):
    """What became of a row: whether it was taken, or why not."""

    row: OutsideScore
    taken: bool
    code: str = ""
    values: Mapping[str, object] = {}


@transaction.atomic
def import_outside_scores(
    *, actor: User | None, round_: Round, rows: Sequence[OutsideScore], source: str
) -> tuple[OutsideAnswer, ...]:
    """Keep outside points as the council's scores of the round's one unit; what it entered itself stays beside them.

    ``source``: the act or letter that tells the points. Importing again replaces what was imported before. Results are
    computed afterwards as for any round. Raises ``NotAllowed``; ``ActionRefused`` for a published or imported round, a
    round of several units, and without a source.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.state not in UNTIL_COMPUTED or round_.origin == Origin.IMPORTED:
        raise ActionRefused("assessments.round_not_open", {"title": round_.title})
    members = list(round_.units.select_related("unit", "group"))
    if len(members) != 1:
        raise ActionRefused("assessments.outside_one_unit", {"title": round_.title, "units": len(members)})
    if not source.strip():
        raise ActionRefused("assessments.outside_source_missing")
    leaves = {leaf.code: leaf for leaf in NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True)}
    answers = [_check(row, leaves, rows[:number]) for number, row in enumerate(rows)]
    good = [answer.row for answer in answers if answer.taken]
    round_.outside_leaves = sorted({*round_.outside_leaves, *(row.leaf for row in good)})
    round_.save(update_fields=["outside_leaves"])
    for row in good:
        _write(actor, round_, members[0], leaves[row.leaf], row, source.strip())
    audit.record(
        stream=f"round:{round_.public_id}/unit:{members[0].unit.public_id}",
        actor=actor,
        action="assessments.import_outside_scores",
        subject=members[0].unit.public_id,
        references={"taken": len(good), "refused": len(rows) - len(good), "leaves": [row.leaf for row in good]},
    )
    return tuple(answers)


def _check(row: OutsideScore, leaves: Mapping[str, NodeRow], before: Sequence[OutsideScore]) -> OutsideAnswer:
    leaf = leaves.get(row.leaf)
    if leaf is None:
        return OutsideAnswer(row, False, "assessments.no_such_leaf", {"leaf": row.leaf})
    if any(each.leaf == row.leaf for each in before):
        return OutsideAnswer(row, False, "assessments.outside_twice", {"leaf": leaf.number})
    if abs(row.points) > leaf.maximum:
        values: dict[str, object] = {"leaf": leaf.number, "points": row.points, "maximum": leaf.maximum}
        return OutsideAnswer(row, False, "assessments.outside_above_maximum", values)
    if to_grid(row.points) != row.points:
        return OutsideAnswer(row, False, "assessments.outside_too_fine", {"leaf": leaf.number, "points": row.points})
    return OutsideAnswer(row, True)


def _write(actor: User | None, round_: Round, member: RoundUnit, leaf: NodeRow, row: OutsideScore, source: str) -> None:
    ready = compiled_for(round_, member.group.set_group).leaves[leaf.code]
    inputs = {each.code: row.points for each in ready.leaf.inputs}
    outcome = engine_bridge.score(ready, inputs)
    entry, _ = Entry.objects.get_or_create(round_unit=member, leaf=leaf)
    score = Score.objects.filter(entry=entry, stage=Stage.COUNCIL, actor=None).first()
    if score is None:
        score = Score(entry=entry, stage=Stage.COUNCIL, row_version=0)
    score.inputs = engine_bridge.inputs_to_json(inputs)
    score.points, score.maximum, score.status = outcome.points, outcome.maximum, outcome.status.value
    score.steps = engine_bridge.steps_to_json(outcome.steps)
    score.note = source
    score.engine_version = engine_bridge.ENGINE_VERSION
    score.saved_by, score.saved_at, score.sealed_at = actor, clock.now(), clock.now()
    score.row_version += 1
    score.save()
