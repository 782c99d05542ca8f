"""Units in the order of their share on time: exact, ties declared, units with few dossiers marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from parindex.engine.numbers.ranks import shown_rank
from parindex.lake.figures import Figures
from parindex.portal.dossiers.engine_bridge.targets import Target

FEW = 30
"""Fewer resolved dossiers than this: one late dossier moves the share by more than three points."""
NEAR = Fraction(5, 100)
"""How far below the target still counts as near."""


class Standing(StrEnum):
    """Where a share stands against the target."""

    REACHED = "reached"
    NEAR = "near"
    FAR = "far"
    NO_TARGET = "no_target"
    NOTHING = "nothing"
    """Nothing was resolved, so there is no share."""
    PARTIAL = "partial"
    """The records cover only some days of the month, so nothing is concluded of it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with its two numbers. ``rank`` None: nothing resolved, or nobody to be ranked with."""

    code: str
    figures: Figures
    rank: int | None
    tied: bool
    standing: Standing
    target: Target | None = None

    @property
    def numerator(self) -> int:
        """Resolved early or on the due date."""
        return self.figures.early + self.figures.on_time

    @property
    def denominator(self) -> int:
        """Resolved, also those without a due date."""
        return self.figures.resolved

    @property
    def few(self) -> bool:
        """Whether the share rests on few dossiers."""
        return 0 < self.denominator < FEW


def league(counted: Mapping[str, Figures], targets: Mapping[str, Target | None]) -> tuple[Ranked, ...]:
    """Best share first, each held against its target (by code). Equal shares (as fractions) have equal ranks and the
    next rank is left out (1, 1, 3).

    Units that resolved nothing stand last, without a rank; one unit alone has none either.
    """
    shares = {code: _share(figures) for code, figures in counted.items()}
    known = sorted((share for share in shares.values() if share is not None), reverse=True)

    def ranked(code: str) -> Ranked:
        share = shares[code]
        rank = None if share is None else shown_rank(known.index(share) + 1, len(known))
        tied = share is not None and known.count(share) > 1
        return Ranked(code, counted[code], rank, tied, standing_of(counted[code], targets.get(code)), targets.get(code))

    order = sorted(counted, key=lambda code: (shares[code] is None, -(shares[code] or Fraction(0)), code))
    return tuple(ranked(code) for code in order)


def standing_of(figures: Figures, target: Target | None) -> Standing:
    """Against the target, compared exactly."""
    share = _share(figures)
    if share is None:
        return Standing.NOTHING
    if target is None:
        return Standing.NO_TARGET
    wanted = Fraction(target.numerator, target.denominator)
    if share >= wanted:
        return Standing.REACHED
    return Standing.NEAR if share >= wanted - NEAR else Standing.FAR


def _share(figures: Figures) -> Fraction | None:
    return Fraction(figures.early + figures.on_time, figures.resolved) if figures.resolved else None
