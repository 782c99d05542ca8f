"""Targets of indicators: two whole numbers, the act that sets them, from when they hold."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

ON_TIME = "dossiers.resolved_on_time"


class Target(BaseModel):
    """Reached when ``numerator ÷ denominator`` is reached; compared by cross-multiplying, never by a rounded share."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    indicator: str
    numerator: Annotated[int, Field(ge=0)]
    denominator: Annotated[int, Field(gt=0)]
    valid_from: date = Field(alias="from")
    valid_to: date | None = Field(default=None, alias="to")
    act: str
    unsure: str = ""

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
        for each in _shipped()
        if each.indicator == indicator and each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
    ]
    return max(holding, key=lambda each: each.valid_from, default=None)


@cache
def _shipped() -> tuple[Target, ...]:
    content = (files("parindex") / "rulebooks" / "indicators" / "dossier_targets.yaml").read_text("utf-8")
    return _Targets.model_validate(YAML(typ="safe", pure=True).load(content)).targets
