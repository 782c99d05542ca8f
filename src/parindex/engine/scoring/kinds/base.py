"""What every rule kind answers, and the few words that all of them use."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from parindex.engine.numbers.exact import CONTEXT, ZERO
from parindex.engine.rulebook.document import Input, Policies
from parindex.engine.rulebook.rules import Rule
from parindex.engine.scoring.kinds.arrays import Columns, Floats
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Ratio, Status, Step, Value

Admitted = Mapping[str, Any]
"""A leaf's inputs after ``admission`` found every needed one present and of its declared type. ``Any`` stands here,
once, because the type of each value follows from the document and not from the code."""

multiply = CONTEXT.multiply
divide = CONTEXT.divide
add = CONTEXT.add
subtract = CONTEXT.subtract

QUARTERS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))
FEW = 12
"""Up to this many whole steps are all offered; above, a quarter of the way at a time."""


class Working(NamedTuple):
    """What a kind makes of admitted inputs. ``points`` are unrounded and mean nothing unless ``SCORED``."""

    status: Status
    points: Decimal
    steps: tuple[Step, ...]


class Change(NamedTuple):
    """A change of inputs that may gain points; the leaf scores it and keeps it only if it does."""

    changes: Mapping[str, Value]
    amount: Decimal


class Setting(NamedTuple):
    """What a kind may know of its leaf when it is compiled."""

    maximum: Decimal
    year: int
    policies: Policies
    inputs: Mapping[str, Input]
    compile: Callable[[Rule, Setting], Kind]
    """Compiles a rule inside a rule (alternatives)."""


def step(code: StepCode, /, **values: Any) -> Step:
    """A step with its values."""
    return Step(code, values)


def scored(points: Decimal, *steps: Step) -> Working:
    """The usual answer."""
    return Working(Status.SCORED, points, steps)


def zero_denominator(code: str, *steps: Step) -> Working:
    """Nothing to divide by; the leaf's policy decides. ``code``: the input whose denominator is 0."""
    return Working(Status.ZERO_DENOMINATOR, ZERO, (*steps, Step(StepCode.ZERO_DENOMINATOR, {"input": code})))


def refused(*steps: Step) -> Working:
    """The inputs contradict each other."""
    return Working(Status.REFUSED, ZERO, steps)


def negative(inputs: Admitted, codes: Iterable[str]) -> Working | None:
    """Refusal of the inputs among ``codes`` that are below 0 although they count something; None when there are none.

    For kinds that take amounts (``number``) as well as counts: a count is never admitted below 0.
    """
    below = [
        Step(StepCode.REFUSED_NEGATIVE, {"input": code, "value": inputs[code]}) for code in codes if inputs[code] < 0
    ]
    return refused(*below) if below else None


def ratio_step(ratio: Ratio) -> Step:
    """``41 ÷ 42 = 97,62 %``. The denominator is not 0."""
    numerator, denominator = ratio
    return Step(
        StepCode.RATIO,
        {"numerator": numerator, "denominator": denominator, "share": divide(numerator, denominator)},
    )


def ceiling(value: Decimal) -> Decimal:
    """The smallest whole number not below ``value``."""
    return value.to_integral_value(rounding=ROUND_CEILING)


def floored(value: Decimal) -> Decimal:
    """The largest whole number not above ``value``."""
    return value.to_integral_value(rounding=ROUND_FLOOR)


def on_the_way(now: Decimal, goal: Decimal) -> Iterator[Decimal]:
    """Whole steps from ``now`` towards ``goal`` (up or down): all when few, else at 25, 50, 75 and 100 %."""
    way = abs(goal - now)
    sign = 1 if goal > now else -1
    whole = int(ceiling(way))
    strides = range(1, whole + 1) if whole <= FEW else [int(ceiling(way * quarter)) for quarter in QUARTERS]
    for stride in strides:
        yield goal if stride >= way else now + sign * stride


def at_quarters(now: Decimal, goal: Decimal) -> Iterator[Decimal]:
    """Whole-number steps at 25, 50, 75 and 100 % of what is missing between ``now`` and a higher ``goal``."""
    missing = goal - now
    if missing <= 0:
        return
    last = now
    for quarter in QUARTERS:
        value = min(goal, now + ceiling(missing * quarter))
        if value > last:
            yield value
            last = value


def goal_of(least: Decimal, denominator: Decimal, may_exceed: bool) -> Decimal:
    """The whole numerator from ``least`` upwards, within the denominator unless the input may exceed it."""
    goal = ceiling(least)
    return goal if may_exceed else min(goal, denominator)


class Kind(ABC):
    """A compiled rule: everything that does not depend on a unit is worked out once, in ``__init__``."""

    needs: tuple[str, ...] = ()
    """Codes of the inputs that must be there, admitted by type, before ``work`` is called."""

    @abstractmethod
    def work(self, inputs: Admitted) -> Working:
        """Unrounded points and the steps that lead to them."""

    @abstractmethod
    def many(self, columns: Columns) -> Floats:
        """The same points for many units and draws at once, in floating point; not-a-number where a draw gives none."""

    still: frozenset[str] = frozenset()
    """Codes of inputs that a simulation does not vary, whatever their type: denominators, plans, last year's figure."""

    def ceiling_of(self, code: str, columns: Columns) -> Floats | None:
        """The largest value that an input can take beside the others, where its declaration does not say it."""
        return None

    def grid_of(self, code: str) -> float | None:
        """The step in which an input moves, where it has one."""
        return None

    def changes(self, inputs: Admitted) -> Iterator[Change]:
        """Changes of ``inputs`` worth looking at, smallest first. None by default."""
        yield from ()
