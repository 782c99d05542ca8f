"""Window schemes as data: which days a periodic report covers, when figures are cut off, when the report is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from ruamel.yaml.error import YAMLError

from parindex.engine.numbers.yaml_documents import load_yaml
from parindex.engine.periods.spans import Period, PeriodKind, Span

_LEAP_YEAR = 2024


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DayOfYear(_Part):
    """A day and month in the reported year plus ``year_offset`` (−1: the year before)."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year_offset: Annotated[int, Field(ge=-1, le=1)] = 0

    @model_validator(mode="after")
    def _in_some_year(self) -> Self:
        if self.day > monthrange(_LEAP_YEAR, self.month)[1]:
            raise PydanticCustomError("no_such_day", "no year has this day")
        return self

    def of(self, year: int) -> date:
        """The day in ``year``. Raises ``ValueError`` when that year has no such day (29 February)."""
        return date(year + self.year_offset, self.month, self.day)


class Source(_Part):
    """Where a scheme was read. ``unsure`` says what may not be relied on."""

    act: str
    url: str | None = None
    quoted_from: str | None = None
    unsure: str | None = None


class Window(_Part):
    """The window of one periodic report."""

    period: PeriodKind
    first_day: DayOfYear
    cut_off: DayOfYear
    """Last day whose figures count."""
    due: DayOfYear
    """Last day for handing in."""
    cumulative: bool
    """From the beginning of the scheme's year; otherwise only since the previous window."""


class WindowScheme(_Part):
    """All windows of one level in one year, in order of their cut-offs."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]


class WindowSchemes(_Part):
    """The document that holds schemes."""

    schema_version: Literal["parindex/reporting-windows/1"] = Field(alias="schema")
    schemes: tuple[WindowScheme, ...]


class ResolvedWindow(NamedTuple):
    """One window of one year, with real days."""

    period: Period
    span: Span
    """First day and cut-off, both inside."""
    due_on: date
    cumulative: bool

    @property
    def estimated(self) -> Span | None:
        """Days that are still ahead when the report is due; their figures are estimates ("ước thực hiện")."""
        after_due = max(self.due_on + timedelta(days=1), self.span.first)
        return Span(after_due, self.span.last) if after_due <= self.span.last else None


class SchemeFault(NamedTuple):
    """One fault of a scheme document: path, what stands there, and why it is refused (pydantic's code)."""

    path: str
    value: str
    reason: str


class SchemesRefused(ValueError):
    """The document is no list of window schemes; ``faults`` names everything at once."""

    def __init__(self, faults: Sequence[SchemeFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in self.faults))


class NoSuchDay(ValueError):
    """A scheme names a day that the year does not have."""

    def __init__(self, scheme: str, year: int, anchor: DayOfYear) -> None:
        self.scheme, self.year, self.anchor = scheme, year + anchor.year_offset, anchor
        super().__init__(f"{scheme}: {anchor.day}/{anchor.month}/{self.year}")


def read_window_schemes(content: bytes) -> tuple[WindowScheme, ...]:
    """Read a scheme document (YAML). Raises ``SchemesRefused`` with every fault."""
    try:
        return WindowSchemes.model_validate(load_yaml(content)).schemes
    except (YAMLError, UnicodeDecodeError) as error:
        raise SchemesRefused([SchemeFault("", "", f"yaml: {error}")]) from error
    except ValidationError as error:
        raise SchemesRefused(
            [
                SchemeFault(".".join(map(str, fault["loc"])), repr(fault["input"])[:80], fault["type"])
                for fault in error.errors()
                if not (fault["type"] == "too_short" and fault["input"])  # counted as empty: each entry has its fault
            ]
        ) from error


def resolve(scheme: WindowScheme, year: int) -> tuple[ResolvedWindow, ...]:
    """The windows of ``year`` in order of cut-off. Raises ``NoSuchDay``."""

    def day(anchor: DayOfYear) -> date:
        try:
            return anchor.of(year)
        except ValueError as error:
            raise NoSuchDay(scheme.code, year, anchor) from error

    resolved = (
        ResolvedWindow(
            Period(year, window.period),
            Span(day(window.first_day), day(window.cut_off)),
            day(window.due),
            window.cumulative,
        )
        for window in scheme.windows
    )
    return tuple(sorted(resolved, key=lambda window: window.span.last))
