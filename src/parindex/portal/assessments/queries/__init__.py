"""Reading rounds, figures and results. Points are never summed, compared or ordered in SQL."""

from parindex.portal.assessments.queries.figures import compiled_for, figures_of
from parindex.portal.assessments.queries.rankings import RankedUnit, Ranking, ranking_of
from parindex.portal.assessments.queries.rounds import (
    round_by_id,
    rounds_for,
    rounds_with_counts,
    unit_in_round,
    units_of,
    years_of,
)
from parindex.portal.assessments.queries.standing import PRECEDENCE, StoredScore, counts_over, standing_scores
from parindex.portal.assessments.queries.windows import (
    Countdown,
    Window,
    WindowState,
    countdown,
    is_open,
    is_stage_open,
    moment_text,
    window_for,
    window_of,
    windows_by_unit,
    windows_of,
)

__all__ = [
    "PRECEDENCE",
    "Countdown",
    "RankedUnit",
    "Ranking",
    "StoredScore",
    "Window",
    "WindowState",
    "compiled_for",
    "countdown",
    "counts_over",
    "figures_of",
    "is_open",
    "is_stage_open",
    "moment_text",
    "ranking_of",
    "round_by_id",
    "rounds_for",
    "rounds_with_counts",
    "standing_scores",
    "unit_in_round",
    "units_of",
    "window_for",
    "window_of",
    "windows_by_unit",
    "windows_of",
    "years_of",
]
