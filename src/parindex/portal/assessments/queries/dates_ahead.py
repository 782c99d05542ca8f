"""Rows of a sheet that rest on a day that has not come yet: a date that was typed, or that of a document shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class DateAhead:
    """One date after today. ``document``: how the document is called; empty for a date that was typed."""

    row: LeafRow
    day: date
    document: str = ""


def dates_ahead(standing: SelfSheet) -> list[DateAhead]:
    """The dates in printed order of their rows. No query: the sheet holds figures and evidence. They never refuse."""
    today = clock.today()
    found = []
    for row in standing.own:
        typed = {value for code, value in row.inputs.items() if isinstance(value, date) and code not in row.known}
        found += [DateAhead(row, day) for day in sorted(typed) if day > today]
        for link in row.evidence:
            issued = link.document.issued_on
            if issued is not None and issued > today:
                found.append(DateAhead(row, issued, link.document.sign or link.document.title))
    return found
