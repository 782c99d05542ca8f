"""A printed ranking against its own values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import localcontext

from parindex.engine.checks.causes import Proposed, slip_of
from parindex.engine.checks.printed import Cause, Figures, Finding, FindingCode, PrintedRank, Severity, half_unit
from parindex.engine.checks.printed import decimals_of as decimals
from parindex.engine.numbers.exact import CONTEXT


def check_printed_ranks(rows: Sequence[PrintedRank], *, size: int | None = None) -> tuple[Finding, ...]:
    """Ranks that contradict the printed values. The table may be a part of the group; ``size``: units in the group.

    Equal printed values may have different ranks (they differ in decimals that are not printed); a better rank with a
    smaller value may not.
    """
    with localcontext(CONTEXT):
        ordered = sorted(rows, key=lambda row: (row.rank, -row.value, row.unit))
        return (*_outside(ordered, size), *_inverted(ordered), *_shared(ordered))


def _outside(rows: Sequence[PrintedRank], size: int | None) -> Iterator[Finding]:
    for row in rows:
        if row.rank < 1 or (size is not None and row.rank > size):
            figures: Figures = {"printed": row.rank, "expected": size or 1}
            yield Finding(FindingCode.RANK_OUTSIDE_GROUP, Severity.HIGH, row.unit, figures)


def _inverted(rows: Sequence[PrintedRank]) -> Iterator[Finding]:
    """Neighbours by rank; the first unit that stands too low is named once, not against all it overtakes."""
    for above, below in zip(rows, rows[1:], strict=False):
        if above.rank == below.rank or below.value <= above.value:
            continue
        figures: Figures = {
            "printed": below.value,
            "expected": above.value,
            "rank": below.rank,
            "other": above.unit,
            "other_rank": above.rank,
        }
        slip = _slip(rows, above, below)
        cause = slip.cause if slip else None
        values: Figures = slip.values if slip else {}
        repair = slip.repair if slip else None
        code = FindingCode.RANK_AGAINST_VALUE
        yield Finding(code, Severity.HIGH, below.unit, figures, cause, values, repair)


def _slip(rows: Sequence[PrintedRank], above: PrintedRank, below: PrintedRank) -> Proposed | None:
    """Swapped digits in one of the two values, when the true value fits between its neighbours by rank."""
    at = rows.index(below)
    floor = rows[at + 1].value if at + 1 < len(rows) else None
    ceiling = rows[at - 2].value if at >= 2 else None
    candidates = [
        slip
        for row, low, high in ((below, floor, above.value), (above, below.value, ceiling))
        if low is not None and high is not None
        for slip in [slip_of(row.value, (low + high) / 2, abs(high - low) / 2)]
        if slip is not None and slip.cause is Cause.DIGITS_SWAPPED
    ]
    return candidates[0] if len(candidates) == 1 else None


def _shared(rows: Sequence[PrintedRank]) -> Iterator[Finding]:
    for first, second in zip(rows, rows[1:], strict=False):
        apart = first.value - second.value
        allowed = half_unit(decimals(first.value)) + half_unit(decimals(second.value))
        if first.rank == second.rank and apart >= allowed:
            figures: Figures = {
                "printed": second.value,
                "expected": first.value,
                "rank": first.rank,
                "other": first.unit,
            }
            yield Finding(FindingCode.RANK_SHARED_BY_UNLIKE, Severity.MEDIUM, second.unit, figures)
