"""The appraisal of the running round so far: bulk acceptance, scores lowered with a reason, requests to explain,
answers, a disputed figure decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from parindex.engine.rulebook.document import InputType
from parindex.engine.scoring.values import Inputs, Ratio, Status
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions import accept_self_scores, appraise, decide_dispute, dispute_known_figure
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
from parindex.portal.assessments.actions.hand_in_explanations import hand_in_explanations
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.engine_bridge import appraisal as bridge
from parindex.portal.assessments.engine_bridge.appraisal import CompiledLeaf
from parindex.portal.assessments.models import (
    DisputeState,
    FigureDispute,
    Round,
    RoundUnit,
    SampledUnit,
    Score,
    Stage,
)
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import person

ACCEPTED = ("VB-TRAILUAT", "BM-QUYCHE", "TS-QUYCHE", "NS-CONGKHAI")
"""Leaves whose self scores Minh accepted in bulk."""
LOWERED = ("TTHC-CONGKHAI", "MC-TILE", "DN-CONGCHUC", "MC-LIENTHONG")
"""Leaves where Minh found fewer than the unit counted."""
LOOKED_AT = 8
"""Communes whose leaves with a sign of risk Minh has looked at."""
OTHERWISE = 3
"""Every so many of the blind scores differ from the unit's answer, where there is an answer to change."""
DISPUTED = "TTHC-DUNGHAN"
DISPUTES = 4
REASON = "S01"
ASKED = "Đề nghị đơn vị giải trình chênh lệch giữa số tự chấm và danh sách kèm theo (mô phỏng)."
ANSWER = "Đơn vị đã rà soát: bảy trường hợp được bổ sung sau ngày chốt số liệu, có danh sách kèm theo (mô phỏng)."
OWN_FIGURE = "Hệ thống chưa cộng hồ sơ nhận trực tiếp tuần cuối tháng 12 (mô phỏng)."
DECISION = "Đã đối chiếu sổ theo dõi hồ sơ; chưa đủ căn cứ để thay số của hệ thống (mô phỏng)."
At = Callable[[int], datetime]


def dispute_a_figure(member: RoundUnit, officer: User | None) -> None:
    """The first few communes dispute a figure that the system knows."""
    if FigureDispute.objects.filter(entry__round_unit__round=member.round).count() >= DISPUTES:
        return
    ready = compiled_for(member.round, member.group.set_group)
    leaf = ready.leaves[DISPUTED].leaf
    declared = leaf.inputs[0]
    known = known_figures(member, ready, [DISPUTED]).get(DISPUTED, {}).get(declared.code)
    if known is None or not isinstance(known.value, Ratio) or known.value.numerator == known.value.denominator:
        return
    own = Ratio(min(known.value.numerator + 9, known.value.denominator), known.value.denominator)
    dispute_known_figure(
        actor=officer,
        round_unit=member,
        leaf=DISPUTED,
        input_code=declared.code,
        texts=engine_bridge.texts_of(leaf, {declared.code: own}),
        reason=OWN_FIGURE,
    )


def appraise_some(members: Sequence[RoundUnit], at: At) -> None:
    """Minh's work between the first sheets and today, then what the communes answered."""
    if not members:
        return
    minh, round_ = person("minh"), members[0].round
    leaves = {row.code: row for row in NodeRow.objects.filter(version=round_.set_version, is_leaf=True)}
    with clock.stopped_at(at(-2)):
        for code in ACCEPTED:
            accept_self_scores(actor=minh, round_=round_, leaf=leaves[code], units=[each.pk for each in members])
        drawn = _drawn(round_, members)
        looked_at = [*members[:LOOKED_AT], *(member for member in drawn if member not in members[:LOOKED_AT])]
        _confirm(minh, looked_at, [leaves[code] for code in ACCEPTED])
        _score_blindly(drawn, [leaves[code] for code in ACCEPTED])
        lowered = [found for member in members if (found := _lower_one(minh, member, leaves))]
        _decide_one(minh)
    _explain(minh, lowered[:6], at)


def _confirm(minh: User, members: Sequence[RoundUnit], leaves: Sequence[NodeRow]) -> None:
    """What bulk acceptance leaves for its risk, Minh looked at and left as it is."""
    done = set(
        Score.objects.filter(entry__round_unit__in=members, stage=Stage.APPRAISAL_1).values_list(
            "entry__round_unit", "entry__leaf"
        )
    )
    for member in members:
        for leaf in leaves:
            own = Score.objects.filter(entry__round_unit=member, entry__leaf=leaf, stage=Stage.SELF).first()
            if own is None or (member.pk, leaf.pk) in done:
                continue
            ready = compiled_for(member.round, member.group.set_group).leaves[leaf.code]
            inputs = engine_bridge.inputs_from_json(ready.leaf, own.inputs)
            outcome = engine_bridge.score(ready, inputs)
            lost = bridge.points_to_explain(outcome, outside_scale=leaf.outside_scale)
            reasons = {bridge.default_reason_code(ready.leaf, outcome): lost} if lost else {}
            appraise(actor=minh, round_unit=member, leaf=leaf, stage=Stage.APPRAISAL_1, inputs=inputs, reasons=reasons)


