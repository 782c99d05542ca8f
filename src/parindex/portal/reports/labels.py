"""What pages say of drafts: kinds, states, pieces of words with their sources, remarks of proof-reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.engine.checks.printed import Severity
from parindex.portal.facts.models import Fact
from parindex.portal.findings.engine_bridge import from_json
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import CLOSED, FindingState
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge import Difference, printed
from parindex.portal.reports.engine_bridge.figures import (
    Days,
    days_of,
    lies_within,
    period_label,
    show_days,
    source_of,
    title_of,
    value_of,
)
from parindex.portal.reports.engine_bridge.proofing import Found, Remark, remark_of
from parindex.portal.reports.models import BoundFigure
from parindex.portal.reports.workflow import DraftState

STATES: dict[str, tuple[Promise, str]] = {
    DraftState.DRAFT: (_("Draft"), "mute"),
    DraftState.ISSUED: (_("Issued"), "ok"),
}
SEVERITIES: dict[Severity, tuple[Promise, str]] = {
    Severity.HIGH: (_("High"), "bad"),
    Severity.MEDIUM: (_("Medium"), "warn"),
    Severity.LOW: (_("Low"), "info"),
}


ANSWERS: dict[str, tuple[Promise, str]] = {
    FindingState.EXPLAINED: (_("Explained"), "ok"),
    FindingState.FALSE_ALARM: (_("Called a false alarm"), "mute"),
    FindingState.CORRECTED: (_("Said to be corrected"), "ok"),
}


class FigureLine(NamedTuple):
    """A bound figure as a row."""

    name: str
    fields: Sequence[tuple[str, str]]
    """Field as it is written in the words, what it prints: the value, the numerator, the denominator."""
    value: str
    source: str
    address: str
    stale: bool
    now: str
    """The value that counts now, where it is another version."""
    outside: str
    """The days that it was counted over, where they do not lie in the document's period."""
    simulated: bool


class FactLine(NamedTuple):
    """A fact that may be bound."""

    pk: int
    title: str
    unit: str
    value: str
    source: str
    simulated: bool


class RemarkLine(NamedTuple):
    """What proof-reading says, with what became of it in the register of findings."""

    remark: Remark
    tag: tuple[Promise, str]
    address: str
    """Of its row; empty while the register has not got it."""
    answer: str
    """What a person wrote when he closed it."""


class OpenLine(NamedTuple):
    """A finding that nobody answered yet, as the register keeps it."""

    tag: tuple[Promise, str]
    sentence: str
    cause: str
    quote: str
    address: str
    is_high: bool


class AnsweredLine(NamedTuple):
    """A finding that a person closed, as the signer reads it before he issues."""

    tag: tuple[Promise, str]
    sentence: str
    quote: str
    state: tuple[Promise, str]
    answer: str
    person: str
    moment: datetime | None
    address: str
    to_confirm: str
    """Public id where the signer has to confirm it."""
    ticked: bool


def open_lines(found: Iterable[Finding]) -> list[OpenLine]:
    """Rows of the findings that wait for an answer."""
    return [
        OpenLine(
            SEVERITIES[Severity(each.severity)],
            say(f"finding.{each.rule}", from_json(each.figures)),
            say(f"cause.{each.cause}", from_json(each.cause_values)) if each.cause else "",
            each.passage,
            reverse("findings:finding", args=[each.public_id]),
            each.severity == Severity.HIGH,
        )
        for each in found
    ]


def answered_lines(
    found: Iterable[Finding], to_confirm: Collection[Finding] = (), ticked: Collection[str] = ()
) -> list[AnsweredLine]:
    """Rows of the answers. ``to_confirm``: those that the signer has to confirm; ``ticked``: those that he did."""
    asked = {each.pk for each in to_confirm}
    return [
        AnsweredLine(
            SEVERITIES[Severity(each.severity)],
            say(f"finding.{each.rule}", from_json(each.figures)),
            each.passage,
            ANSWERS[each.state],
            each.note,
            each.answered_by.full_name if each.answered_by else "",
            each.answered_at,
            reverse("findings:finding", args=[each.public_id]),
            each.public_id if each.pk in asked else "",
            each.public_id in ticked,
        )
        for each in found
    ]


def remark_lines(found: Sequence[Found], kept: Iterable[Finding]) -> list[RemarkLine]:
    """Rows of the panel, gravest first."""
    rows = {(each.rule, each.place): each for each in kept}
    lines = []
    for each in found:
        row = rows.get((each.rule, each.place))
        address = reverse("findings:finding", args=[row.public_id]) if row else ""
        answer = row.note if row and row.state in CLOSED else ""
        lines.append(RemarkLine(remark_of(each), SEVERITIES[each.severity], address, answer))
    return lines


def kind_of(code: str) -> str:
    """Name of a kind of document."""
    return say(f"template.kind.{code}")


def figure_lines(figures: Sequence[BoundFigure], period: Days | None) -> list[FigureLine]:
    """Rows of the bound figures of a document of this period; ``None``: it names none."""
    return [_figure_line(each, period) for each in figures]


def _figure_line(figure: BoundFigure, period: Days | None) -> FigureLine:
    version, current = figure.version, figure.version.fact.current
    parts = printed(version)
    fields = []
    for part in sorted(parts):
        field = f"{figure.name}.{part}" if part else figure.name
        meaning = say(f"reports.part.{part or 'value'}")
        fields.append((f"{{{{ {field} }}}}", f"{meaning}: {parts[part]}"))
    now = ""
    if figure.is_stale and current is not None:
        current.fact = version.fact  # the same fact: no query for it
        now = value_of(current)
    address = version.source_url if version.leads_back else ""
    days = days_of(version)
    outside = show_days(days) if period is not None and not lies_within(days, period) else ""
    return FigureLine(
        figure.name,
        fields,
        value_of(version),
        source_of(version),
        address,
        figure.is_stale,
        now,
        outside,
        version.simulated,
    )


class PeriodChoice(NamedTuple):
    """Days over which figures were counted, to choose from."""

    code: str
    label: str
    days: Days


def period_choices(periods: Iterable[Days]) -> list[PeriodChoice]:
    """ "Tháng 10/2026", "Quý III/2026", a year; other days as they are."""
    return [PeriodChoice(f"{days[0]:%Y%m%d}-{days[1]:%Y%m%d}", period_label(days), days) for days in periods]


def fact_lines(facts: Sequence[Fact]) -> list[FactLine]:
    """Rows of the facts that may be bound."""
    names = names_on([each.unit_id for each in facts])
    lines = []
    for fact in facts:
        if fact.current is None:
            continue
        fact.current.fact = fact  # the same fact: no query for it
        lines.append(
            FactLine(
                fact.pk,
                title_of(fact.current),
                names[fact.unit_id].name,
                value_of(fact.current),
                source_of(fact.current),
                fact.current.simulated,
            )
        )
    return lines


class DifferenceLine(NamedTuple):
    """A figure that the edited file has otherwise."""

    printed: str
    found: str
    paragraph: str
    source: str


def difference_lines(told: Sequence[Difference], figures: Sequence[BoundFigure]) -> list[DifferenceLine]:
    """Rows of the comparison, with the source of each figure."""
    known = {each.name: each.version for each in figures}
    return [DifferenceLine(each.printed, each.found, each.paragraph, source_of(known[each.name])) for each in told]
