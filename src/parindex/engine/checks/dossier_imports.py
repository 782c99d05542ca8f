"""Signs in imported dossiers that are worth a look: nothing is refused for them, and a quiet import gives none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from parindex.engine.checks.printed import Severity


class DossierSign(StrEnum):
    """What was noticed. Sentences: ``finding.<code>``."""

    WITHOUT_DUE = "dossiers_without_due"
    ROSE = "dossiers_rose"
    FELL = "dossiers_fell"
    CLOSED_LONG_AFTER = "dossiers_closed_long_after"
    """The system says returned long after the processing had ended."""
    CLOSED_ON_LAST_DAY = "dossiers_closed_on_last_day"
    PORTALS_DIFFER = "dossiers_portals_differ"
    """Two portals hold the same record with different content."""
    WITHOUT_DUE_IN_UNITS = "dossiers_without_due_in_units"
    """The same sign in several units: one finding of the whole import, with the list beside it."""
    FORM_OFF = "dossiers_form_off"
    """Rows of form II.06a whose identities do not hold."""
    ROLLUP_DIFFERS = "dossiers_rollup_differs"
    """A stored roll-up does not hold the dossiers that the records do."""


@dataclass(frozen=True, slots=True)
class SignLimits:
    """From which counts on something is a sign (``rulebooks/check_rules/dossier_imports.yaml``)."""

    jump_factor: int
    jump_least: int
    last_day_percent: int
    last_day_least: int
    long_after_days: int
    long_after_least: int
    without_due_least: int


class UnitMonth(NamedTuple):
    """Counts of dossiers that one unit received or closed in a whole month (``YYYY-MM``)."""

    month: str
    received: int
    received_before: int
    """In the month before; 0: nothing is known of it."""
    closed: int
    closed_on_last_day: int


class UnitSigns(NamedTuple):
    """What an import brought for one receiving unit."""

    unit: str
    months: tuple[UnitMonth, ...]
    without_due: int
    rows: int
    closed_long_after: int


class FoundSign(NamedTuple):
    """A sign with its figures; ``place``: month, or empty."""

    code: DossierSign
    severity: Severity
    unit: str
    place: str
    figures: dict[str, int]


class FormRows(NamedTuple):
    """Rows of form II.06a that do not hold, of one window. ``explained``: by dossiers without due date alone."""

    rows: int
    explained: int
    without_due: int


def form_sign(found: FormRows) -> Severity | None:
    """How grave a form is that does not hold; None when every row holds."""
    if not found.rows:
        return None
    return Severity.MEDIUM if found.explained == found.rows else Severity.HIGH


def signs_of(unit: UnitSigns, limits: SignLimits) -> tuple[FoundSign, ...]:
    """Everything noticed about one unit, months in order."""
    return tuple(_signs(unit, limits))


def _signs(unit: UnitSigns, limits: SignLimits) -> Iterator[FoundSign]:
    if unit.without_due >= limits.without_due_least:
        figures = {"count": unit.without_due, "rows": unit.rows}
        yield FoundSign(DossierSign.WITHOUT_DUE, Severity.LOW, unit.unit, "", figures)
    if unit.closed_long_after >= limits.long_after_least:
        figures = {"count": unit.closed_long_after, "days": limits.long_after_days}
        yield FoundSign(DossierSign.CLOSED_LONG_AFTER, Severity.MEDIUM, unit.unit, "", figures)
    for month in unit.months:
        yield from _of_month(unit.unit, month, limits)


def _of_month(unit: str, month: UnitMonth, limits: SignLimits) -> Iterator[FoundSign]:
    now, before = month.received, month.received_before
    if before > 0 and max(now, before) >= limits.jump_least:
        figures = {"now": now, "before": before}
        if now >= before * limits.jump_factor:
            yield FoundSign(DossierSign.ROSE, Severity.MEDIUM, unit, month.month, figures)
        elif now * limits.jump_factor <= before:
            yield FoundSign(DossierSign.FELL, Severity.MEDIUM, unit, month.month, figures)
    last = month.closed_on_last_day
    if last >= limits.last_day_least and last * 100 >= limits.last_day_percent * month.closed:
        figures = {"count": last, "closed": month.closed}
        yield FoundSign(DossierSign.CLOSED_ON_LAST_DAY, Severity.HIGH, unit, month.month, figures)
