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

__all__ = [
    "RankedUnit",
    "Ranking",
    "StoredScore",
    "compiled_for",
    "decisive_scores",
    "figures_of",
    "ranking_of",
    "round_by_id",
    "rounds_for",
    "rounds_with_counts",
    "unit_in_round",
    "units_of",
    "years_of",
]
