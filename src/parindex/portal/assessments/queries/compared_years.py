"""The year that a round is compared with, and which points of the two years are: the one place that decides.

Ranking, home, unit page, round page, workbook, decision and the signs of the appraisal all ask here, so that no page
and no printed act compares with results that nobody announced.
"""

from __future__ import annotations

from decimal import Decimal

from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.disclosure import is_announced


def compared_round(round_: Round) -> Round | None:
    """Last year's round of the same owner whose results are announced: published here, or taken in as printed.

    None where there is none: a provisional year, another owner's, an older year. Simulated results stand beside
    simulated results only.
    """
    previous = followed_round(round_)
    return previous if previous is not None and is_announced(previous) else None


def followed_round(round_: Round) -> Round | None:
    """Last year's round of the same owner, announced or not: for what is no result, as the texts and documents that a
    unit carries forward, and the days on which units handed in. Nothing simulated comes into a real round.
    """
    previous = round_.previous
    if previous is None or previous.owner_id != round_.owner_id or previous.year != round_.year - 1:
        return None
    return None if previous.simulated and not round_.simulated else previous


def maxima_differ(maximum: Decimal, before_maximum: Decimal | None) -> bool:
    """Whether last year's points were given under another maximum, so that points say nothing about a change."""
    return before_maximum is not None and before_maximum != maximum


def change_in_points(
    points: Decimal | None, maximum: Decimal, before: Decimal | None, before_maximum: Decimal | None
) -> Decimal | None:
    """Points against last year's; None where either is missing or the two stand under different applicable maxima.

    What is reached in percent can be compared all the same.
    """
    if points is None or before is None or maxima_differ(maximum, before_maximum):
        return None
    return points - before
