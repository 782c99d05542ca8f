"""Reporting windows: years, half-years, nine months, quarters; cut-offs and due dates; gaps and overlaps."""

from parindex.engine.periods.faults import PeriodFault, PeriodFinding, find_faults
from parindex.engine.periods.schemes import (
    NoSuchDay,
    ResolvedWindow,
    SchemesRefused,
    WindowScheme,
    read_window_schemes,
    resolve,
)
from parindex.engine.periods.spans import Period, PeriodKind, Span

__all__ = [
    "NoSuchDay",
    "Period",
    "PeriodFault",
    "PeriodFinding",
    "PeriodKind",
    "ResolvedWindow",
    "SchemesRefused",
    "Span",
    "WindowScheme",
    "find_faults",
    "read_window_schemes",
    "resolve",
]
