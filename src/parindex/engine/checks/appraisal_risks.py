"""Signs that a self-assessed score deserves a second look. A sign accuses nobody: it orders the appraiser's work.

Outliers are found with the modified z-score 0,6745 · |x − median| ÷ MAD above 3,5, and where more than half of the
peers have the same points (MAD = 0) with |x − median| ÷ (1,253314 · mean absolute deviation) in its place (B. Iglewicz
and D. Hoaglin, «How to Detect and Handle Outliers», ASQC, 1993).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from parindex.engine.numbers.exact import ZERO, divide

GAP_SHARE = Decimal("0.1")
"""A rise of at least this share of the maximum over last year's appraised points is marked."""
OUTLIER_LIMIT = Decimal("3.5")
FEWEST_PEERS = 8
"""With fewer peers a median says little."""
_CONSISTENT_MAD = Decimal("0.6745")
_CONSISTENT_MEAN = Decimal("1.253314")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class RiskCode(StrEnum):
    """Signs. Worded as ``risk.<code>``."""

    ABOVE_LAST_YEAR = "above_last_year"
    FIRST_FULL_MARKS = "first_full_marks"
    LATE_HOUR = "late_hour"
    """Evidence came in the last hour before the end."""
    LATE_DAY = "late_day"
    OUTLIER_HIGH = "outlier_high"
    OUTLIER_LOW = "outlier_low"
    NO_EVIDENCE = "no_evidence"
    SYSTEM_DIFFERS = "system_differs"
    DISPUTED = "disputed"
    DATE_DIFFERS = "date_differs"
    """A declared date stands on none of the documents shown."""
    DATE_AHEAD = "date_ahead"
    """A declared date, or that of a document shown, lies after the day on which the sheet was handed in."""


class Risk(NamedTuple):
    """One sign with its values."""

    code: RiskCode
    values: Mapping[str, Decimal | datetime | date | int]

    @property
    def wording(self) -> str:
        """Wording code."""
        return f"risk.{self.code.value}"


class LastYear(NamedTuple):
    """What the unit got for the corresponding leaves last year, in points; ``year`` for the sentence."""

    points: Decimal
    maximum: Decimal
    year: int


class SelfAssessed(NamedTuple):
    """What is known of one unit's self-assessment of one leaf."""

    points: Decimal | None
    maximum: Decimal
    last_year: LastYear | None = None
    evidence_at: datetime | None = None
    """When its latest evidence came."""
    ends_at: datetime | None = None
    """End of the self-assessment for this unit, without extension."""
    evidence_asked: bool = False
    evidence: int = 0
    differing: int = 0
    """Inputs whose figure is not the system's."""
    disputes: int = 0
    """Disputed figures that nobody decided yet."""
    declared: tuple[date, ...] = ()
    """Dates that the unit typed, in the order of the boxes."""
    papers: tuple[date, ...] = ()
    """Dates of the documents shown as evidence."""
    given_on: date | None = None
    """The day on which the sheet was handed in, today before that: nothing in it can bear a later date."""


def risks_of(seen: SelfAssessed, outlier: RiskCode | None = None) -> tuple[Risk, ...]:
    """The signs of one row, heaviest first; ``outlier`` comes from ``outliers`` over the peers."""
    found: list[Risk] = []
    if seen.disputes:
        found.append(Risk(RiskCode.DISPUTED, {"count": seen.disputes}))
    if seen.differing:
        found.append(Risk(RiskCode.SYSTEM_DIFFERS, {"count": seen.differing}))
    if seen.points is not None and seen.points > ZERO and seen.evidence_asked and not seen.evidence:
        found.append(Risk(RiskCode.NO_EVIDENCE, {}))
    found += _ahead(seen)
    found += _against_documents(seen)
    found += _against_last_year(seen)
    if outlier is not None:
        found.append(Risk(outlier, {}))
    if seen.evidence_at is not None and seen.ends_at is not None:
        found += _late(seen.evidence_at, seen.ends_at)
    return tuple(found)


def _ahead(seen: SelfAssessed) -> list[Risk]:
    """Dates that had not come yet when the sheet was handed in, each once, the earliest first."""
    given = seen.given_on
    if given is None:
        return []
    dates = sorted({*seen.declared, *seen.papers})
    return [Risk(RiskCode.DATE_AHEAD, {"date": day, "given": given}) for day in dates if day > given]


def _against_documents(seen: SelfAssessed) -> list[Risk]:
    """Declared dates that no document bears, each with the nearest document's; without documents nothing is said."""
    if not seen.papers:
        return []
    return [
        Risk(
            RiskCode.DATE_DIFFERS,
            {"declared": day, "document": min(seen.papers, key=lambda paper: (abs(paper - day), paper))},
        )
        for day in seen.declared
        if day not in seen.papers
    ]


def _against_last_year(seen: SelfAssessed) -> list[Risk]:
    """Compared as shares of the maximum, told in points of this year's maximum."""
    last = seen.last_year
    if seen.points is None or last is None or last.maximum <= ZERO or seen.maximum <= ZERO:
        return []
    before = divide(last.points * seen.maximum, last.maximum)
    rise = seen.points - before
    values: dict[str, Decimal | datetime | date | int] = {"rise": rise, "before": last.points, "year": last.year}
    found: list[Risk] = []
    if rise >= GAP_SHARE * seen.maximum:
        found.append(Risk(RiskCode.ABOVE_LAST_YEAR, values))
    if seen.points >= seen.maximum and last.points < last.maximum:
        found.append(Risk(RiskCode.FIRST_FULL_MARKS, {"before": last.points, "year": last.year}))
    return found


def _late(at: datetime, ends_at: datetime) -> list[Risk]:
    left = ends_at - at
    if left <= _HOUR:
        return [Risk(RiskCode.LATE_HOUR, {"at": at})]
    return [Risk(RiskCode.LATE_DAY, {"at": at})] if left <= _DAY else []


def outliers(points: Mapping[str, Decimal]) -> dict[str, RiskCode]:
    """Key → high or low for each value that stands far from its peers; none with fewer than eight peers."""
    if len(points) < FEWEST_PEERS:
        return {}
    middle = median(points.values())
    distances = {key: abs(value - middle) for key, value in points.items()}
    limit = _limit(distances.values())
    if limit is None:
        return {}
    return {
        key: RiskCode.OUTLIER_HIGH if points[key] > middle else RiskCode.OUTLIER_LOW
        for key, distance in distances.items()
        if distance > limit
    }


def _limit(distances: Collection[Decimal]) -> Decimal | None:
    """The distance from the median beyond which a value is an outlier; None when all are equal."""
    mad = median(distances)
    if mad:
        return divide(OUTLIER_LIMIT * mad, _CONSISTENT_MAD)
    total = sum(distances, ZERO)
    if not total:
        return None
    return divide(OUTLIER_LIMIT * _CONSISTENT_MEAN * total, Decimal(len(distances)))
