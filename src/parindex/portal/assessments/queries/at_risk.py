"""Points that are lost when a day passes: of one unit through the year, and of all units of a round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge.deadlines import DeadlineRule, deadline_rules
from parindex.portal.assessments.models import Round, RoundUnit, Stage
from parindex.portal.assessments.queries.figures import compiled_version
from parindex.portal.assessments.queries.standing import PRECEDENCE, standing_scores
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock

SOON_DAYS = 30


class RiskState(StrEnum):
    """Where a leaf with a deadline stands. Each has a sentence ``risk_state.<state>``."""

    DONE = "done"
    LATE = "late"
    AT_RISK = "at_risk"
    PARTLY_LOST = "partly_lost"
    """The first day has passed; some points are left."""
    LOST = "lost"


TONES = {
    RiskState.DONE: "ok",
    RiskState.LATE: "mute",
    RiskState.AT_RISK: "info",
    RiskState.PARTLY_LOST: "warn",
    RiskState.LOST: "bad",
}


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A leaf with its next day. ``loss``: points lost when nothing is recorded by ``day``."""

    node: NodeRow
    year: int
    day: date
    loss: Decimal
    state: RiskState
    done_on: date | None
    remedy: str

    @property
    def waits(self) -> bool:
        """Something can still be done."""
        return self.state in {RiskState.AT_RISK, RiskState.PARTLY_LOST}

    @property
    def tone(self) -> str:
        """Tint of the state."""
        return TONES[self.state]

    @property
    def days_left(self) -> int:
        """Whole days until the day."""
        return (self.day - clock.today()).days


def points_at_risk(
    member: RoundUnit, *, following_year: bool = False, stages: Iterable[Stage] = PRECEDENCE
) -> list[RiskLine]:
    """The unit's leaves with a deadline, by day; ``following_year``: the same rules a year on, nothing done yet.

    Figures are those that stand, of ``stages`` (what the reader may see); rules inside a choice of alternatives are
    not looked at. Three queries.
    """
    round_ = member.round
    year = round_.year + (1 if following_year else 0)
    version = round_.set_version
    ready = compiled_version(version, year, member.group.set_group)
    rules = list(deadline_rules(ready))
    nodes = _nodes(round_, rules)
    done = {} if following_year else _done(round_, rules, member, stages)
    lines = [_line(rule, ready, nodes[rule.leaf], done.get((member.pk, rule.leaf))) for rule in rules]
    return sorted(lines, key=lambda line: (line.day, line.node.position))


def _nodes(round_: Round, rules: Sequence[DeadlineRule]) -> dict[str, NodeRow]:
    found = NodeRow.objects.filter(version=round_.set_version_id, code__in=[rule.leaf for rule in rules])
    return {node.code: node for node in found}


def _done(
    round_: Round,
    rules: Sequence[DeadlineRule],
    member: RoundUnit | None = None,
    stages: Iterable[Stage] = PRECEDENCE,
) -> dict[tuple[int, str], date]:
    """(unit, leaf) → the day that stands, where one does."""
    inputs = {rule.leaf: rule.done_on for rule in rules}
    found: dict[tuple[int, str], date] = {}
    for key, score in standing_scores(round_, member, leaves=list(inputs), stages=stages).items():
        value = score.inputs.get(inputs[score.leaf])
        if isinstance(value, str):
            found[key] = date.fromisoformat(value)
    return found


def _line(rule: DeadlineRule, ready: engine_bridge.CompiledSet, node: NodeRow, done: date | None) -> RiskLine:
    today, first = clock.today(), rule.steps[0]
    remedies = ready.leaves[rule.leaf].leaf.remedies
    remedy = remedies[0] if remedies else ""
    if done is not None:
        lost = first.points - rule.points_on(done)
        state = RiskState.LATE if lost else RiskState.DONE
        return RiskLine(node, ready.year, first.last_day, lost, state, done, remedy)
    ahead = rule.next_loss(today)
    if ahead is None:
        return RiskLine(node, ready.year, rule.steps[-1].last_day, first.points, RiskState.LOST, None, remedy)
    day, loss = ahead
    state = RiskState.AT_RISK if day == first.last_day else RiskState.PARTLY_LOST
    return RiskLine(node, ready.year, day, loss, state, None, remedy)


@dataclass(frozen=True, slots=True)
class RoundRisk:
    """A leaf whose day comes soon, over all units of the round."""

    node: NodeRow
    day: date
    units: int
    """Without the day recorded."""
    loss: Decimal
    """Of all these units together."""


def risks_of_round(round_: Round, *, days: int = SOON_DAYS, stages: Iterable[Stage] = PRECEDENCE) -> list[RoundRisk]:
    """Days within the next ``days`` that units of the round have not met, the greatest loss first.

    Also the same rules a year on, where the day lies in this window and the round of the next year is not there yet.
    """
    today, found = clock.today(), []
    groups = list(round_.groups.all())
    members = list(round_.units.values_list("pk", "group_id"))
    version = round_.set_version
    for year in (round_.year, round_.year + 1):
        for group in groups:
            ready = compiled_version(version, year, group.set_group)
            rules = [rule for rule in deadline_rules(ready) if _is_soon(rule, today, days)]
            if not rules:
                continue
            nodes = _nodes(round_, rules)
            done = _done(round_, rules, stages=stages) if year == round_.year else {}
            for rule in rules:
                day, loss = rule.next_loss(today) or (today, ZERO)
                open_units = sum(1 for pk, of in members if of == group.pk and (pk, rule.leaf) not in done)
                if open_units:
                    found.append(RoundRisk(nodes[rule.leaf], day, open_units, loss * open_units))
    return sorted(found, key=lambda risk: (-risk.loss, risk.node.position))


def _is_soon(rule: DeadlineRule, today: date, days: int) -> bool:
    ahead = rule.next_loss(today)
    return ahead is not None and (ahead[0] - today).days <= days
