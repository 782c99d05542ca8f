"""The improvement plan as values: what to improve, what to keep, by field, with sums that hold or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.documents.codes import PlanCode
from parindex.engine.documents.parts import Assignment, IssuingBody, Recipients, Signature, Words
from parindex.engine.numbers.exact import ZERO


class Manner(StrEnum):
    """How the plan speaks: of overcoming low criteria (Lộc Bình 2024) or of keeping and raising (Krông Nô 2024)."""

    REMEDY = "remedy"
    RAISE = "raise"


class ResultPart(NamedTuple):
    """A part named inside a field's result: SIPAS 7,84/10."""

    title: str
    points: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class FieldResult:
    """A field in last year's result. ``maximum`` is the applicable maximum."""

    code: str
    number: str
    title: str
    points: Decimal
    maximum: Decimal
    parts: tuple[ResultPart, ...] = ()

    @property
    def lost(self) -> Decimal:
        """Points lost in the field; below 0 for a bonus block."""
        return self.maximum - self.points


@dataclass(frozen=True, slots=True)
class PastResult:
    """Last year's result as section I tells it."""

    points: Decimal
    scale: Decimal
    index: Decimal
    """Percent, unrounded."""
    fields: tuple[FieldResult, ...]
    change: Decimal | None = None
    """Change of points against the year before; None when not comparable."""
    change_percent: Decimal | None = None
    """Change of the index in percentage points; given where the applicable maxima of the two years differ, and then
    told instead of ``change``."""
    rank: int | None = None
    ranked_among: str | None = None
    """The peer group with its number: ``8 huyện, thành phố``."""
    band: str | None = None


@dataclass(frozen=True, slots=True)
class ImproveLine:
    """A criterion to improve: one row of the annex."""

    code: str
    """The leaf's code in the criteria set."""
    number: str
    title: str
    lost: Decimal
    expected: Decimal
    """Points that the remedy is expected to win back; at most ``lost``."""
    causes: tuple[Words, ...] = ()
    remedies: tuple[Words, ...] = ()
    targets: tuple[Words, ...] = ()
    lead: str | None = None
    cooperating: tuple[str, ...] = ()
    product: str | None = None
    due: date | str | None = None


@dataclass(frozen=True, slots=True)
class KeepLine:
    """A criterion at its maximum, to be kept there."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of the plan; ``code`` refers to a ``FieldResult``."""

    code: str
    improve: tuple[ImproveLine, ...] = ()
    keep: tuple[KeepLine, ...] = ()

    @property
    def lost(self) -> Decimal:
        """Points lost by the criteria that stand in the plan."""
        return sum((line.lost for line in self.improve), ZERO)

    @property
    def expected(self) -> Decimal:
        """Points that the field's lines are expected to win back."""
        return sum((line.expected for line in self.improve), ZERO)


class PlanFault(NamedTuple):
    """Why a plan cannot be drawn up: code, the field or criterion, and values for the sentence."""

    code: PlanCode
    place: str
    values: dict[str, object]


class PlanRefused(ValueError):
    """The plan contradicts itself; ``faults`` names every place at once."""

    def __init__(self, faults: tuple[PlanFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code}: {fault.place}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """The whole plan. Construction refuses a plan whose lists or sums contradict each other (``PlanRefused``)."""

    manner: Manner
    unit: str
    """As in the title: ``huyện Krông Nô``."""
    year: int
    """The year in which the plan is carried out."""
    result_year: int
    issuer: IssuingBody
    result: PastResult
    fields: tuple[FieldPlan, ...]
    standing_office: str
    """The office that follows the plan: ``Phòng Nội vụ``."""
    signature: Signature
    recipients: Recipients
    legal_bases: tuple[str, ...] = ()
    """Each without its closing mark."""
    aims: tuple[Words, ...] = ()
    """Aims of the year: a rank to keep, a survey result to reach."""
    organisation: tuple[Assignment, ...] = ()
    """Own assignments; empty: the usual ones."""
    simulated: bool = False
    """Figures are made up for a demonstration; the document says so."""

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise PlanRefused(faults)

    @property
    def improve(self) -> tuple[ImproveLine, ...]:
        """Every line to improve in the plan's order."""
        return tuple(line for field in self.fields for line in field.improve)

    @property
    def planned_lost(self) -> Decimal:
        """Points lost by everything that the plan takes up."""
        return sum((field.lost for field in self.fields), ZERO)

    @property
    def expected(self) -> Decimal:
        """Points expected to be won back."""
        return sum((field.expected for field in self.fields), ZERO)

    @property
    def lost(self) -> Decimal:
        """Points between the result and the scale."""
        return self.result.scale - self.result.points

    @property
    def unplanned_lost(self) -> Decimal:
        """Lost points that no line takes up, what only the printed totals explain included."""
        return self.lost - self.planned_lost

    @property
    def unexplained_lost(self) -> Decimal:
        """What lies between the scale and the sums of the fields: Krông Nô's 0,5 (maxima add to 99,5 of 100)."""
        return self.lost - sum((field.lost for field in self.result.fields), ZERO)


def _faults(plan: ImprovementPlan) -> Iterator[PlanFault]:
    if not any(field.improve or field.keep for field in plan.fields):
        yield PlanFault(PlanCode.REFUSED_EMPTY, plan.unit, {"unit": plan.unit})
    improved: set[str] = set()
    for line in plan.improve:
        yield from _line_faults(line)
        if line.code in improved:
            yield PlanFault(PlanCode.REFUSED_TWICE, line.code, {"criterion": line.title})
        improved.add(line.code)
    kept: set[str] = set()
    for field in plan.fields:
        for keep in field.keep:
            if keep.code in improved:
                yield PlanFault(PlanCode.REFUSED_BOTH_LISTS, keep.code, {"criterion": keep.title})
            if keep.code in kept:
                yield PlanFault(PlanCode.REFUSED_TWICE, keep.code, {"criterion": keep.title})
            kept.add(keep.code)
    yield from _field_faults(plan)


def _line_faults(line: ImproveLine) -> Iterator[PlanFault]:
    values: dict[str, object] = {"criterion": line.title, "lost": line.lost, "expected": line.expected}
    if line.lost <= 0:
        yield PlanFault(PlanCode.REFUSED_NOTHING_LOST, line.code, values)
    elif not 0 <= line.expected <= line.lost:
        yield PlanFault(PlanCode.REFUSED_EXPECTED, line.code, values)


def _field_faults(plan: ImprovementPlan) -> Iterator[PlanFault]:
    results = {result.code: result for result in plan.result.fields}
    for field in plan.fields:
        result = results.get(field.code)
        if result is None:
            yield PlanFault(PlanCode.REFUSED_UNKNOWN_FIELD, field.code, {"field": field.code})
        elif field.lost > max(result.lost, ZERO):
            values: dict[str, object] = {"field": result.title, "planned": field.lost, "lost": result.lost}
            yield PlanFault(PlanCode.REFUSED_FIELD_SUM, field.code, values)
