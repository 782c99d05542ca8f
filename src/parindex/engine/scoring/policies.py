"""What happens when there is nothing to compute: the one place that turns a situation into an outcome."""

from __future__ import annotations

from decimal import Decimal

from parindex.engine.numbers.exact import to_grid
from parindex.engine.rulebook.document import Policies
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Outcome, Status, Step

_ZERO = to_grid(Decimal(0))

PENDING, NONE, FULL, EXCLUDED, REFUSED = "pending", "none", "full", "excluded", "refused"

_EFFECTS = {
    "pending": (PENDING, StepCode.POLICY_PENDING),
    "zero_points": (NONE, StepCode.POLICY_ZERO),
    "zero_if_denominator_zero": (NONE, StepCode.POLICY_ZERO),
    "full_points_if_not_arising": (FULL, StepCode.POLICY_FULL),
    "full_points_if_denominator_zero": (FULL, StepCode.POLICY_FULL),
    "full_points_if_level_exempt": (FULL, StepCode.POLICY_FULL_EXEMPT),
    "exclude_and_renormalise": (EXCLUDED, StepCode.POLICY_EXCLUDED),
    "survey_missing_rescale": (EXCLUDED, StepCode.POLICY_SURVEY_RESCALED),
    "refuse": (REFUSED, StepCode.POLICY_REFUSED),
}


def policy_for(policies: Policies, status: Status) -> str:
    """Name of the policy that a leaf declares for a situation; ``refuse`` where none is declared."""
    match status:
        case Status.MISSING:
            return policies.missing
        case Status.NOT_APPLICABLE:
            return policies.not_applicable
        case Status.NOT_YET_DUE:
            return policies.not_yet_due
        case Status.ZERO_DENOMINATOR:
            return policies.zero_denominator or "refuse"
        case _:
            return "refuse"


def effect_of(policies: Policies, status: Status) -> str:
    """``pending`` · ``none`` · ``full`` · ``excluded`` · ``refused``: what the declared policy does."""
    return _EFFECTS[policy_for(policies, status)][0]


def settle(policies: Policies, status: Status, maximum: Decimal, steps: tuple[Step, ...]) -> Outcome:
    """The outcome of a situation other than ``SCORED``.

    A situation that the leaf declares impossible (``refuse``) becomes ``REFUSED``; inputs that contradict each other
    are refused whatever is declared. An excluded leaf has 0 of 0.
    """
    if status is Status.REFUSED:
        return Outcome(None, maximum, status, steps)
    effect, code = _EFFECTS[policy_for(policies, status)]
    steps = (*steps, Step(code, {"maximum": maximum}))
    if effect == PENDING:
        return Outcome(None, maximum, status, steps)
    if effect == NONE:
        return Outcome(_ZERO, maximum, status, steps)
    if effect == FULL:
        return Outcome(to_grid(maximum), maximum, status, steps)
    if effect == EXCLUDED:
        return Outcome(_ZERO, _ZERO, status, steps)
    return Outcome(None, maximum, Status.REFUSED, steps)
