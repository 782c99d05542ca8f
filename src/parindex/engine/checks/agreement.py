"""How far two appraisers agree who scored the same rows without seeing each other's points.

Each of them accepted, lowered or raised the self-assessed points. Agreement is told in percent of equal judgements, as
Cohen's kappa over the three judgements (J. Cohen, «A coefficient of agreement for nominal scales», Educational and
Psychological Measurement 20, 1960, pp. 37–46) and as the mean absolute difference of their points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.numbers.exact import ONE, ZERO, divide, percent


class Judgement(StrEnum):
    """What an appraiser did with the self-assessed points. Worded as ``judgement.<code>``."""

    ACCEPTED = "accepted"
    LOWERED = "lowered"
    RAISED = "raised"


class TwoOpinions(NamedTuple):
    """One row that both scored; all in points. ``self_assessed``: what the unit gave itself, 0 for nothing."""

    self_assessed: Decimal
    first: Decimal
    second: Decimal


class Agreement(NamedTuple):
    """Figures of agreement. ``percent`` and ``mean_difference`` are None without rows."""

    rows: int
    same: int
    percent: Decimal | None
    kappa: Decimal | None
    """1: as good as can be, 0: as by chance. None without rows, or when chance alone explains everything because both
    gave one and the same judgement throughout."""
    mean_difference: Decimal | None
    """Mean of |first − second| in points."""
    table: Mapping[tuple[Judgement, Judgement], int]
    """(first, second) → rows; all nine cells."""


def judgement(self_assessed: Decimal, points: Decimal) -> Judgement:
    """What ``points`` do to the self-assessed ones; exact, without tolerance."""
    if points == self_assessed:
        return Judgement.ACCEPTED
    return Judgement.LOWERED if points < self_assessed else Judgement.RAISED


def agreement(opinions: Iterable[TwoOpinions]) -> Agreement:
    """Agreement of two appraisers over all rows that both scored."""
    rows = list(opinions)
    pairs = Counter((judgement(row.self_assessed, row.first), judgement(row.self_assessed, row.second)) for row in rows)
    table = {(first, second): pairs[first, second] for first in Judgement for second in Judgement}
    same = sum(table[each, each] for each in Judgement)
    if not rows:
        return Agreement(0, 0, None, None, None, table)
    difference = sum((abs(row.first - row.second) for row in rows), ZERO)
    return Agreement(
        rows=len(rows),
        same=same,
        percent=percent(Decimal(same), Decimal(len(rows))),
        kappa=_kappa(table, len(rows), same),
        mean_difference=divide(difference, Decimal(len(rows))),
        table=table,
    )


def _kappa(table: Mapping[tuple[Judgement, Judgement], int], rows: int, same: int) -> Decimal | None:
    """(observed − by chance) ÷ (1 − by chance); integers as long as possible, so that nothing is lost."""
    by_chance = 0
    for each in Judgement:
        first = sum(table[each, other] for other in Judgement)
        second = sum(table[other, each] for other in Judgement)
        by_chance += first * second
    below = rows * rows - by_chance
    if below == 0:
        return None
    above = Decimal(same * rows - by_chance)
    return ONE if above == below else divide(above, Decimal(below))
