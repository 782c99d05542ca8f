"""Reading rounds, figures and results. Points are never summed, compared or ordered in SQL."""

from parindex.portal.assessments.queries.figures import (
    StoredScore,
    compiled_for,
    decisive_scores,
    figures_of,
)
from parindex.portal.assessments.queries.rankings import RankedUnit, Ranking, ranking_of
from parindex.portal.assessments.queries.rounds import (
    round_by_id,
    rounds_for,
    rounds_with_counts,
    unit_in_round,
    units_of,
    years_of,
)
from parindex.portal.assessments.queries.windows import (
    Countdown,
    Window,
    WindowState,
    countdown,
    is_open,
    is_stage_open,
    window_for,
    window_of,
    windows_by_unit,
    windows_of,
)

__all__ = [
    "Countdown",
    "RankedUnit",
    "Ranking",
    "StoredScore",
    "Window",
    "WindowState",
    "compiled_for",
    "countdown",
    "decisive_scores",
    "figures_of",
    "is_open",
    "is_stage_open",
    "ranking_of",
    "round_by_id",
    "rounds_for",
    "rounds_with_counts",
    "unit_in_round",
    "units_of",
    "window_for",
    "window_of",
    "windows_by_unit",
    "windows_of",
    "years_of",
]