def _drawn(round_: Round, members: Sequence[RoundUnit]) -> list[RoundUnit]:
    """Those of the members that are in the sample."""
    sampled = set(SampledUnit.objects.filter(round_unit__round=round_).values_list("round_unit", flat=True))
    return [member for member in members if member.pk in sampled]


def _score_blindly(drawn: Sequence[RoundUnit], leaves: Sequence[NodeRow]) -> None:
    """Ly scores the sample for herself; now and then she sees otherwise than the unit."""
    ly = person("ly")
    for place, (member, leaf) in enumerate((member, leaf) for member in drawn for leaf in leaves):
        own = Score.objects.filter(entry__round_unit=member, entry__leaf=leaf, stage=Stage.SELF).first()
        if own is None:
            continue
        ready = compiled_for(member.round, member.group.set_group).leaves[leaf.code]
        inputs = dict(engine_bridge.inputs_from_json(ready.leaf, own.inputs))
        answers = [code for code, value in inputs.items() if isinstance(value, bool)]
        if place % OTHERWISE == OTHERWISE - 1 and answers:
            inputs[answers[0]] = not inputs[answers[0]]
        reasons = _reasons(ready, inputs, leaf)
        if reasons is not None:
            appraise(actor=ly, round_unit=member, leaf=leaf, stage=Stage.BLIND, inputs=inputs, reasons=reasons)


def _lower_one(minh: User, member: RoundUnit, leaves: Mapping[str, NodeRow]) -> tuple[RoundUnit, NodeRow] | None:
    """The first leaf, another one first for each commune, that can be lowered."""
    first = member.pk % len(LOWERED)
    for code in (*LOWERED[first:], *LOWERED[:first]):
        if _lower(minh, member, leaves[code]):
            return member, leaves[code]
    return None


def _lower(minh: User, member: RoundUnit, leaf: NodeRow) -> bool:
    """Appraise the leaf with seven fewer; nothing when the unit's figures do not allow it."""
    own = Score.objects.filter(entry__round_unit=member, entry__leaf=leaf, stage=Stage.SELF).first()
    if own is None:
        return False
    ready = compiled_for(member.round, member.group.set_group).leaves[leaf.code]
    inputs = dict(engine_bridge.inputs_from_json(ready.leaf, own.inputs))
    ratio = next((each.code for each in ready.leaf.inputs if each.type is InputType.RATIO), "")
    value = inputs.get(ratio)
    if not isinstance(value, Ratio) or value.numerator < 8:
        return False
    inputs[ratio] = Ratio(value.numerator - 7, value.denominator)
    reasons = _reasons(ready, inputs, leaf)
    if reasons is None:
        return False
    appraise(
        actor=minh, round_unit=member, leaf=leaf, stage=Stage.APPRAISAL_1, inputs=inputs, reasons=reasons, note=ASKED
    )
    return True


def _reasons(ready: CompiledLeaf, inputs: Inputs, leaf: NodeRow) -> dict[str, Decimal] | None:
    outcome = engine_bridge.score(ready, inputs)
    if outcome.status is Status.REFUSED:
        return None
    lost = bridge.points_to_explain(outcome, outside_scale=leaf.outside_scale)
    return {REASON: lost} if lost else None


def _decide_one(minh: User) -> None:
    dispute = FigureDispute.objects.filter(state=DisputeState.OPEN).order_by("pk").first()
    if dispute is not None:
        decide_dispute(actor=minh, dispute=dispute, accepted=False, reason=DECISION)


def _explain(minh: User, asked: Sequence[tuple[RoundUnit, NodeRow]], at: At) -> None:
    """All are asked; the first two have handed in their answers, the third has a draft."""
    for place, (member, leaf) in enumerate(asked):
        with clock.stopped_at(at(-2)):
            thread = request_explanation(actor=minh, round_unit=member, leaf=leaf, reason=ASKED)
        if place < 3:
            with clock.stopped_at(at(0) if at(0) <= clock.now() else at(-1)):
                answer_explanation(actor=None, thread=thread, text=ANSWER)
                if place < 2:
                    hand_in_explanations(actor=None, round_unit=member)
