"""What a document prints, and what a check finds in it.

Printed figures are ``Decimal`` made from the printed text, so that ``85.90`` keeps its two decimals: the tolerance of
every check comes from the precision of the column in which a figure stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Figures = Mapping[str, Decimal | int | str]
"""Values for a sentence."""


class Severity(StrEnum):
    """``high``: an index, total or rank is wrong or a scale is broken. ``medium``: figures that should agree do not.
    ``low``: form or rounding."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class FindingCode(StrEnum):
    """Every finding. Sentences: ``finding.<code>`` in ``parindex.wording``."""

    PARTS_DIFFER_FROM_TOTAL = "parts_differ_from_total"
    MAXIMA_DIFFER_FROM_SCALE = "maxima_differ_from_scale"
    INDEX_DIFFERS_FROM_TOTAL = "index_differs_from_total"
    PERCENT_DIFFERS_FROM_POINTS = "percent_differs_from_points"
    PILLARS_DIFFER_FROM_FIELD = "pillars_differ_from_field"
    PILLAR_MAXIMA_DIFFER_FROM_FIELD = "pillar_maxima_differ_from_field"
    POINTS_ABOVE_MAXIMUM = "points_above_maximum"
    RANK_AGAINST_VALUE = "rank_against_value"
    RANK_SHARED_BY_UNLIKE = "rank_shared_by_unlike"
    RANK_OUTSIDE_GROUP = "rank_outside_group"


class Cause(StrEnum):
    """What may have happened; proposed, never applied. Sentences: ``cause.<code>``."""

    DIGITS_SWAPPED = "digits_swapped"
    DIGIT_LOST = "digit_lost"
    DIGIT_DOUBLED = "digit_doubled"
    WRONG_DENOMINATOR = "wrong_denominator"
    MEAN_OF_PERCENTAGES = "mean_of_percentages"
    ROUNDING = "rounding"
    MAXIMUM_UNCONFIRMED = "maximum_unconfirmed"
    """Every other maximum is confirmed by its printed percentage; the difference can only be in this part."""


class PrintedPart(NamedTuple):
    """A field (or a pillar of a field) as printed; None: the document does not print it."""

    code: str
    points: Decimal | None = None
    maximum: Decimal | None = None
    percent: Decimal | None = None
    parts: tuple[PrintedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedResult:
    """One unit's result as one document prints it."""

    unit: str
    parts: tuple[PrintedPart, ...] = ()
    total: Decimal | None = None
    scale: Decimal | None = None
    """The scale that the document declares (thang điểm 100)."""
    index: Decimal | None = None
    points_decimals: int | None = None
    """Decimals to which points are printed; None: as many as the finest figure of the column shows."""
    percent_decimals: int | None = None


class PrintedRank(NamedTuple):
    """One row of a ranking table."""

    unit: str
    value: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One identity that does not hold. A finding never blocks: it is shown, and a named person decides."""

    code: FindingCode
    severity: Severity
    subject: str
    """Unit, or ``unit/part``."""
    figures: Figures
    """Values for the sentence ``finding.<code>``; ``printed`` and ``expected`` are always there."""
    cause: Cause | None = None
    cause_values: Figures = field(default_factory=dict)
    repair: Decimal | None = None
    """The figure that would make the identity hold, as the cause suggests; it stands for ``cause_values["printed"]``,
    which may be a part's figure and not the one that the finding is about."""


def decimals_of(value: Decimal) -> int:
    """Decimals that the printed figure shows: 85.90 → 2, 14 → 0."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def column_decimals(values: Iterable[Decimal | None], declared: int | None = None) -> int:
    """Decimals of a column: trailing zeros are often not printed, so the finest figure speaks for all."""
    return declared if declared is not None else max((decimals_of(v) for v in values if v is not None), default=0)


def half_unit(decimals: int) -> Decimal:
    """How far a figure rounded to so many decimals may be from the true one: 2 → 0.005."""
    return Decimal(5).scaleb(-decimals - 1)
