"""The mass path: thousands of units × thousands of draws in floating point, equal to the exact path to 1e-9.

A simulation is cut into fixed blocks (64 units × 1.000 draws of one leaf). Each block draws from its own substream,
keyed by the seed, the leaf's code and the block's place, so that the same seed gives the same result for any number of
threads and any way of handing out the work, more draws repeat the first ones, and a change of one leaf's figures leaves
the noise of all others as it was. Memory: 4 bytes a unit and draw for the result, and some megabytes a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from parindex.engine.scoring.exact import CompiledLeaf, CompiledSet
from parindex.engine.scoring.kinds.arrays import Columns, Floats, round_half_up_many
from parindex.engine.scoring.mass.columns import LeafColumns, leaf_columns
from parindex.engine.scoring.mass.noise import Moving, Noise, moving_figures
from parindex.engine.scoring.mass.totals import IndexTree
from parindex.engine.scoring.values import Figures, Inputs

__all__ = ["Noise", "Simulation", "score_many", "simulate"]

UNITS_IN_BLOCK = 64
DRAWS_IN_BLOCK = 1000

Units = Mapping[str, Figures] | Iterable[tuple[str, Figures]]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The drawn indices. ``index``: float32 array (units, draws) in percent, not rounded, good to some 1e-5;
    not-a-number for a unit with nothing to divide by. ``as_it_stands``: each unit's index without noise, float64."""

    units: tuple[str, ...]
    index: NDArray[np.float32]
    as_it_stands: Floats

    def mean(self) -> Floats:
        """Mean of the draws a unit: (units,)."""
        return np.array([row.mean(dtype=np.float64) for row in self.index])

    def standard_deviation(self) -> Floats:
        """Standard deviation of the draws a unit: (units,)."""
        return np.array([row.std(dtype=np.float64) for row in self.index])

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Quantiles of the draws a unit: (units, levels); a level is between 0 and 1."""
        return np.array([np.quantile(row.astype(np.float64), levels) for row in self.index])


class Part(NamedTuple):
    """One leaf of a block of units, ready to be drawn."""

    entry: LeafColumns
    goes_into: str
    moving: tuple[Moving, ...]
    stream: int


class UnitBlock(NamedTuple):
    """A block of units: its place, what is drawn, and the sums of all that stands still (sum code → (units, 1))."""

    place: int
    parts: tuple[Part, ...]
    still: Mapping[str, Floats]
    base: Floats


class Plan(NamedTuple):
    """What all blocks of one simulation share."""

    compiled: CompiledSet
    tree: IndexTree
    goes_into: Mapping[str, str]
    draws: int
    seed: int
    noise: Noise


def score_many(leaf: CompiledLeaf, inputs_by_unit: Sequence[Inputs]) -> Floats:
    """Points of one leaf for many units by the array arithmetic: (units,), not-a-number where there are none.

    Status and policy come from the exact path; points of scored units are on the nine-decimal grid to within 1e-9.
    """
    entry = leaf_columns(leaf, inputs_by_unit)
    points = np.where(entry.scored, _points_of(entry, entry.columns), entry.base)
    return np.where(entry.open, np.nan, points).reshape(-1)


def simulate(
    compiled: CompiledSet,
    figures_by_unit: Units,
    *,
    draws: int,
    seed: int,
    noise: Noise = Noise(),  # noqa: B008 - immutable
    threads: int = 2,
    units_at_once: int = UNITS_IN_BLOCK,
    on_block: Callable[[int], None] | None = None,
) -> Simulation:
    """Draw the index of every unit ``draws`` times.

    ``figures_by_unit`` may be an iterable of pairs, read once, so that the figures of a country need not be held.
    ``units_at_once``: how many units a thread is handed at a time, rounded up to whole blocks; does not change the
    result. ``on_block``: called with the number of units done. A draw whose figures contradict each other (an empty
    survey) counts with the points of the figures as they stand. Raises ``ValueError`` for fewer than one draw.
    """
    if draws < 1 or threads < 1 or units_at_once < 1:
        raise ValueError("draws, threads and units_at_once are at least 1")
    tree = IndexTree.of(compiled.criteria_set)
    plan = Plan(compiled, tree, {code: tree.starts_of(code) for code in compiled.leaves}, draws, seed, noise)
    pairs = iter(figures_by_unit.items() if isinstance(figures_by_unit, Mapping) else figures_by_unit)
    blocks_at_once = -(-units_at_once // UNITS_IN_BLOCK)
    names: list[str] = []
    rows: list[NDArray[np.float32]] = []
    bases: list[Floats] = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting: list[Future[list[tuple[NDArray[np.float32], Floats]]]] = []

        def collect() -> None:
            for drawn, standing in waiting.pop(0).result():
                rows.append(drawn)
                bases.append(standing)
            if on_block is not None:
                on_block(sum(len(part) for part in rows))

        for blocks in _in_groups(_unit_blocks(plan, pairs, names), blocks_at_once):
            waiting.append(pool.submit(_draw_blocks, plan, blocks))
            if len(waiting) > 2 * threads:
                collect()
        while waiting:
            collect()
    if not names:
        return Simulation((), np.empty((0, draws), np.float32), np.empty(0))
    return Simulation(tuple(names), _stacked(rows, draws), np.concatenate(bases).reshape(-1))


def _stacked(rows: list[NDArray[np.float32]], draws: int) -> NDArray[np.float32]:
    """All rows in one array; each block is let go as it is copied, so that the result is not held twice."""
    result = np.empty((sum(len(part) for part in rows), draws), np.float32)
    end = len(result)
    while rows:
        part = rows.pop()
        result[end - len(part) : end] = part
        end -= len(part)
    return result


def _in_groups(blocks: Iterator[UnitBlock], size: int) -> Iterator[list[UnitBlock]]:
    while group := list(islice(blocks, size)):
        yield group


def _unit_blocks(plan: Plan, pairs: Iterator[tuple[str, Figures]], names: list[str]) -> Iterator[UnitBlock]:
    place = 0
    while chunk := list(islice(pairs, UNITS_IN_BLOCK)):
        names.extend(unit for unit, _ in chunk)
        yield _prepare(plan, place, [figures for _, figures in chunk])
        place += 1


def _prepare(plan: Plan, place: int, figures: Sequence[Figures]) -> UnitBlock:
    """Score the figures as they stand, and set apart what is drawn."""
    nothing: Inputs = {}
    entries: dict[str, LeafColumns] = {}
    parts: list[Part] = []
    still: dict[str, Floats] = {}
    for code, leaf in plan.compiled.leaves.items():
        entry = leaf_columns(leaf, [unit.get(code, nothing) for unit in figures])
        entries[code] = entry
        goes_into = plan.goes_into[code]
        moving = moving_figures(leaf.kind, leaf.declared, entry.columns, plan.noise) if entry.scored.any() else ()
        if moving:
            parts.append(Part(entry, goes_into, moving, crc32(code.encode())))
        else:
            still[goes_into] = still.get(goes_into, np.zeros((1, 1))) + entry.base
    return UnitBlock(place, tuple(parts), still, plan.tree.base_of(entries))


def _draw_blocks(plan: Plan, blocks: list[UnitBlock]) -> list[tuple[NDArray[np.float32], Floats]]:
    return [_draw_block(plan, block) for block in blocks]


def _draw_block(plan: Plan, block: UnitBlock) -> tuple[NDArray[np.float32], Floats]:
    result = np.empty((len(block.base), plan.draws), np.float32)
    for place in range(-(-plan.draws // DRAWS_IN_BLOCK)):
        start = place * DRAWS_IN_BLOCK
        points = dict(block.still)
        for part in block.parts:
            drawn = _draw_part(part, _generator(plan.seed, part.stream, block.place, place))
            points[part.goes_into] = drawn + points[part.goes_into] if part.goes_into in points else drawn
        index = _index(plan.tree, points, block.base)
        # always whole blocks, so that a longer simulation begins with the draws of a shorter one
        result[:, start : start + DRAWS_IN_BLOCK] = index[:, : plan.draws - start]
    standing = dict(block.still)
    for part in block.parts:
        standing[part.goes_into] = standing.get(part.goes_into, np.zeros((1, 1))) + part.entry.base
    return result, _index(plan.tree, standing, block.base)


def _generator(seed: int, *place: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=place)))


def _draw_part(part: Part, generator: np.random.Generator) -> Floats:
    columns: Columns = {
        **part.entry.columns,
        **{moving.code: moving.draw(generator, DRAWS_IN_BLOCK) for moving in part.moving},
    }
    points = _points_of(part.entry, columns)
    if not part.entry.scored.all() or np.isnan(points).any():
        points = np.where(part.entry.scored & ~np.isnan(points), points, part.entry.base)
    return points


def _points_of(entry: LeafColumns, columns: Columns) -> Floats:
    points = entry.leaf.kind.many(columns)
    if entry.leaf.rounding is None:
        return points
    rounded = round_half_up_many(points, entry.leaf.rounding)
    maximum = float(entry.leaf.maximum)
    return np.where((points <= maximum) & (rounded > maximum), maximum, rounded)


def _index(tree: IndexTree, points: dict[str, Floats], base: Floats) -> Floats:
    total = tree.finish(points)
    return np.maximum(total * (100.0 / base), 0.0)
