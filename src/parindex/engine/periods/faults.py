"""Finds gaps, overlaps and impossible deadlines in the windows of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.periods.schemes import ResolvedWindow, WindowScheme, resolve
from parindex.engine.periods.spans import PeriodKind

_DAY = timedelta(days=1)


class PeriodFault(StrEnum):
    """What is wrong or unusual with the windows of a year. The codes of catalogue ``periods.po``."""

    BACKWARDS = "period.backwards"
    DUE_BEFORE_CUT_OFF = "period.due_before_cut_off"
    GAP = "period.gap"
    OVERLAP = "period.overlap"
    MIXED_METHODS = "period.mixed_methods"


class PeriodFinding(NamedTuple):
    """One finding: the window it is about, the code and the values of its sentence."""

    kind: PeriodKind
    code: PeriodFault
    values: Mapping[str, date | int | str]


def find_faults(scheme: WindowScheme, year: int) -> tuple[PeriodFinding, ...]:
    """Every finding in the windows of ``year``, in order of cut-off.

    A cumulative window should begin with the scheme's year; a plain window should begin on the day after the window
    before it; the year should begin on the day after the year before it was cut off. Raises ``NoSuchDay``.
    """
    windows = resolve(scheme, year)
    findings: list[PeriodFinding] = []
    for window in windows:
        findings.extend(_of_one(window))
    findings.extend(_between(windows, resolve(scheme, year - 1)))
    findings.extend(_mixed(windows))
    return tuple(findings)


def _of_one(window: ResolvedWindow) -> Iterator[PeriodFinding]:
    kind, span = window.period.kind, window.span
    if span.last < span.first:
        yield PeriodFinding(kind, PeriodFault.BACKWARDS, {"period": kind, "first": span.first, "cut_off": span.last})
    elif window.estimated is not None:
        yield PeriodFinding(
            kind,
            PeriodFault.DUE_BEFORE_CUT_OFF,
            {"period": kind, "due": window.due_on, "cut_off": span.last, "days": window.estimated.days},
        )


def _between(windows: Sequence[ResolvedWindow], before: Sequence[ResolvedWindow]) -> Iterator[PeriodFinding]:
    year_begins = before[-1].span.last + _DAY
    expected = year_begins
    for window in windows:
        yield from _meeting(window, year_begins if window.cumulative else expected)
        expected = window.span.last + _DAY


def _meeting(window: ResolvedWindow, expected: date) -> Iterator[PeriodFinding]:
    kind, first = window.period.kind, window.span.first
    values: dict[str, date | int | str]
    if first > expected:
        values = {"period": kind, "first": expected, "last": first - _DAY, "days": (first - expected).days}
        yield PeriodFinding(kind, PeriodFault.GAP, values)
    elif first < expected:
        values = {"period": kind, "first": first, "last": expected - _DAY, "days": (expected - first).days}
        yield PeriodFinding(kind, PeriodFault.OVERLAP, values)


def _mixed(windows: Sequence[ResolvedWindow]) -> Iterator[PeriodFinding]:
    """Plain windows beside cumulative ones: nine months is then half-year plus third quarter."""
    if not any(window.cumulative for window in windows):
        return
    for window in windows:
        if not window.cumulative:
            yield PeriodFinding(
                window.period.kind,
                PeriodFault.MIXED_METHODS,
                {"period": window.period.kind, "first": window.span.first, "last": window.span.last},
            )
