"""Indicators of criteria sets as data: which counts of a window make the numerator, which the denominator.

An indicator is two numbers (or one count), never a percentage: percentages are made where they are shown, and are made
anew at every level of the tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML

from parindex.lake.figures import Figures, View

SCHEMA = "parindex/dossier_figures/1"


class IndicatorDefinition(BaseModel):
    """How one indicator is made of counts: ``count`` alone, or ``numerator`` over ``denominator``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    count: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    level: Literal["commune", "department"] | None = None
    """Only units of this level have it."""
    view: View | None = None
    """Of which dossiers criteria mean it, where that is not the view of the unit's level."""
    unsure: str = ""
    """Why that is not sure (Vietnamese, for the reader)."""

    @model_validator(mode="after")
    def _one_shape(self) -> IndicatorDefinition:
        ratio = bool(self.numerator) and bool(self.denominator)
        if bool(self.count) == ratio or bool(self.numerator) != bool(self.denominator):
            raise ValueError(f"{self.code}: give count, or numerator and denominator")
        for name in (*self.count, *self.numerator, *self.denominator):
            if name not in COUNTS:
                raise ValueError(f"{self.code}: there is no count {name}")
        return self


class ReportFigure(BaseModel):
    """A count of reports under the name of its column in form II.06a: ``count`` summed, without ``less``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: str
    count: tuple[str, ...]
    less: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known_counts(self) -> ReportFigure:
        for name in (*self.count, *self.less):
            if name not in COUNTS:
                raise ValueError(f"{self.code}: there is no count {name}")
        return self


class ReportFigures(BaseModel):
    """What is recorded for the reports of a period, beside the shares of ``IndicatorDefinitions``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["parindex/report_figures/1"]
    unit: str
    """Unit of measure of every count."""
    figures: tuple[ReportFigure, ...]
    only_for_criteria: tuple[str, ...] = ()
    """Indicators that are left out: a column of the form under the name of a criterion, which misleads in a report."""


class NotFromRecords(BaseModel):
    """An indicator that the records cannot tell, and where it comes from instead (Vietnamese, for the reader)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    why: str


class IndicatorDefinitions(BaseModel):
    """The whole document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["parindex/dossier_figures/1"]
    figures: tuple[IndicatorDefinition, ...]
    not_from_records: tuple[NotFromRecords, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A value for one unit and window. ``denominator`` is None for a count; zero is kept as zero, never as 100 %."""

    code: str
    numerator: int
    denominator: int | None


COUNTS = frozenset(Figures.__dataclass_fields__) | {"received_total", "closed", "pending_within"}


def read_indicators(content: bytes) -> IndicatorDefinitions:
    """The definitions of ``rulebooks/indicators/dossier_figures.yaml``. Raises pydantic's ValidationError."""
    return IndicatorDefinitions.model_validate(_said(content))


def read_report_figures(content: bytes) -> ReportFigures:
    """The figures of ``rulebooks/indicators/report_figures.yaml``. Raises pydantic's ValidationError."""
    return ReportFigures.model_validate(_said(content))


def _said(content: bytes) -> Mapping[str, object]:
    said: Mapping[str, object] = YAML(typ="safe", pure=True).load(content.decode())
    return {("schema_" if name == "schema" else name): value for name, value in said.items()}


def indicator_values(
    definitions: Sequence[IndicatorDefinition], figures: Figures, *, level: str | None = None
) -> tuple[IndicatorValue, ...]:
    """Every indicator of one group of figures; those of another ``level`` are left out (None: all)."""
    wanted = (each for each in definitions if level is None or each.level in (None, level))
    return tuple(
        IndicatorValue(
            each.code,
            _sum(each.count or each.numerator, figures),
            _sum(each.denominator, figures) if each.denominator else None,
        )
        for each in wanted
    )


def report_values(
    reports: ReportFigures, definitions: Sequence[IndicatorDefinition], figures: Figures
) -> tuple[IndicatorValue, ...]:
    """What reports of a period say of one group: the columns of form II.06a in its order, then the shares."""
    columns = (
        IndicatorValue(each.code, _sum(each.count, figures) - _sum(each.less, figures), None)
        for each in reports.figures
    )
    shares = [each for each in definitions if each.code not in reports.only_for_criteria]
    return (*columns, *indicator_values(shares, figures))


def _sum(names: Sequence[str], figures: Figures) -> int:
    return sum(int(getattr(figures, name)) for name in names)
