"""Import results as a document prints them. What is printed is kept as printed; recomputed figures stand beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django_fsm import can_proceed

from parindex.engine.numbers.exact import round_half_up
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions, queries
from parindex.portal.assessments.models import Entry, NodeResult, Origin, Round, RoundUnit, Score, Stage, UnitResult
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused

STORED_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class PrintedLeaf:
    """Points of one leaf and how the document writes them."""

    leaf: str
    points: Decimal
    printed: str


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit's printed results. ``unit``: row id. Texts are the document's own writing; empty where it prints none."""

    unit: int
    leaves: tuple[PrintedLeaf, ...]
    total: str = ""
    index: str = ""
    rank: int | None = None
    of: int | None = None
    band: str = ""
    change: str = ""
    nodes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Node code → ``points``, ``maximum``, ``percent`` as printed."""


@transaction.atomic
def import_printed_results(*, actor: User | None, round_: Round, units: Sequence[PrintedUnit]) -> Round:
    """Keep printed results of a round of origin "imported"; repeated imports of the same round are refused.

    Raises ``ActionRefused`` for a computed round, results that stand already, a unit or leaf that is not in the round.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    if round_.origin != Origin.IMPORTED:
        raise ActionRefused("assessments.computed_not_imported", {"title": round_.title})
    if round_.result_version or not can_proceed(round_.compute):
        raise ActionRefused("assessments.results_stand", {"title": round_.title})
    members = {unit.unit_id: unit for unit in round_.units.select_related("unit", "group")}
    nodes = {node.code: node for node in NodeRow.objects.filter(version=round_.set_version)}
    for printed in units:
        _check(printed, members, nodes)
        _write(round_, members[printed.unit], printed, nodes)
    round_.compute()
    round_.result_version = 1
    round_.computed_at = clock.now()
    round_.save()
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.import_printed_results",
        subject=round_.public_id,
        references={"units": len(units), "set": round_.set_version.hash},
    )
    events.happened("assessments.results_imported", round_.public_id, {"version": 1})
    return round_


def _check(printed: PrintedUnit, members: Mapping[int, RoundUnit], nodes: Mapping[str, NodeRow]) -> None:
    if printed.unit not in members:
        raise ActionRefused("assessments.unit_not_in_round", {"unit": printed.unit})
    unknown = [leaf.leaf for leaf in printed.leaves if leaf.leaf not in nodes or not nodes[leaf.leaf].is_leaf]
    unknown += [code for code in printed.nodes if code not in nodes]
    if unknown:
        raise ActionRefused("assessments.no_such_leaf", {"leaf": tuple(unknown)})


def _write(round_: Round, member: RoundUnit, printed: PrintedUnit, nodes: Mapping[str, NodeRow]) -> None:
    ready = queries.compiled_for(round_, member.group.set_group)
    figures = {
        leaf.leaf: {each.code: leaf.points for each in ready.leaves[leaf.leaf].leaf.inputs} for leaf in printed.leaves
    }
    result = engine_bridge.run_group(ready, [engine_bridge.Contestant(str(member.pk), figures, True)], []).results[
        str(member.pk)
    ]
    entries = Entry.objects.bulk_create(Entry(round_unit=member, leaf=nodes[leaf.leaf]) for leaf in printed.leaves)
    Score.objects.bulk_create(
        _score(entry, leaf, figures[leaf.leaf], result.outcomes[leaf.leaf])
        for entry, leaf in zip(entries, printed.leaves, strict=True)
    )
    row = UnitResult.objects.create(
        round_unit=member,
        version=1,
        points=result.total.points,
        applicable_maximum=result.total.applicable_maximum,
        base=result.base,
        open_maximum=result.total.open_maximum,
        index=None if result.index is None else round_half_up(result.index, STORED_DECIMALS),
        rank=printed.rank,
        of=printed.of or round_.units.count(),
        band=printed.band,
        printed={"total": printed.total, "index": printed.index, "change": printed.change},
    )
    NodeResult.objects.bulk_create(
        NodeResult(
            result=row,
            node=nodes[code],
            points=total.points,
            applicable_maximum=total.applicable_maximum,
            printed=dict(printed.nodes.get(code, {})),
        )
        for code, total in result.nodes.items()
    )


def _score(entry: Entry, leaf: PrintedLeaf, inputs: Mapping[str, Decimal], outcome: engine_bridge.Outcome) -> Score:
    return Score(
        entry=entry,
        stage=Stage.FINAL,
        inputs={**engine_bridge.inputs_to_json(inputs)},
        points=outcome.points,
        maximum=outcome.maximum,
        status=outcome.status.value,
        steps=engine_bridge.steps_to_json(outcome.steps),
        engine_version=engine_bridge.ENGINE_VERSION,
        sealed_at=clock.now(),
    )
