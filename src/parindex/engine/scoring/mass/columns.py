"""Figures of many units as columns, and what the exact path makes of them as they stand.

Statuses and policies are decided by the exact path alone, on the figures themselves: what is missing, refused or
excluded for a unit is so in every draw. Only units whose leaf is scored go through the kind's array arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from parindex.engine.rulebook.document import Input, InputType
from parindex.engine.scoring.exact import CompiledLeaf
from parindex.engine.scoring.kinds.arrays import Answers, Columns, Floats, RatioColumn
from parindex.engine.scoring.values import Absence, Inputs, Outcome, Ratio, Status


class LeafColumns(NamedTuple):
    """One leaf for a block of units; every array has one row a unit and one column."""

    leaf: CompiledLeaf
    columns: Columns
    base: Floats
    """Exact points of the figures as they stand; 0 where the leaf is open."""
    maximum: Floats
    """Applicable maximum."""
    open: Answers
    """No points yet."""
    scored: Answers


def leaf_columns(leaf: CompiledLeaf, inputs_by_unit: Sequence[Inputs]) -> LeafColumns:
    """Columns of one leaf for units in order."""
    outcomes = [leaf.score(inputs) for inputs in inputs_by_unit]
    base = [0.0 if outcome.points is None else float(outcome.points) for outcome in outcomes]
    scored = [outcome.status is Status.SCORED for outcome in outcomes]
    admitted = [inputs if good else {} for inputs, good in zip(inputs_by_unit, scored, strict=True)]
    return LeafColumns(
        leaf=leaf,
        columns={code: _column(declared, admitted) for code, declared in leaf.declared.items()},
        base=_upright(base),
        maximum=_upright([float(outcome.maximum) for outcome in outcomes]),
        open=np.array([_is_open(outcome) for outcome in outcomes]).reshape(-1, 1),
        scored=np.array(scored).reshape(-1, 1),
    )


def _is_open(outcome: Outcome) -> bool:
    return outcome.points is None and outcome.maximum != 0


def _upright(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def _column(declared: Input, inputs_by_unit: Sequence[Inputs]) -> Floats | Answers | RatioColumn:
    """One input of every unit; what is absent is 0 of 0, no, never or 0, masked by ``scored`` or by the kind."""
    values = [inputs.get(declared.code, Absence.MISSING) for inputs in inputs_by_unit]
    match declared.type:
        case InputType.RATIO:
            pairs = [value if isinstance(value, Ratio) else _NO_RATIO for value in values]
            return RatioColumn(
                _upright([float(pair.numerator) for pair in pairs]),
                _upright([float(pair.denominator) for pair in pairs]),
            )
        case InputType.YES_NO:
            return np.array([value is True for value in values]).reshape(-1, 1)
        case InputType.DATE:
            return _upright([float(value.toordinal()) if isinstance(value, date) else np.inf for value in values])
        case InputType.CHOICE:
            places = {choice.code: float(place) for place, choice in enumerate(declared.choices)}
            return _upright([places.get(value, -1.0) if isinstance(value, str) else -1.0 for value in values])
        case _:
            return _upright([float(value) if isinstance(value, Decimal) else 0.0 for value in values])


_NO_RATIO = Ratio(Decimal(0), Decimal(0))
