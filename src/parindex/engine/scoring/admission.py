"""Which input values are let in: type, sign, wholeness, bounds. One check a value, compiled once a leaf.

A check answers only whether a value is good (it runs hundreds of thousands of times); ``faults_of`` then says what
is wrong with one that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from parindex.engine.numbers.exact import CONTEXT, ZERO
from parindex.engine.rulebook.document import Input, InputType
from parindex.engine.scoring.kinds.base import Working
from parindex.engine.scoring.steps import StepCode
from parindex.engine.scoring.values import Absence, Inputs, Ratio, Status, Step, StepValues, Value

LARGEST = Decimal(10) ** 18
"""No figure of an administration is larger (đồng included); what is, is refused rather than computed inexactly."""

Check = Callable[[object], bool]

_GAPS = (
    (Absence.NOT_APPLICABLE, Status.NOT_APPLICABLE, StepCode.INPUT_NOT_APPLICABLE),
    (Absence.NOT_YET_DUE, Status.NOT_YET_DUE, StepCode.INPUT_NOT_YET_DUE),
    (Absence.MISSING, Status.MISSING, StepCode.INPUT_MISSING),
)
"""When a leaf lacks inputs for different reasons the first of these speaks: what does not apply needs no figure, and
what is not yet due cannot be missing."""


def check_for(declared: Input) -> Check:
    """The check of one input, by its declared type and bounds."""
    match declared.type:
        case InputType.COUNT:
            return _bounded(_is_count, declared)
        case InputType.NUMBER:
            return _bounded(_is_number, declared)
        case InputType.RATIO:
            return _ratio_check(declared)
        case InputType.DATE:
            return _is_date
        case InputType.YES_NO:
            return _is_answer
        case InputType.CHOICE:
            codes = frozenset(choice.code for choice in declared.choices)
            return lambda value: type(value) is str and value in codes


def _is_number(value: object) -> bool:
    return type(value) is Decimal and value.is_finite() and -LARGEST <= value <= LARGEST


def _is_count(value: object) -> bool:
    return (
        type(value) is Decimal and value.is_finite() and ZERO <= value <= LARGEST and value == value.to_integral_value()
    )


def _is_date(value: object) -> bool:
    return type(value) is date or value is Absence.NEVER


def _is_answer(value: object) -> bool:
    return value is True or value is False


def _bounded(check: Check, declared: Input) -> Check:
    low, high = declared.minimum, declared.maximum
    if low is None and high is None:
        return check

    def within(value: object) -> bool:
        if not check(value) or not isinstance(value, Decimal):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    return within


def _ratio_check(declared: Input) -> Check:
    low, high = declared.minimum, declared.maximum
    may_exceed = declared.may_exceed_one

    def good(value: object) -> bool:
        if type(value) is not Ratio:
            return False
        numerator, denominator = value
        if type(numerator) is not Decimal or type(denominator) is not Decimal:
            return False
        if not numerator.is_finite() or not denominator.is_finite():
            return False
        if may_exceed:
            return ZERO <= numerator <= LARGEST and ZERO <= denominator <= LARGEST
        return ZERO <= numerator <= denominator <= LARGEST

    if low is None and high is None:
        return good

    def within(value: object) -> bool:
        return good(value) and isinstance(value, Ratio) and not _outside(value, low, high)

    return within


def _outside(ratio: Ratio, low: Decimal | None, high: Decimal | None) -> StepCode | None:
    """Which declared bound a ratio breaks, compared by cross-multiplication."""
    if low is not None and ratio.numerator < CONTEXT.multiply(low, ratio.denominator):
        return StepCode.REFUSED_BELOW_MINIMUM
    if high is not None and ratio.numerator > CONTEXT.multiply(high, ratio.denominator):
        return StepCode.REFUSED_ABOVE_MAXIMUM
    return None


def objection(needed: Iterable[str], declared: Mapping[str, Input], inputs: Inputs) -> Working | None:
    """Why the inputs are not let in: every fault at once, or else the gap that speaks; None when all are good.

    Faults come before gaps: a wrong figure stays wrong whatever else is still to come.
    """
    faults: list[Step] = []
    gaps: dict[Absence, list[str]] = {}
    for code in needed:
        value = inputs.get(code, Absence.MISSING)
        if isinstance(value, Absence) and value is not Absence.NEVER:
            gaps.setdefault(value, []).append(code)
        elif not check_for(declared[code])(value):
            faults.append(fault_of(declared[code], value))
    if faults:
        return Working(Status.REFUSED, ZERO, tuple(faults))
    for absence, status, code_of_step in _GAPS:
        if absence in gaps:
            return Working(status, ZERO, tuple(Step(code_of_step, {"input": code}) for code in gaps[absence]))
    return None


def fault_of(declared: Input, value: Value | Absence) -> Step:
    """What is wrong with a value that its check did not let in."""
    if isinstance(value, Decimal) and declared.type in (InputType.COUNT, InputType.NUMBER):
        return _fault_of_number(declared, value)
    if isinstance(value, Ratio) and declared.type is InputType.RATIO:
        return _fault_of_ratio(declared, value)
    if isinstance(value, str) and declared.type is InputType.CHOICE and not isinstance(value, Absence):
        return Step(StepCode.REFUSED_UNKNOWN_CHOICE, {"input": declared.code, "value": value})
    return Step(StepCode.REFUSED_WRONG_TYPE, {"input": declared.code, "value": str(value), "type": declared.type.value})


def _fault_of_number(declared: Input, value: Decimal) -> Step:
    if not value.is_finite():
        return Step(StepCode.REFUSED_NOT_A_NUMBER, {"input": declared.code, "value": str(value)})
    if abs(value) > LARGEST:
        return Step(StepCode.REFUSED_TOO_LARGE, {"input": declared.code, "value": value})
    if declared.type is InputType.COUNT and value < ZERO:
        return Step(StepCode.REFUSED_NEGATIVE, {"input": declared.code, "value": value})
    if declared.type is InputType.COUNT and value != value.to_integral_value():
        return Step(StepCode.REFUSED_NOT_WHOLE, {"input": declared.code, "value": value})
    if declared.minimum is not None and value < declared.minimum:
        bound: StepValues = {"input": declared.code, "value": value, "bound": declared.minimum}
        return Step(StepCode.REFUSED_BELOW_MINIMUM, bound)
    bound = {"input": declared.code, "value": value, "bound": declared.maximum or ZERO}
    return Step(StepCode.REFUSED_ABOVE_MAXIMUM, bound)


def _fault_of_ratio(declared: Input, ratio: Ratio) -> Step:
    for part in ratio:
        if not isinstance(part, Decimal) or not part.is_finite():
            return Step(StepCode.REFUSED_NOT_A_NUMBER, {"input": declared.code, "value": str(part)})
        if part < ZERO:
            return Step(StepCode.REFUSED_NEGATIVE, {"input": declared.code, "value": part})
        if part > LARGEST:
            return Step(StepCode.REFUSED_TOO_LARGE, {"input": declared.code, "value": part})
    if ratio.numerator > ratio.denominator and not declared.may_exceed_one:
        values: StepValues = {"input": declared.code, "numerator": ratio.numerator, "denominator": ratio.denominator}
        return Step(StepCode.REFUSED_ABOVE_DENOMINATOR, values)
    code = _outside(ratio, declared.minimum, declared.maximum) or StepCode.REFUSED_WRONG_TYPE
    bound = declared.minimum if code is StepCode.REFUSED_BELOW_MINIMUM else declared.maximum
    return Step(code, {"input": declared.code, "value": ratio, "bound": bound if bound is not None else ZERO})
