"""The quality score of TT 01/2018/TT-VPCP as far as records tell it: points a record, mean of one decimal, classes.

The circular is data (``rulebooks/indicators/tt01_2018.yaml``); what the records cannot tell is listed with its reason
and may be given by a person. A class is only said when all nine indicators have points.
"""
# ruff: noqa: S608  (SQL from the names of our own columns and from quoted literals)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from parindex.lake.engine_room import connection, quoted
from parindex.lake.figures import PLACE_OF, View, Window
from parindex.lake.outcomes import Outcome, each_code_once, moved_records
from parindex.lake.store import RecordStore

MOST = 2
"""Points of one indicator."""
RESOLVED = (Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE, Outcome.RESOLVED_WITHOUT_DUE)
CONTACTS = ("0", "1", "more")
Counts = Mapping[str, Mapping[str, int]]
"""``outcome`` and ``supplement_requests`` → what → resolved dossiers. What the source does not say is in no count."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Counted(_Part):
    """Which records have how many points."""

    by: Literal["outcome", "supplement_requests"]
    points: Mapping[str, int]

    @model_validator(mode="after")
    def _known(self) -> Counted:
        known = {each.value for each in RESOLVED} if self.by == "outcome" else set(CONTACTS)
        if set(self.points) != known or not all(0 <= each <= MOST for each in self.points.values()):
            raise ValueError(f"points of {self.by}: {sorted(known)}, 0 to {MOST} each")
        return self


class QualityIndicator(_Part):
    """One of the nine: counted from records, or ``why`` not. ``unsure``: what is to be checked, in Vietnamese."""

    no: str
    title: str
    per: Literal["record", "agency"]
    levels: Mapping[int, str]
    counted: Counted | None = None
    why: str = ""
    unsure: str = ""

    @model_validator(mode="after")
    def _told_or_not(self) -> QualityIndicator:
        if (self.counted is None) != bool(self.why):
            raise ValueError(f"{self.no}: counted, or why not")
        return self


class QualityClass(_Part):
    """A class and the least sum of points for it."""

    title: str
    least: Decimal = Field(alias="from")


class QualityScheme(_Part):
    """The document."""

    schema_version: Literal["parindex/dossier_quality/1"] = Field(alias="schema")
    act: str
    replaced_by: str
    replaced_from: date
    unsure: str
    indicators: tuple[QualityIndicator, ...]
    classes: tuple[QualityClass, ...]
    """Best first."""


@dataclass(frozen=True, slots=True)
class QualityValue:
    """An indicator of one unit. ``points``: sum of its records' points; ``score`` None: not told by the records."""

    indicator: QualityIndicator
    records: int | None
    points: int | None
    score: Decimal | None
    given: bool = False
    """The score is a person's."""


@dataclass(frozen=True, slots=True)
class Quality:
    """All nine of one unit, the sum of those known, how much could be had, the class when all are known."""

    values: tuple[QualityValue, ...]

    @property
    def total(self) -> Decimal:
        """Sum of the known scores."""
        return sum((each.score for each in self.values if each.score is not None), Decimal(0))

    @property
    def known(self) -> int:
        """How many of the nine have a score."""
        return sum(each.score is not None for each in self.values)

    @property
    def maximum(self) -> int:
        """Points that the known ones could have had."""
        return self.known * MOST

    def class_of(self, scheme: QualityScheme) -> str | None:
        """None while an indicator is open."""
        if self.known < len(self.values):
            return None
        return next((each.title for each in scheme.classes if self.total >= each.least), None)


def read_quality(content: bytes) -> QualityScheme:
    """The document ``rulebooks/indicators/tt01_2018.yaml``. Raises pydantic's ValidationError."""
    return QualityScheme.model_validate(YAML(typ="safe", pure=True).load(content.decode()))


def quality_counts(
    store: RecordStore,
    window: Window,
    *,
    view: View = View.RECEIVED,
    places: Sequence[str] | None = None,
    precedence: Sequence[str] = (),
    as_of_version: int | None = None,
) -> dict[str, Counts]:
    """Place → counts of its dossiers resolved in the window. Raises ``VersionGone``."""
    place = PLACE_OF[view].value
    chosen = "true" if places is None else f"{place} IN ({', '.join(map(quoted, [*places, '']))})"
    first, last = (f"DATE {quoted(day.isoformat())}" for day in (window.first, window.last))
    resolved = ", ".join(quoted(each.value) for each in RESOLVED)
    moved = moved_records(each_code_once(precedence), chosen, first=first, last=last)
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened, version=as_of_version)
        rows = opened.execute(
            f"""SELECT {place}, outcome, CASE WHEN supplement_requests > 1 THEN 'more'
                    ELSE CAST(supplement_requests AS VARCHAR) END AS contacts, count(*)
                FROM ({moved}) WHERE outcome IN ({resolved}) GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
    found: dict[str, dict[str, dict[str, int]]] = {}
    for unit, outcome, contacts, number in rows:
        counts = found.setdefault(unit, {"outcome": {}, "supplement_requests": {}})
        counts["outcome"][outcome] = counts["outcome"].get(outcome, 0) + number
        if contacts is not None:
            counts["supplement_requests"][contacts] = counts["supplement_requests"].get(contacts, 0) + number
    return dict(found)


def quality_of(scheme: QualityScheme, counts: Counts, given: Mapping[str, Decimal] | None = None) -> Quality:
    """The nine of one unit. ``given``: number of an indicator → score by a person, 0 to 2; never over a counted one."""
    return Quality(tuple(_value(each, counts, (given or {}).get(each.no)) for each in scheme.indicators))


def _value(indicator: QualityIndicator, counts: Counts, given: Decimal | None) -> QualityValue:
    if indicator.counted is None:
        return QualityValue(indicator, None, None, given, given is not None)
    told = counts.get(indicator.counted.by, {})
    records = sum(told.values())
    if not records:  # nothing resolved, or the source never says it
        return QualityValue(indicator, 0, None, given, given is not None)
    points = sum(indicator.counted.points[what] * number for what, number in told.items())
    return QualityValue(indicator, records, points, mean_points(points, records))


def mean_points(points: int, records: int) -> Decimal:
    """Points a record, one decimal, half up."""
    return Decimal(int(Fraction(points, records) * 10 + Fraction(1, 2))).scaleb(-1)
