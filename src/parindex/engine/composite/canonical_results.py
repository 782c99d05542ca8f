"""The canonical results file of a round: one byte-exact document of everything that was scored, placed and classed.

The same figures under the same criteria set give the same bytes on every machine: JSON with sorted keys and no white
space, NFC text, every decimal a plain string, units in order of their code. It names the set by hash, the version of
the engine, and the rules of rounding and ties that the numbers follow; so that the hash of the file stands for the
whole result, and anyone can recompute it from the open data package (``engine.tables.open_data``).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from parindex.engine.composite.ranking import rank_units, rank_values
from parindex.engine.composite.results import NodeTotal, Ranked, UnitResult
from parindex.engine.composite.totals import score_unit
from parindex.engine.numbers.exact import plain, round_half_up
from parindex.engine.rulebook.canonical import set_hash, tree_of
from parindex.engine.rulebook.document import CriteriaSet, walk
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Figures, Outcome

SCHEMA = "parindex/results/1"
Plain = Any


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Units that are ranked together."""

    code: str
    figures: Mapping[str, Figures]
    """Unit → figures, of every unit that handed in; a unit that handed in nothing scorable has an empty mapping."""
    not_submitted: tuple[str, ...] = ()
    set_group: str = ""
    """The set's group of units for differing maxima; empty: the common maxima."""


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A peer group scored and placed, by total and by every field and criterion."""

    group: PeerGroup
    results: Mapping[str, UnitResult]
    placed: Ranked
    placed_by_node: Mapping[str, Ranked] = field(default_factory=dict)


def stand(
    criteria_set: CriteriaSet, group: PeerGroup, *, year: int, progress: Callable[[int], None] = lambda done: None
) -> GroupStanding:
    """Score and place a group; ``progress`` is told how many units are done."""
    ready = compile_set(criteria_set, year=year, group=group.set_group or None)
    results: dict[str, UnitResult] = {}
    for done, (unit, figures) in enumerate(sorted(group.figures.items()), start=1):
        results[unit] = score_unit(ready, unit, figures)
        progress(done)
    ranking = criteria_set.ranking
    nodes = [node.code for _, node in walk(criteria_set) if node.rule is None]
    return GroupStanding(
        group,
        results,
        rank_units(results.values(), ranking, not_submitted=group.not_submitted),
        {node: rank_values(results.values(), node, ranking, not_submitted=group.not_submitted) for node in nodes},
    )


def canonical_results(
    criteria_set: CriteriaSet,
    groups: Sequence[PeerGroup],
    *,
    year: int,
    engine_version: str,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """The file's bytes. ``engine_version`` is that of the publication; a replay passes the one it read.

    ``progress`` is told how many units are done, over all groups. Raises ``ValueError`` for a unit or group that
    appears twice and for figures of unknown leaves.
    """
    _refuse_twins([group.code for group in groups])
    _refuse_twins([unit for group in groups for unit in (*group.figures, *group.not_submitted)])
    standings, done = [], 0
    for group in sorted(groups, key=lambda each: each.code):
        before = done
        standings.append(
            stand(criteria_set, group, year=year, progress=lambda count, before=before: progress(before + count))  # type: ignore[misc]
        )
        done += len(group.figures)
    return canonical_bytes(
        {
            "schema": SCHEMA,
            "criteria_set": {
                "code": criteria_set.code,
                "version": criteria_set.version,
                "hash": set_hash(criteria_set),
            },
            "year": year,
            "engine_version": engine_version,
            "rounding": tree_of(criteria_set.rounding) | {"rule": "half_up"},
            "ranking": tree_of(criteria_set.ranking) | {"on_unrounded_values": True},
            "index_base": criteria_set.index_base,
            "groups": [_group(criteria_set, standing) for standing in standings],
        }
    )


def results_hash(content: bytes) -> str:
    """SHA-256 of a canonical results file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def canonical_bytes(document: Plain) -> bytes:
    """A document of plain values, decimals and texts in canonical JSON."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _group(criteria_set: CriteriaSet, standing: GroupStanding) -> Plain:
    ranks = {place.unit: place.rank for place in standing.placed.placed}
    node_ranks = {
        node: {place.unit: place.rank for place in ranked.placed} for node, ranked in standing.placed_by_node.items()
    }
    unplaced = dict(standing.placed.unplaced)
    units: list[Plain] = []
    for unit in sorted([*standing.results, *standing.group.not_submitted]):
        result = standing.results.get(unit)
        about: dict[str, Plain] = {"unit": unit, "rank": ranks.get(unit), "unplaced": unplaced.get(unit)}
        if result is not None:
            about |= _result(criteria_set, result, {node: of.get(unit) for node, of in node_ranks.items()})
        units.append(about)
    return {
        "code": standing.group.code,
        "set_group": standing.group.set_group,
        "placed": len(ranks),
        "units": units,
    }


def _result(criteria_set: CriteriaSet, result: UnitResult, node_ranks: Mapping[str, int | None]) -> dict[str, Plain]:
    index = result.index
    return {
        "points": result.total.points,
        "applicable_maximum": result.total.applicable_maximum,
        "open_maximum": result.total.open_maximum,
        "base": result.base,
        "index": index,
        "index_shown": None if index is None else _fixed(index, criteria_set.rounding.shown_index),
        "class": result.band,
        "nodes": {code: _node(total, node_ranks.get(code)) for code, total in result.nodes.items()},
        "outcomes": {code: _outcome(outcome) for code, outcome in result.outcomes.items()},
    }


def _node(total: NodeTotal, rank: int | None) -> Plain:
    return {
        "points": total.points,
        "applicable_maximum": total.applicable_maximum,
        "open_maximum": total.open_maximum,
        "rank": rank,
    }


def _outcome(outcome: Outcome) -> Plain:
    return {"points": outcome.points, "maximum": outcome.maximum, "status": outcome.status.value}


def _fixed(value: Decimal, decimals: int) -> str:
    """Rounded as declared and with all its decimals: ``85.90``."""
    return format(round_half_up(value, decimals), "f")


def _plain(value: Plain) -> Plain:
    """Decimals as plain strings, texts in NFC, what is unknown left out."""
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return plain(value)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _refuse_twins(names: Sequence[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) != len(names) else []
    if twins:
        raise ValueError(f"more than once: {', '.join(twins)}")
