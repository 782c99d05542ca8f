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
from parindex.engine.checks.statement_checks import check_statement
from parindex.engine.checks.statement_figures import StatementFinding
from parindex.engine.checks.statements import (
    PrintedStatement,
    StatementCause,
    StatementCode,
    StatementRefused,
    read_statement,
)
from parindex.engine.checks.statistical_form import StatisticalForm, check_form, read_form

__all__ = [
    "Cause",
    "Finding",
    "FindingCode",
    "PrintedPart",
    "PrintedRank",
    "PrintedResult",
    "PrintedStatement",
    "Severity",
    "StatementCause",
    "StatementCode",
    "StatementFinding",
    "StatementRefused",
    "StatisticalForm",
    "check_form",
    "check_printed_ranks",
    "check_printed_results",
    "check_statement",
    "read_form",
    "read_statement",
]
