"""Targets of indicators: two whole numbers, the act that sets them, from when and for whom they hold.

What a unit's own people entered (``models.DossierTarget``) comes first, then what a unit above it entered, then what
is shipped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from parindex.engine.numbers.printing import show_date
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.organisations.models import OrgClosure, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import on_day, versions_on
from parindex.portal.platform import clock

ON_TIME = "dossiers.resolved_on_time"
WITH_TARGETS = (
    ON_TIME,
    "dossiers.online",
    "payments.paid_online",
    "digitisation.parts",
    "digitisation.e_results",
    "digitisation.reused",
    "dossiers.late_with_apology",
)
"""Indicators of the dashboard that may have a target."""
HUNDREDTHS = 100
"""A percent is kept with two decimals."""


class Target(BaseModel):
    """Reached when ``numerator ÷ denominator`` is reached; compared by cross-multiplying, never by a rounded share."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    indicator: str
    numerator: Annotated[int, Field(ge=0)]
    denominator: Annotated[int, Field(gt=0)]
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    act: str
    holder: str = Field(alias="of")
    """The unit whose target it is, as it stands inside a sentence."""
    unsure: str = ""
    simulated: bool = False

    def reached(self, numerator: int, denominator: int) -> bool | None:
        """Whether a unit's two numbers reach it; None without a denominator."""
        return numerator * self.denominator >= self.numerator * denominator if denominator else None


class _Targets(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal["parindex/dossier_targets/1"] = Field(alias="schema")
    targets: tuple[Target, ...]


def target_of(indicator: str, day: date) -> Target | None:
    """The target in force on ``day``, the one that began last; None when no act sets one."""
    holding = [
        each
        for each in shipped_targets()
        if each.indicator == indicator and each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
    ]
    return max(holding, key=lambda each: each.valid_from, default=None)


@dataclass(frozen=True, slots=True)
class TargetBook:
    """Targets of some units: entered ones by indicator, year and unit; for each unit those above it, nearest first."""

    entered: Mapping[tuple[str, int, int], Target] = field(default_factory=dict)
    above: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def of(self, indicator: str, day: date, unit: int | None) -> Target | None:
        """The target of a unit (its number; None: of no unit in particular) in force on ``day``."""
        for place in () if unit is None else (unit, *self.above.get(unit, ())):
            found = self.entered.get((indicator, day.year, place))
            if found is not None:
                return found
        return target_of(indicator, day)


def book_of(units: Collection[int]) -> TargetBook:
    """Targets in force that hold for these units; three queries, whatever their number."""
    rows = list(DossierTarget.objects.filter(ended_at__isnull=True))
    if not rows:
        return TargetBook()
    holders = {row.unit_id for row in rows}
    names = {unit.unit_id: _in_a_sentence(unit) for unit in versions_on().filter(unit__in=holders)}
    entered = {(row.indicator, row.year, row.unit_id): as_target(row, names.get(row.unit_id, "")) for row in rows}
    edges = OrgClosure.objects.filter(on_day(clock.today()), ancestor__in=holders, descendant__in=units, depth__gt=0)
    above: dict[int, list[int]] = {}
    for descendant, ancestor in edges.order_by("depth").values_list("descendant_id", "ancestor_id"):
        above.setdefault(descendant, []).append(ancestor)
    return TargetBook(entered, {unit: tuple(each) for unit, each in above.items()})


def _in_a_sentence(unit: OrgUnitVersion) -> str:
    """``xã Nâm Nung``; an office keeps its capital."""
    people = unit.level in {UnitLevel.PROVINCE, UnitLevel.COMMUNE}
    return f"{unit.name[:1].lower()}{unit.name[1:]}" if people else unit.name


def as_target(row: DossierTarget, holder: str) -> Target:
    """An entered target; its percent as a fraction of whole numbers."""
    act = f"{row.document_title} ({row.document_number}, {show_date(row.document_date)})"
    return Target.model_validate(
        {
            "indicator": row.indicator,
            "numerator": int(row.percent * HUNDREDTHS),
            "denominator": 100 * HUNDREDTHS,
            "from": date(row.year, 1, 1),
            "to": date(row.year, 12, 31),
            "act": act,
            "of": holder,
            "simulated": row.simulated,
        }
    )


@cache
def shipped_targets() -> tuple[Target, ...]:
    """Targets that come with the program."""
    content = (files("parindex") / "rulebooks" / "indicators" / "dossier_targets.yaml").read_text("utf-8")
    return _Targets.model_validate(YAML(typ="safe", pure=True).load(content)).targets
