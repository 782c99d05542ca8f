"""Which figures of a row are worth a second look, and which of them somebody has looked at already."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge.doubts import Doubt, doubts_of, plausibility_rule
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.assessments.queries.last_year import LastYear, last_year_of
from parindex.portal.platform import clock

KEPT_SECONDS = 600
"""A save must not read last year anew each time; a warning that is ten minutes old does no harm."""


@dataclass(frozen=True, slots=True)
class RowDoubt:
    """A doubt about one input. ``seen``: somebody kept exactly this figure after the warning."""

    input_code: str
    doubt: Doubt
    year: int
    seen: bool


def row_doubts(
    member: RoundUnit, leaf: str, inputs: Inputs, score: Score | None, last_year: LastYear | None = None
) -> list[RowDoubt]:
    """The doubts about a row's figures; empty when all is well. ``last_year``: when it is read already."""
    year, before = (last_year.year, last_year.inputs) if last_year else _figures_before(member, leaf)
    rule = plausibility_rule()
    kept = (score.doubts_seen if score else {}) or {}
    stored = engine_bridge.inputs_to_json(inputs)
    return [
        RowDoubt(code, doubt, year, kept.get(code) == stored.get(code))
        for code, value in inputs.items()
        for doubt in doubts_of(value, before.get(code), rule, clock.today())
    ]


def _figures_before(member: RoundUnit, leaf: str) -> tuple[int, Inputs]:
    def read() -> tuple[int, Inputs]:
        found = last_year_of(member, leaf)
        return (found.year, dict(found.inputs)) if found else (0, {})

    found = cache.get_or_set(f"last-year:{member.round_id}:{member.unit_id}:{leaf}", read, KEPT_SECONDS)
    return found or (0, {})
