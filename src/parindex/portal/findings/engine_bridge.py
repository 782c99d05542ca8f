"""The engine's findings as rows: values to and from JSON, this app's only door to the checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from parindex.engine.checks import (
    Finding,
    PrintedPart,
    PrintedRank,
    PrintedResult,
    Severity,
    check_printed_ranks,
    check_printed_results,
)
from parindex.engine.checks.identities import Identity, identities_of
from parindex.engine.numbers.exact import plain

Figure = Decimal | int | str
FROM_RECOGNITION = "from_recognition"
"""Among the values of a cause: the place was read by machine from a picture. The sentence is ``cause.<this>``."""
WEIGHTS: Mapping[Severity, int] = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


def to_json(values: Mapping[str, Figure]) -> dict[str, Any]:
    """Figures as they are stored: decimals as text under ``n`` (trailing zeros of a printed figure are kept)."""
    return {name: {"n": format(value, "f")} if isinstance(value, Decimal) else value for name, value in values.items()}


def from_json(stored: Mapping[str, Any]) -> dict[str, Figure]:
    """Stored figures with their types."""
    return {name: Decimal(value["n"]) if isinstance(value, dict) else value for name, value in stored.items()}


def identities_to_json(identities: Iterable[Identity]) -> list[list[Any]]:
    """Identities as they are stored."""
    return [[each.code.value, to_json(each.values), each.holds, plain(each.difference)] for each in identities]


__all__ = [
    "FROM_RECOGNITION",
    "WEIGHTS",
    "Figure",
    "Finding",
    "Identity",
    "PrintedPart",
    "PrintedRank",
    "PrintedResult",
    "Severity",
    "check_printed_ranks",
    "check_printed_results",
    "from_json",
    "identities_of",
    "identities_to_json",
    "to_json",
]
