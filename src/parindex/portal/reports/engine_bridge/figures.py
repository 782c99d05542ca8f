"""What is said of a figure beside its value: name with view, unit of measure, days, source, days of the document."""

from __future__ import annotations

import re
from datetime import date

from parindex.engine.documents.reading.named_periods import named_period
from parindex.engine.numbers.printing import show_date
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge import TemplateKind, printed
from parindex.portal.reports.models import Draft

Days = tuple[date, date]
_YEAR = re.compile(r"\b20[0-9]{2}\b")
_CLOSING_DAY = 15
"""A report's figures may be counted from the 15th of the month before its period (NĐ 09/2019/NĐ-CP)."""


def title_of(version: FactVersion) -> str:
    """Name of the measure, with what tells it from the same measure in another view: "Hồ sơ quá hạn (theo nơi nhận)".

    Dossiers are counted twice, of the unit that received and of the one that decides; both are facts of the unit.
    """
    fact = version.fact
    counted = getattr(version, "dossier_figure", None)
    scope = {**fact.scope, "view": counted.view} if counted else fact.scope
    told = ", ".join(_scope_words(name, str(value)) for name, value in scope.items() if value)
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
    """Where a figure comes from, in one line: measure, days that were counted, source."""
    return f"{title_of(version)} · {show_days(days_of(version))} · {version.source_title}"


def show_days(days: Days) -> str:
    """ "01/01/2026 – 30/06/2026"."""
    return f"{show_date(days[0])} – {show_date(days[1])}"


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
