"""Compute a round: every unit scored from its figures, summed, ranked by total, field and criterion, classed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django_fsm import can_proceed

from parindex.engine.numbers.exact import round_half_up
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions, queries
from parindex.portal.assessments.models import (
    NodeResult,
    Origin,
    PeerGroup,
    Round,
    RoundUnit,
    Score,
    UnitResult,
)
from parindex.portal.assessments.queries.hand_ins import not_handed_in
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused
from parindex.wording import sentence

STORED_DECIMALS = 9


@transaction.atomic
def compute_results(*, actor: User | None, round_: Round, progress: Callable[[int], None] = lambda done: None) -> Round:
    """Write the results of the figures as they stand; results that nobody published yet are written anew.

    ``progress`` is told how many units are done. Raises ``ActionRefused`` for a published or imported round.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.origin == Origin.IMPORTED:
        raise ActionRefused("assessments.imported_not_computed", {"title": round_.title})
    if not can_proceed(round_.compute):
        raise ActionRefused("assessments.round_frozen", {"title": round_.title})
    version = (round_.published_version or 0) + 1
    NodeResult.objects.filter(result__round_unit__round=round_, result__version=version).delete()
    UnitResult.objects.filter(round_unit__round=round_, version=version).delete()
    absent, awaited = note_who_did_not_hand_in(round_)
    scores = queries.standing_scores(round_)
    done = 0
    for group in round_.groups.all():
        units = list(group.units.select_related("unit"))
        computed = _run(round_, group, units, scores, _after(done, progress))
        _write_results(version, units, computed, _ranked_nodes(round_))
        _correct_scores(computed, scores)
        done += len(units)
    round_.compute()
    round_.result_version = version
    round_.computed_at = clock.now()
    round_.save()
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.compute_results",
        subject=round_.public_id,
        references={
            "version": version,
            "units": done,
            "absent": absent,
            "awaited": awaited,
            "engine": engine_bridge.ENGINE_VERSION,
        },
    )
    events.happened("assessments.results_computed", round_.public_id, {"version": version})
    return round_


def note_who_did_not_hand_in(round_: Round) -> tuple[int, int]:
    """Units without a hand-in are listed apart with the reason, whether their time is over (missing) or still runs
    (nobody is blamed); neither is scored from its draft. Gives the numbers of both. A round without a time for
    self-assessment has no sheets to hand in: its units stay as they were noted.
    """
    lines = [line for line in not_handed_in(round_) if line.ends_at is not None]
    for line in lines:
        line.member.submitted = False
        line.member.not_submitted_reason = sentence(line.code, {"until": line.until}, "vi")
    RoundUnit.objects.bulk_update([line.member for line in lines], ["submitted", "not_submitted_reason"])
    awaited = sum(1 for line in lines if line.has_time)
    return len(lines) - awaited, awaited


def _after(before: int, progress: Callable[[int], None]) -> Callable[[int], None]:
    """Progress of one group, told on top of the groups before it."""
    return lambda done: progress(before + done)


def _silent(done: int) -> None:
    """Tells nobody."""


def write_version(round_: Round, version: int, progress: Callable[[int], None] = _silent) -> int:
    """Score the standing figures and write them, anew, as results ``version``; gives the number of units."""
    NodeResult.objects.filter(result__round_unit__round=round_, result__version=version).delete()
    UnitResult.objects.filter(round_unit__round=round_, version=version).delete()
    scores = queries.standing_scores(round_)
    done = 0
    for group in round_.groups.all():
        units = list(group.units.select_related("unit"))

        def report(count: int, before: int = done) -> None:
            progress(before + count)

        computed = _run(round_, group, units, scores, report)
        _write_results(version, units, computed, _ranked_nodes(round_))
        _correct_scores(computed, scores)
        done += len(units)
    return done


def _ranked_nodes(round_: Round) -> dict[str, NodeRow]:
    nodes = NodeRow.objects.filter(version=round_.set_version, kind__in=[NodeKind.FIELD, NodeKind.CRITERION])
    return {node.code: node for node in nodes}


def _run(
    round_: Round,
    group: PeerGroup,
    units: Sequence[RoundUnit],
    scores: Mapping[tuple[int, str], queries.StoredScore],
    progress: Callable[[int], None],
) -> engine_bridge.GroupResult:
    ready = queries.compiled_for(round_, group.set_group)
    members = {unit.pk for unit in units}
    figures = queries.figures_of(ready, {key: score for key, score in scores.items() if key[0] in members})
    contestants = [engine_bridge.Contestant(str(unit.pk), figures.get(unit.pk, {}), unit.submitted) for unit in units]
    return engine_bridge.run_group(ready, contestants, list(_ranked_nodes(round_)), progress)


def _write_results(
    version: int,
    units: Sequence[RoundUnit],
    computed: engine_bridge.GroupResult,
    nodes: Mapping[str, NodeRow],
) -> None:
    ranks = {placed.unit: placed.rank for placed in computed.placed.placed}
    reasons = dict(computed.placed.unplaced)
    node_ranks = {
        code: {placed.unit: placed.rank for placed in ranked.placed} for code, ranked in computed.placed_by_node.items()
    }
    rows = [_unit_row(version, unit, computed.results.get(str(unit.pk)), ranks, reasons, len(ranks)) for unit in units]
    written = UnitResult.objects.bulk_create(rows)
    node_rows = []
    for row in written:
        result = computed.results.get(str(row.round_unit_id))
        if result is None:
            continue
        for code, node in nodes.items():
            total = result.nodes[code]
            node_rows.append(
                NodeResult(
                    result=row,
                    node=node,
                    points=total.points,
                    applicable_maximum=total.applicable_maximum,
                    rank=node_ranks[code].get(str(row.round_unit_id)),
                )
            )
    NodeResult.objects.bulk_create(node_rows, batch_size=2000)


def _unit_row(
    version: int,
    unit: RoundUnit,
    result: engine_bridge.UnitResult | None,
    ranks: Mapping[str, int],
    reasons: Mapping[str, str],
    of: int,
) -> UnitResult:
    key = str(unit.pk)
    if result is None:
        return UnitResult(
            round_unit=unit,
            version=version,
            applicable_maximum=0,
            base=0,
            of=of,
            unplaced_reason=reasons.get(key, ""),
        )
    return UnitResult(
        round_unit=unit,
        version=version,
        points=result.total.points,
        applicable_maximum=result.total.applicable_maximum,
        base=result.base,
        open_maximum=result.total.open_maximum,
        index=None if result.index is None else round_half_up(result.index, STORED_DECIMALS),
        rank=ranks.get(key),
        of=of,
        band=result.band or "",
        unplaced_reason=reasons.get(key, ""),
    )


def _correct_scores(computed: engine_bridge.GroupResult, scores: Mapping[tuple[int, str], queries.StoredScore]) -> None:
    """Scores that an older engine saved get the points of this one, so that leaf and total agree."""
    changed = []
    for (unit, leaf), stored in scores.items():
        result = computed.results.get(str(unit))
        if result is None:
            continue
        outcome = result.outcomes[leaf]
        if (outcome.points, outcome.status.value) == (stored.points, stored.status):
            continue
        changed.append(
            Score(
                pk=stored.pk,
                points=outcome.points,
                maximum=outcome.maximum,
                status=outcome.status.value,
                steps=engine_bridge.steps_to_json(outcome.steps),
                engine_version=engine_bridge.ENGINE_VERSION,
            )
        )
    Score.objects.bulk_update(changed, ["points", "maximum", "status", "steps", "engine_version"], batch_size=200)
