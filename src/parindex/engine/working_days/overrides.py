"""Calendar documents: days off, made-up working days with their acts, and office hours by date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from parindex.engine.working_days.written import (
    DocumentFault,
    DocumentRefused,
    Grade,
    Minute,
    Part,
    Read,
    read_document,
)


class DayKind(StrEnum):
    """What an entry makes of a day."""

    OFF = "off"
    WORKING = "working"


class Weekday(StrEnum):
    """Days of the week, in the order of ``date.weekday()``."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class DayEntry(Read):
    """One day that differs from the library and the week."""

    day: date = Field(alias="date")
    kind: DayKind
    swapped_with: date | None = None
    name: str | None = None


class OfficeHours(Part):
    """Office hours of some weekdays from a day on; spans in minutes of the day, in order, not touching.

    ``made_up``: a made-up working day has these hours, whatever its weekday.
    """

    first_day: date = Field(alias="from")
    last_day: date | None = Field(default=None, alias="to")
    weekdays: Annotated[frozenset[Weekday], Field(min_length=1)]
    made_up: bool = False
    spans: Annotated[tuple[tuple[Minute, Minute], ...], Field(min_length=1)]
    act: str | None = None
    grade: Grade
    unsure: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        bounds = [minute for span in self.spans for minute in span]
        if any(later <= earlier for earlier, later in zip(bounds, bounds[1:], strict=False)):
            raise ValueError("spans must be in order and not overlap")
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("ends before it begins")
        return self


class CalendarDocument(Part):
    """One document: the national one, or one of a province that is laid over it."""

    schema_version: Literal["parindex/working-calendar/1"] = Field(alias="schema")
    country: str = "VN"
    title: str
    confirmed_until: date | None = None
    """Days off are decided up to here; later ones are estimates of the library."""
    confirmed_note: str | None = None
    sources: tuple[Read, ...] = ()
    days: tuple[DayEntry, ...] = ()
    office_hours: tuple[OfficeHours, ...] = ()


def read_calendar_documents(contents: Sequence[bytes]) -> CalendarDocument:
    """Read documents and lay each over those before it. Raises ``DocumentRefused`` with the first one's faults.

    A later document's day replaces an earlier one of the same date; its office hours come after, so they win.
    """
    documents = [read_document(content, CalendarDocument) for content in contents]
    if not documents:
        raise DocumentRefused([DocumentFault("", "", "no calendar document")])
    days = {entry.day: entry for document in documents for entry in document.days}
    hours = tuple(entry for document in documents for entry in document.office_hours)
    faults = [
        DocumentFault(f"days.{number}", str(entry.day), "the same day twice in one document")
        for document in documents
        for number, entry in enumerate(document.days)
        if entry.day in {earlier.day for earlier in document.days[:number]}
    ]
    if not hours:
        faults.append(DocumentFault("office_hours", "", "no office hours"))
    if faults:
        raise DocumentRefused(faults)
    confirmed = [document.confirmed_until for document in documents if document.confirmed_until is not None]
    return documents[0].model_copy(
        update={
            "days": tuple(days[day] for day in sorted(days)),
            "office_hours": hours,
            "confirmed_until": max(confirmed) if confirmed else None,
        }
    )
