"""The points-lost ledger: every point between the declared scale and the total stands on exactly one line.

Nothing is left over: Σ lost = scale − points, exactly. What no leaf explains (maxima that do not add up to the scale,
rounding, a printed total that differs) is a line of its own. Looked at by field, criterion, leaf or reason, the groups
add up to the same sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.composite.reasons import ReasonCode, default_reason, left_out_reason
from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.numbers.exact import ZERO, round_half_up
from parindex.engine.rulebook.document import CriteriaSet, Field, MeasuredBy, Node, children, walk
from parindex.engine.scoring.values import Outcome, Status

_NOT_IN_OWN_HANDS = (MeasuredBy.SURVEY, MeasuredBy.RATED, MeasuredBy.IMPORTED)


class LedgerKind(StrEnum):
    """What sort of line it is. Worded as ``ledger.<kind>``."""

    LOST = "lost"
    OPEN = "open"
    """Not yet scored: the leaf's whole maximum is still to be won."""
    LEFT_OUT = "left_out"
    """The maximum left the calculation; nobody lost these points."""
    OUTSIDE_SCALE = "outside_scale"
    """Bonus (negative: points won) and penalty points outside the scale."""
    ROUNDING = "rounding"
    PRINTED = "printed"
    """Only the printed figures explain it."""


class LedgerLine(NamedTuple):
    """One line. ``lost`` is in points and negative where points were gained (a bonus, rounding upwards)."""

    path: tuple[str, ...]
    """Node codes from the field down; empty for the set as a whole."""
    points: Decimal | None
    maximum: Decimal
    lost: Decimal
    reason: str
    """A ``ReasonCode``, or the code that an appraiser gave."""
    kind: LedgerKind
    recoverable: bool
    """Whether the unit can win it back by its own work: not a survey, a rating, or an imported index."""


class LedgerGroup(NamedTuple):
    """Lines with something in common and their sums."""

    key: tuple[str, ...]
    """Node path (lines that stand higher up have the shorter path), or one reason code."""
    lost: Decimal
    recoverable: Decimal
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A unit's ledger. Σ ``lines.lost`` = ``scale`` − (``printed_total`` or ``points``), exactly."""

    unit: str
    scale: Decimal
    points: Decimal
    """The computed total; 0 when nothing is scored."""
    printed_total: Decimal | None
    lines: tuple[LedgerLine, ...]
    """In printed order; the set's own lines last."""
    kept: tuple[tuple[str, ...], ...]
    """Paths of the nodes that count and below which nothing is lost or open ("duy trì")."""

    @property
    def gap(self) -> Decimal:
        """Scale less the total: what all lines together explain."""
        return self.scale - (self.points if self.printed_total is None else self.printed_total)

    @property
    def lost(self) -> Decimal:
        """Points lost or still open at leaves, without exclusions, bonus, rounding and what only print explains."""
        return sum((line.lost for line in self.lines if line.kind in (LedgerKind.LOST, LedgerKind.OPEN)), ZERO)

    @property
    def recoverable(self) -> Decimal:
        """Points that the unit can win back by its own work."""
        return sum((line.lost for line in self.lines if line.recoverable), ZERO)

    def by_depth(self, depth: int) -> tuple[LedgerGroup, ...]:
        """Groups by the first ``depth`` codes of the path (1: field, 2: criterion …), most points lost first."""
        return _grouped(self.lines, lambda line: line.path[:depth])

    def by_field(self) -> tuple[LedgerGroup, ...]:
        """Groups by field; key () holds what belongs to no field."""
        return self.by_depth(1)

    def by_criterion(self) -> tuple[LedgerGroup, ...]:
        """Groups by criterion; a field's own lines stand under the field's path."""
        return self.by_depth(2)

    def by_leaf(self) -> tuple[LedgerGroup, ...]:
        """Groups by leaf (or by the node on which a line stands)."""
        return _grouped(self.lines, lambda line: line.path)

    def by_reason(self) -> tuple[LedgerGroup, ...]:
        """Groups by reason code."""
        return _grouped(self.lines, lambda line: (line.reason,))


def lost_points(
    criteria_set: CriteriaSet,
    result: UnitResult,
    *,
    reasons: Mapping[str, str] | None = None,
    printed_total: Decimal | None = None,
) -> Ledger:
    """The ledger of ``result``, which must have been computed with ``criteria_set``.

    ``reasons``: leaf code → reason code given by a person, instead of the default. ``printed_total``: the total as
    published, in points; where it differs from the computed one the difference is a line of its own.
    """
    lines = list(_lines(criteria_set, result, reasons or {}))
    points = result.total.points or ZERO
    if printed_total is not None and printed_total != points:
        lines.append(_printed_line(points, printed_total, criteria_set.scale))
    kept = _kept(criteria_set, result, lines)
    ledger = Ledger(result.unit, criteria_set.scale, points, printed_total, tuple(lines), kept)
    assert sum((line.lost for line in lines), ZERO) == ledger.gap, "the ledger does not add up"
    return ledger


