"""The final scores of a publication: a sealed copy of what counts, and its self-entered figures as facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from parindex.engine.rulebook.document import Input, InputType, MeasuredBy, Node
from parindex.engine.rulebook.rules import GrowthVsPreviousYear
from parindex.engine.scoring.values import Figures, Ratio
from parindex.portal.assessments.models import LossReason, Round, Score, Stage
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.standing import PRECEDENCE, counts_over
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.actions.record_values import Answer
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.models import OrgUnit

SHAPES: Mapping[InputType, Shape] = {
    InputType.RATIO: Shape.RATIO,
    InputType.COUNT: Shape.COUNT,
    InputType.NUMBER: Shape.NUMBER,
}


def write_final_scores(round_: Round, at: datetime) -> int:
    """Copy each score that counts to the stage "final" and seal every score of the round; gives their number.

    Units that did not hand in have no final scores. What was recorded as final stays as it is.
    """
    standing = _standing(round_)
    copies = {score.pk: _copy(score, at) for score in standing if score.stage != Stage.FINAL}
    Score.objects.bulk_create(copies.values(), batch_size=500)
    reasons = LossReason.objects.filter(score__entry__round_unit__round=round_)
    LossReason.objects.bulk_create(
        (
            LossReason(score=copies[reason.score_id], code=reason.code, points=reason.points)
            for reason in reasons
            if reason.score_id in copies
        ),
        batch_size=500,
    )
    Score.objects.filter(entry__round_unit__round=round_, sealed_at=None).update(sealed_at=at)
    return len(standing)


def _standing(round_: Round) -> list[Score]:
    best: dict[int, Score] = {}
    scores = Score.objects.filter(
        entry__round_unit__round=round_, entry__round_unit__submitted=True, stage__in=PRECEDENCE, actor=None
    )
    for score in scores:
        before = best.get(score.entry_id)
        if before is None or counts_over(score.stage, before.stage):
            best[score.entry_id] = score
    return list(best.values())


def _copy(score: Score, at: datetime) -> Score:
    return Score(
        entry_id=score.entry_id,
        stage=Stage.FINAL,
        inputs=score.inputs,
        fact_versions=score.fact_versions,
        alternative=score.alternative,
        points=score.points,
        maximum=score.maximum,
        status=score.status,
        steps=score.steps,
        reason_code=score.reason_code,
        note=score.note,
        saved_by_id=score.saved_by_id,
        saved_at=score.saved_at,
        engine_version=score.engine_version,
        sealed_at=at,
    )


def record_final_facts(*, round_: Round, figures: Mapping[str, Figures], source: str, day: date) -> dict[str, int]:
    """Record self-entered figures that have an indicator as facts, confirmed by the publication; counts by answer.

    ``figures``: public id of a unit → its figures. A consequence of publishing, not an act of its own: whoever may
    publish need not have the right to record figures; the publication's audit entry names the person.
    """
    leaves = {code: leaf.leaf for code, leaf in compiled_for(round_).leaves.items()}
    own = {code: leaf for code, leaf in leaves.items() if leaf.measured == MeasuredBy.SELF}
    wanted = [each for leaf in own.values() for each in leaf.inputs if each.indicator and each.type in SHAPES]
    if not wanted:
        return {}
    declare_indicators(
        actor=None,
        rows=[IndicatorRow(each.indicator or "", each.title, SHAPES[each.type], each.unit or "") for each in wanted],
    )
    units = {unit.public_id: unit for unit in OrgUnit.objects.filter(round_units__round=round_)}
    rows = [
        row
        for unit, given in figures.items()
        for code, leaf in own.items()
        for row in _values(round_, leaf, given.get(code, {}), units[unit], source, day)
    ]
    return _counts(answer.answer for answer in record_values(actor=None, rows=_once(rows), owner=round_.owner))


def _values(
    round_: Round, leaf: Node, inputs: Mapping[str, object], unit: OrgUnit, source: str, day: date
) -> Iterator[ValueRow]:
    for each in leaf.inputs:
        value = inputs.get(each.code)
        if not each.indicator or each.type not in SHAPES or not isinstance(value, Ratio | Decimal):
            continue
        year = round_.year - 1 if _of_last_year(leaf, each) else round_.year
        yield ValueRow(
            indicator=each.indicator,
            unit=unit,
            period_from=date(year, 1, 1),
            period_to=date(year, 12, 31),
            status=FactStatus.CONFIRMED,
            source_title=source[:500],
            numerator=value.numerator if isinstance(value, Ratio) else None,
            denominator=value.denominator if isinstance(value, Ratio) else None,
            value=value if isinstance(value, Decimal) else None,
            as_of=day,
            simulated=round_.simulated,
        )


def _of_last_year(leaf: Node, each: Input) -> bool:
    return isinstance(leaf.rule, GrowthVsPreviousYear) and leaf.rule.previous == each.code


def _once(rows: Sequence[ValueRow]) -> list[ValueRow]:
    """Two leaves may ask for the same indicator; the first one in printed order speaks."""
    kept: dict[tuple[str, int, date], ValueRow] = {}
    for row in rows:
        kept.setdefault((row.indicator, row.unit.pk, row.period_from), row)
    return list(kept.values())


def _counts(answers: Iterable[Answer]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for answer in answers:
        counts[answer.value] = counts.get(answer.value, 0) + 1
    return counts
