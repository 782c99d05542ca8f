"""What is said of a figure beside its value: name with view, unit of measure, days, source, days of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from parindex.engine.documents.reading.named_periods import named_period
from parindex.engine.documents.templates.bound import pieces_of
from parindex.engine.documents.templates.context import roman
from parindex.engine.documents.templates.values import TemplateKind
from parindex.engine.numbers.printing import show_date
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge.printed import printed
from parindex.portal.reports.models import BoundFigure, Draft

Days = tuple[date, date]
_YEAR = re.compile(r"\b20[0-9]{2}\b")
_COUNTED_FOR = "counted_for"
"""Scope of dossier figures under their own days; it says for whom, not what was counted (``dossiers.FOR_REPORTS``)."""
_CLOSING_DAY = 15
"""A report's figures may be counted from the 15th of the month before its period (NĐ 09/2019/NĐ-CP)."""


def title_of(version: FactVersion) -> str:
    """Name of the measure, with what tells it from the same measure in another view: "Hồ sơ quá hạn (theo nơi nhận)".

    Dossiers are counted twice, of the unit that received and of the one that decides; both are facts of the unit.
    """
    fact = version.fact
    counted = getattr(version, "dossier_figure", None)
    scope = {**fact.scope, "view": counted.view} if counted else fact.scope
    told = ", ".join(_scope_words(name, str(value)) for name, value in scope.items() if value and name != _COUNTED_FOR)
    return f"{fact.indicator.title} ({told})" if told else fact.indicator.title


def _scope_words(name: str, value: str) -> str:
    if name == "view":
        return say(f"reports.view.{value}")
    return say(f"index_part.{value}") if name == "part" else value


def value_of(version: FactVersion) -> str:
    """The value as it is printed, with its unit of measure: "1.310 hồ sơ"; a percentage names its own."""
    value, unit = printed(version)[""], version.fact.indicator.unit_of_measure
    return f"{value} {unit}" if unit and not value.endswith("%") else value


def days_of(version: FactVersion) -> Days:
    """First and last day that was counted: the window of the dossiers where one is known, else the fact's period."""
    counted = getattr(version, "dossier_figure", None)
    if counted is not None:
        return counted.first, counted.last
    return version.fact.period_from, version.fact.period_to


def source_of(version: FactVersion) -> str:
    """Where a figure comes from, in one line: measure, days that were counted with their name, source.

    A figure of dossiers that was counted for the criteria says so: its days grow with the year, and it goes stale.
    """
    told = [title_of(version), period_in_words(days_of(version)), version.source_title]
    counted, fact = getattr(version, "dossier_figure", None), version.fact
    if counted is not None and _COUNTED_FOR not in fact.scope:
        told.append(say("reports.for_criteria", {"year": str(fact.period_from.year)}))
    return " · ".join(told)


def show_days(days: Days) -> str:
    """ "01/01/2026 – 30/06/2026"."""
    return f"{show_date(days[0])} – {show_date(days[1])}"


def period_label(days: Days) -> str:
    """The calendar's name of the days: "Tháng 10/2026"; days without a name as they are."""
    first, last = days
    ends_month = (last + timedelta(days=1)).day == 1
    if first.day != 1 or not ends_month or first.year != last.year:
        return show_days(days)
    months = last.month - first.month + 1
    if months == 1:
        return say("reports.period.month", {"month": first.month, "year": str(first.year)})
    if months == 3 and first.month % 3 == 1:
        return say("reports.period.quarter", {"quarter": roman(last.month // 3), "year": str(first.year)})
    if months == 6 and first.month % 6 == 1:
        return say(f"reports.period.half_{last.month // 6}", {"year": str(first.year)})
    return say("reports.period.year", {"year": str(first.year)}) if months == 12 else show_days(days)


def period_in_words(days: Days) -> str:
    """The name with the days: "Tháng 10/2026 (01/10/2026 – 31/10/2026)"; days without a name stand alone."""
    label, shown = period_label(days), show_days(days)
    return shown if label == shown else f"{label} ({shown})"


def document_days(draft: Draft) -> Days | None:
    """Days of the period that the subject names; ``None`` where it names none, and for a plan, which looks ahead."""
    if draft.kind == TemplateKind.PLAN:
        return None
    years = set(_YEAR.findall(draft.title))
    return named_period(draft.title, year=int(years.pop()) if len(years) == 1 else None)


def lies_within(days: Days, period: Days) -> bool:
    """Whether figures of these days belong into a document of the period, whose report window may begin earlier."""
    first, last = period
    year, month = (first.year - 1, 12) if first.month == 1 else (first.year, first.month - 1)
    return date(year, month, _CLOSING_DAY) <= days[0] and days[1] <= last


def simulated_figures(draft: Draft, figures: Sequence[BoundFigure]) -> list[str]:
    """Measure and printed values of each simulated figure that stands in the words, in the order of binding."""
    used = {(piece.name, piece.part): None for text in draft.texts for piece in pieces_of(text) if piece.name}
    named = []
    for figure in figures:
        parts = printed(figure.version) if figure.version.simulated else {}
        values = [parts[part] for name, part in used if name == figure.name and part in parts]
        if values:
            named.append(f"{title_of(figure.version)} ({'; '.join(dict.fromkeys(values))})")
    return named