def _lines(criteria_set: CriteriaSet, result: UnitResult, reasons: Mapping[str, str]) -> Iterator[LedgerLine]:
    for ancestors, node in walk(criteria_set):
        path = (*(each.code for each in ancestors), node.code)
        top = ancestors[0] if ancestors else node
        outside = isinstance(top, Field) and top.outside_scale
        below = children(node)
        if below:
            yield from _branch_lines(node, below, path, result.nodes, outside)
        elif outside:
            yield from _outside_line(node, path, result, reasons)
        else:
            yield from _leaf_lines(node, path, result, reasons)
    counted = sum((field.maximum for field in criteria_set.fields if not field.outside_scale), ZERO)
    if short := criteria_set.scale - counted:
        reason = ReasonCode.MAXIMA_SHORT_OF_SCALE if short > 0 else ReasonCode.MAXIMA_BEYOND_SCALE
        yield LedgerLine((), None, short, short, reason, LedgerKind.PRINTED, False)
    parts = (result.nodes[field.code].points or ZERO for field in criteria_set.fields)
    yield from _rounding_line((), sum(parts, ZERO), result.total, ReasonCode.ROUNDED_TOTAL)


def _branch_lines(
    node: Node, below: tuple[Node, ...], path: tuple[str, ...], nodes: Mapping[str, NodeTotal], outside: bool
) -> Iterator[LedgerLine]:
    short = node.maximum - sum((child.maximum for child in below), ZERO)
    if short and not outside:
        yield LedgerLine(path, None, short, short, ReasonCode.MAXIMA_UNLIKE_PARENT, LedgerKind.PRINTED, False)
    parts = sum((nodes[child.code].points or ZERO for child in below), ZERO)
    reason = ReasonCode.ROUNDED_FIELD if isinstance(node, Field) else ReasonCode.ROUNDED_CRITERION
    yield from _rounding_line(path, parts, nodes[node.code], reason)


def _rounding_line(path: tuple[str, ...], parts: Decimal, total: NodeTotal, reason: ReasonCode) -> Iterator[LedgerLine]:
    points = total.points or ZERO
    if points != parts:
        yield LedgerLine(path, points, ZERO, parts - points, reason, LedgerKind.ROUNDING, False)


def _outside_line(
    leaf: Node, path: tuple[str, ...], result: UnitResult, reasons: Mapping[str, str]
) -> Iterator[LedgerLine]:
    points = result.nodes[leaf.code].points
    if points:
        reason = reasons.get(leaf.code, ReasonCode.BONUS if points > 0 else ReasonCode.PENALTY)
        yield LedgerLine(path, points, ZERO, -points, reason, LedgerKind.OUTSIDE_SCALE, False)


def _leaf_lines(
    leaf: Node, path: tuple[str, ...], result: UnitResult, reasons: Mapping[str, str]
) -> Iterator[LedgerLine]:
    total = result.nodes[leaf.code]
    maximum, points = total.applicable_maximum, total.points
    outcome = result.outcomes.get(leaf.code) or Outcome(None, maximum, Status.MISSING, ())
    if left_out := leaf.maximum - maximum:
        reason = left_out_reason(leaf, outcome)
        yield LedgerLine(path, points, leaf.maximum, left_out, reason, LedgerKind.LEFT_OUT, False)
    lost = maximum - (points or ZERO)
    if not lost:
        return
    default = default_reason(leaf, outcome) if lost > 0 else ReasonCode.ABOVE_MAXIMUM
    kind = LedgerKind.OPEN if points is None else LedgerKind.LOST
    recoverable = lost > 0 and in_own_hands(leaf)
    yield LedgerLine(path, points, maximum, lost, reasons.get(leaf.code, default), kind, recoverable)


def in_own_hands(leaf: Node) -> bool:
    """Whether a unit's own work moves the leaf: figures of its own, or points of which only the print is known."""
    return leaf.measured not in _NOT_IN_OWN_HANDS or (leaf.rule is not None and leaf.rule.kind == "points_as_printed")


def _printed_line(points: Decimal, printed: Decimal, scale: Decimal) -> LedgerLine:
    exponent = printed.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    rounded = round_half_up(points, decimals) == printed
    reason = ReasonCode.PRINTED_TOTAL_ROUNDED if rounded else ReasonCode.PRINTED_TOTAL_DIFFERS
    return LedgerLine((), printed, scale, points - printed, reason, LedgerKind.PRINTED, False)


def _kept(criteria_set: CriteriaSet, result: UnitResult, lines: Iterable[LedgerLine]) -> tuple[tuple[str, ...], ...]:
    touched = {
        line.path[:depth]
        for line in lines
        if line.kind in (LedgerKind.LOST, LedgerKind.OPEN) and line.lost > 0
        for depth in range(1, len(line.path) + 1)
    }
    paths = (((*(each.code for each in ancestors), node.code), node) for ancestors, node in walk(criteria_set))
    return tuple(path for path, node in paths if path not in touched and result.nodes[node.code].applicable_maximum > 0)


def _grouped(lines: Iterable[LedgerLine], key: Callable[[LedgerLine], tuple[str, ...]]) -> tuple[LedgerGroup, ...]:
    groups: dict[tuple[str, ...], list[LedgerLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    summed = (
        LedgerGroup(
            each,
            sum((line.lost for line in group), ZERO),
            sum((line.lost for line in group if line.recoverable), ZERO),
            tuple(group),
        )
        for each, group in groups.items()
    )
    return tuple(sorted(summed, key=lambda group: -group.lost))
