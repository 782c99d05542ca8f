"""Exact path: 3.321 units × 100 mixed sub-criteria, steps included, against the lean Decimal loop.

Run: ``.venv/bin/python benchmarks/exact_path.py``. Goal: at most 3 s on two cores; measured here on one.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.lean_loop import arguments, rules
from benchmarks.mixed_set import UNITS, YEAR, many_units, mixed_set

from parindex.engine.numbers.exact import CONTEXT, to_grid
from parindex.engine.scoring.exact import CompiledSet, compile_set, score_figures
from parindex.engine.scoring.values import Figures, Outcome, Status

GOAL_SECONDS = 3.0
BATCH = 41
"""Units scored at a time (3.321 = 81 × 41): making the random figures is not measured and not held in memory."""


def lean_calls(compiled: CompiledSet, units: list[tuple[str, Figures]], outcomes: list[dict[str, Outcome]]) -> Any:
    """(rule, arguments, expected points) for every scored leaf; the loop gets no others."""
    by_kind = rules(Decimal)
    calls = []
    for (_, figures), scored in zip(units, outcomes, strict=True):
        for code, leaf in compiled.leaves.items():
            if scored[code].status is Status.SCORED and leaf.leaf.rule is not None:
                values = arguments(leaf.leaf, figures[code], Decimal)
                calls.append((by_kind[leaf.leaf.rule.kind], values, scored[code].points))
    return calls


def main() -> int:
    """Print seconds, ratio and whether the results are equal; 1 when they are not or the goal is missed."""
    compiled = compile_set(mixed_set(), year=YEAR)
    ours = theirs = 0.0
    leaves = steps = compared = unequal = 0
    source = many_units()
    gc.disable()
    for _ in range(UNITS // BATCH):
        units = [next(source) for _ in range(BATCH)]
        start = time.perf_counter()
        outcomes = [score_figures(compiled, figures) for _, figures in units]
        ours += time.perf_counter() - start
        leaves += sum(len(scored) for scored in outcomes)
        steps += sum(len(outcome.steps) for scored in outcomes for outcome in scored.values())
        calls = lean_calls(compiled, units, outcomes)
        with localcontext(CONTEXT):
            start = time.perf_counter()
            points = [rule(*values) for rule, values, _ in calls]
            theirs += time.perf_counter() - start
        compared += len(calls)
        unequal += sum(to_grid(mine) != call[2] for mine, call in zip(points, calls, strict=True))
    theirs *= leaves / compared
    print(f"machine     {platform.machine()}, Python {platform.python_version()}, one core used")
    print(f"exact path  {leaves} outcomes with {steps} steps in {ours:.2f} s ({ours / leaves * 1e6:.2f} µs each)")
    print(f"lean loop   the same number without steps in {theirs:.2f} s (points only, no checks, no policies)")
    print(f"ratio       {ours / theirs:.2f} × the time of the lean Decimal loop")
    print(f"equal       {compared - unequal} of {compared} results")
    print(f"goal        {GOAL_SECONDS} s: {'met' if ours <= GOAL_SECONDS else 'missed'}")
    return int(unequal > 0 or ours > GOAL_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
