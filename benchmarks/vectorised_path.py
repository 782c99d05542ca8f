"""Mass path: 3.321 units × 100 mixed sub-criteria × 10.000 draws against the lean plain-Python loop, draws included.

Run: ``.venv/bin/python benchmarks/vectorised_path.py [units] [draws]``. The loop beside it does a few units and draws
and is extrapolated. Goals: at least 40 times the loop, under 500 MB. Checked: the sum without noise is equal to 1e-9,
and the loop's means lie within five standard errors of ours.
"""

from __future__ import annotations

import platform
import resource
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.lean_loop import arguments, rules
from benchmarks.mixed_set import UNITS, YEAR, many_units, mixed_set

from parindex.engine.rulebook.document import InputType, Node
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.mass.columns import leaf_columns
from parindex.engine.scoring.mass.noise import Noise, moving_figures
from parindex.engine.scoring.values import Figures, Status
from parindex.engine.scoring.vectorised import simulate

GOAL_RATIO, GOAL_MEGABYTES = 40.0, 500.0
LOOP_UNITS, LOOP_DRAWS = 4, 400
THREADS = 2


def place_of(leaf: Node, code: str) -> int:
    """Where an input's (upper) figure stands among the arguments."""
    before = leaf.inputs[: [declared.code for declared in leaf.inputs].index(code)]
    return sum(2 if declared.type is InputType.RATIO else 1 for declared in before)


def lean_unit(compiled: CompiledSet, figures: Figures) -> tuple[list[Any], float, float]:
    """(leaves to draw, points of what stands still, applicable maximum); the noise is that of the mass path."""
    by_kind = rules(float)
    drawn: list[Any] = []
    still = maximum = 0.0
    for code, leaf in compiled.leaves.items():
        entry = leaf_columns(leaf, [figures[code]])
        maximum += float(entry.maximum[0, 0])
        moving = moving_figures(leaf.kind, leaf.declared, entry.columns, Noise())
        if leaf.score(figures[code]).status is not Status.SCORED or not moving or leaf.leaf.rule is None:
            still += float(entry.base[0, 0])
            continue
        moves = [
            (place_of(leaf.leaf, one.code), float(one.centre[0, 0]), float(one.spread[0, 0]), float(one.low[0, 0]),
             float(one.high[0, 0]), one.grid if one.grid else None if one.whole else 0.0)
            for one in moving
        ]  # fmt: skip
        values = arguments(leaf.leaf, figures[code], float)
        drawn.append((by_kind[leaf.leaf.rule.kind], values, moves))
    return drawn, still, maximum


def lean_draws(drawn: list[Any], still: float, maximum: float, draws: int, random: Random) -> list[float]:
    """The plain loop: the index of one unit, drawn."""
    gauss = random.gauss
    result = []
    for _ in range(draws):
        total = still
        for rule, values, moves in drawn:
            for place, centre, spread, low, high, grid in moves:
                value = gauss(centre, spread)
                if grid is None:
                    value = round(value)
                elif grid:
                    value = round(value / grid) * grid
                values[place] = low if value < low else high if value > high else value
            total += rule(*values)
        result.append(total / maximum * 100)
    return result


def without_noise(drawn: list[Any], still: float, maximum: float) -> float:
    """The same sum of the figures as they stand."""
    points: float = still + sum(rule(*values) for rule, values, _ in drawn)
    return points / maximum * 100


def main() -> int:
    """Print times, ratio, memory and whether results agree; 1 when a check fails."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else UNITS
    draws = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    compiled = compile_set(mixed_set(), year=YEAR)

    prepared = [lean_unit(compiled, figures) for _, figures in many_units(LOOP_UNITS)]
    standing = [without_noise(*unit) for unit in prepared]
    start = time.perf_counter()
    loop = [lean_draws(*unit, LOOP_DRAWS, Random(place)) for place, unit in enumerate(prepared)]
    per_draw = (time.perf_counter() - start) / LOOP_UNITS / LOOP_DRAWS

    start = time.perf_counter()
    result = simulate(compiled, many_units(units), draws=draws, seed=1, threads=THREADS)
    ours = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    equal = bool(np.abs(result.as_it_stands[:LOOP_UNITS] - standing).max() < 1e-9)
    errors = result.standard_deviation()[:LOOP_UNITS] / LOOP_DRAWS**0.5
    alike = bool((np.abs(result.mean()[:LOOP_UNITS] - np.mean(loop, axis=1)) < 5 * errors).all())
    theirs = per_draw * units * draws
    print(f"machine     {platform.machine()}, Python {platform.python_version()}, {THREADS} threads")
    print(f"mass path   {units} units × 100 sub-criteria × {draws} draws in {ours:.1f} s, figures and draws included")
    print(f"lean loop   {theirs:.0f} s, extrapolated from {LOOP_UNITS} units × {LOOP_DRAWS} draws, draws included")
    print(f"ratio       {theirs / ours:.1f} × faster (goal {GOAL_RATIO:.0f})")
    print(f"memory      {megabytes:.0f} MB at the peak (goal under {GOAL_MEGABYTES:.0f})")
    print(f"equal       without noise to 1e-9: {equal}; means within five standard errors: {alike}")
    return int(not (equal and alike and theirs / ours >= GOAL_RATIO and megabytes < GOAL_MEGABYTES))


if __name__ == "__main__":
    raise SystemExit(main())
