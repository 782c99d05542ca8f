"""Results as printed, held against themselves: each finding has its figures, severity and a proposed cause."""

from parindex.engine.checks.printed import (
    Cause,
    Finding,
    FindingCode,
    PrintedPart,
    PrintedRank,
    PrintedResult,
    Severity,
)
from parindex.engine.checks.ranks import check_printed_ranks
from parindex.engine.checks.results import check_printed_results

__all__ = [
    "Cause",
    "Finding",
    "FindingCode",
    "PrintedPart",
    "PrintedRank",
    "PrintedResult",
    "Severity",
    "check_printed_ranks",
    "check_printed_results",
]
