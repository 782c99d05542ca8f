"""The index of QĐ 766/QĐ-TTg as far as records tell it: schemes by date as data, two numbers and exact points each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML

from parindex.lake.figures import Figures
from parindex.lake.indicators import COUNTS
from parindex.lake.progress_766 import Progress

OWN_COUNTS = frozenset({"in_time", "handled", "digitised_with_result", "unsatisfied"})
"""Counts that only this index has: of ``Progress``, and resolved dossiers whose citizen was not satisfied."""


class Indicator766(BaseModel):
    """One indicator: counts that make it, or ``why`` the records cannot tell it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    no: str
    group: str
    title: str
    max: Decimal
    target: Decimal | None = None
    status: Literal["verified", "described", "disputed", "unknown"]
    when_none: Literal["full", "zero"] | None = None
    numerator: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    times_sync: bool = False
    """The ratio is multiplied by the rate of synchronisation (0–1), which is not in the records."""
    note: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _told_or_not(self) -> Indicator766:
        if bool(self.numerator and self.denominator) == bool(self.why):
            raise ValueError(f"{self.no}: give numerator and denominator, or why not")
        for name in (*self.numerator, *self.less, *self.denominator):
            if name not in COUNTS | OWN_COUNTS:
                raise ValueError(f"{self.no}: there is no count {name}")
        return self


class Scheme766(BaseModel):
    """One way of counting. Without ``valid_from`` it is never chosen by date, only by its code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str
    valid_from: date | None = None
    indicators: tuple[Indicator766, ...]


class Schemes766(BaseModel):
    """The document ``rulebooks/indicators/qd766.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["parindex/dossier_index/1"]
    schemes: tuple[Scheme766, ...]


@dataclass(frozen=True, slots=True)
class Value766:
    """An indicator of one unit. ``points``: None where the source does not say them, or a number is missing."""

    indicator: Indicator766
    numerator: int | None
    denominator: int | None
    points: Decimal | None


class NoScheme(LookupError):
    """No scheme is in force on that day, or none has that code."""


def read_schemes(content: bytes) -> tuple[Scheme766, ...]:
    """The schemes of the document. Raises pydantic's ValidationError."""
    said: Mapping[str, object] = YAML(typ="safe", pure=True).load(content.decode())
    named = {("schema_" if name == "schema" else name): value for name, value in said.items()}
    return Schemes766.model_validate(named).schemes


def scheme_of(schemes: tuple[Scheme766, ...], day: date, *, code: str | None = None) -> Scheme766:
    """The scheme named ``code``, else the newest in force on ``day``. Raises ``NoScheme``."""
    if code is not None:
        found = [each for each in schemes if each.code == code]
    else:
        dated = [(each.valid_from, each) for each in schemes if each.valid_from is not None and each.valid_from <= day]
        found = [each for _, each in sorted(dated, key=lambda pair: pair[0])]
    if not found:
        raise NoScheme(code or str(day))
    return found[-1]


def values_766(
    scheme: Scheme766, figures: Figures, progress: Progress, *, sync: Decimal | None = None
) -> tuple[Value766, ...]:
    """Every indicator of one unit, those that the records cannot tell among them. ``sync``: rate of synchronisation."""
    return tuple(_value(each, figures, progress, sync) for each in scheme.indicators)


def points_766(numerator: int, denominator: int, indicator: Indicator766, sync: Decimal | None = None) -> Decimal:
    """Ratio ≥ target: the maximum; else ratio × maximum / target. Two decimals, half up, from the exact ratio."""
    ratio = Fraction(numerator, denominator) * (Fraction(sync) if sync is not None else 1)
    target = Fraction(indicator.target) if indicator.target is not None else Fraction(1)
    exact = Fraction(indicator.max) * min(Fraction(1), max(Fraction(0), ratio) / target)
    return Decimal(int(exact * 100 + Fraction(1, 2))).scaleb(-2)


def _value(indicator: Indicator766, figures: Figures, progress: Progress, sync: Decimal | None) -> Value766:
    if indicator.why is not None:
        return Value766(indicator, None, None, None)
    added, taken, denominator = (
        sum(_count(name, figures, progress) for name in names)
        for names in (indicator.numerator, indicator.less, indicator.denominator)
    )
    numerator = added - taken
    return Value766(indicator, numerator, denominator, _points(indicator, numerator, denominator, sync))


def _points(indicator: Indicator766, numerator: int, denominator: int, sync: Decimal | None) -> Decimal | None:
    if indicator.max == 0 or (indicator.times_sync and sync is None):
        return None
    if denominator == 0:
        none = {"full": indicator.max, "zero": Decimal(0)}
        return None if indicator.when_none is None else none[indicator.when_none].quantize(Decimal("0.01"))
    return points_766(numerator, denominator, indicator, sync if indicator.times_sync else None)


def _count(name: str, figures: Figures, progress: Progress) -> int:
    if name == "unsatisfied":
        return figures.asked - figures.satisfied
    return int(getattr(progress if name in OWN_COUNTS else figures, name))
