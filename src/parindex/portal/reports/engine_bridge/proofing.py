"""What does not hold in a draft as it would be printed, as codes with values and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from parindex.engine.checks.printed import Severity
from parindex.engine.numbers.printing import show_date
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say
from parindex.tools.document_reading import DocumentRefused, read_and_proof
from parindex.wording import sentence

Figure = Decimal | int | str
_CLERKS = frozenset({"number_left_blank"})
"""Rules about the slots that the clerk fills; before that they are blank on purpose."""
_ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


class Found(NamedTuple):
    """A finding with values as the register of findings keeps them. ``place`` tells it from others of its rule.

    The place is a section and a count, never a line: lines move with every save, and the same finding must stay the
    same row. It is Vietnamese whoever saves, for it is part of the finding's key.
    """

    rule: str
    severity: Severity
    place: str
    quote: str
    values: Mapping[str, Figure]
    cause: str
    cause_values: Mapping[str, Figure]
    repair: Decimal | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in words."""

    severity: Severity
    sentence: str
    cause: str
    quote: str


def proof(content: bytes) -> list[Found]:
    """What does not hold in a Word file, gravest first. Raises ``ActionRefused`` when it cannot be read."""
    try:
        proofed = read_and_proof(content, name="draft.docx")
    except DocumentRefused as refused:
        raise ActionRefused(f"reading.fault.{refused.code}", refused.values) from refused
    found, seen = [], dict[tuple[str, str], int]()
    for told in proofed.findings:
        if told["rule"] in _CLERKS:
            continue
        key = told["rule"], told["section"]
        seen[key] = seen.get(key, 0) + 1
        found.append(_found(told, seen[key]))
    return sorted(found, key=lambda each: _ORDER.index(each.severity))


def _found(told: Mapping[str, Any], count: int) -> Found:
    place = sentence("reports.place_section", {"section": told["section"]}) if told["section"] else ""
    repairs = told["repairs"]
    return Found(
        rule=told["rule"],
        severity=Severity(told["severity"]),
        place=f"{place} ({count})".strip() if count > 1 else place,
        quote=told["quote"],
        values=_values(told["values"]),
        cause=told["cause"],
        cause_values=_values(told["cause_values"]),
        repair=Decimal(repairs[0][0][2]) if len(repairs) == 1 and len(repairs[0]) == 1 else None,
    )


def remark_of(found: Found) -> Remark:
    """The finding in the words of the page's language."""
    cause = say(f"cause.{found.cause}", found.cause_values) if found.cause else ""
    return Remark(found.severity, say(f"finding.{found.rule}", found.values), cause, found.quote)


def _values(told: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: _value(each) for name, each in told.items()}


def _value(each: Any) -> Figure:
    if isinstance(each, dict):
        return Decimal(each["n"]) if "n" in each else show_date(date.fromisoformat(each["d"]))
    return each if isinstance(each, int) else str(each)
