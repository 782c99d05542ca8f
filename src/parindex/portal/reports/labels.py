"""What pages say of drafts: kinds, states, pieces of words with their sources, remarks of proof-reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.engine.checks.printed import Severity
from parindex.portal.facts.models import Fact
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.words import say
from parindex.portal.reports.engine_bridge import Difference, pieces_of, printed, source_of
from parindex.portal.reports.models import BoundFigure, Draft
from parindex.portal.reports.workflow import DraftState

STATES: dict[str, tuple[Promise, str]] = {
    DraftState.DRAFT: (_("Draft"), "todo"),
    DraftState.ISSUED: (_("Issued"), "good"),
}
SEVERITIES: dict[Severity, tuple[Promise, str]] = {
    Severity.HIGH: (_("High"), "bad"),
    Severity.MEDIUM: (_("Medium"), "warn"),
    Severity.LOW: (_("Low"), "todo"),
}


class ShownPiece(NamedTuple):
    """Words, or a figure with its source."""

    text: str
    source: str = ""
    stale: bool = False


class ShownSection(NamedTuple):
    """A section as it will be printed, a paragraph a list of pieces."""

    level: int
    heading: str
    paragraphs: Sequence[Sequence[ShownPiece]]


class FigureLine(NamedTuple):
    """A bound figure as a row."""

    name: str
    fields: Sequence[str]
    value: str
    source: str
    address: str
    stale: bool
    now: str
    """The value that counts now, where it is another version."""


class FactLine(NamedTuple):
    """A fact that may be bound."""

    pk: int
    title: str
    unit: str
    value: str
    source: str
    simulated: bool


def kind_of(code: str) -> str:
    """Name of a kind of document."""
    return say(f"template.kind.{code}")


def figure_lines(figures: Sequence[BoundFigure]) -> list[FigureLine]:
    """Rows of the bound figures."""
    return [_figure_line(each) for each in figures]


def _figure_line(figure: BoundFigure) -> FigureLine:
    version, current = figure.version, figure.version.fact.current
    parts = printed(version)
    fields = [f"{{{{ {figure.name}{'.' + part if part else ''} }}}}" for part in sorted(parts)]
    now = ""
    if figure.is_stale and current is not None:
        current.fact = version.fact  # the same fact: no query for it
        now = printed(current)[""]
    address = version.source_url if version.leads_back else ""
    return FigureLine(figure.name, fields, parts[""], source_of(version), address, figure.is_stale, now)


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
                fact.indicator.title,
                names[fact.unit_id].name,
                printed(fact.current)[""],
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


def shown_sections(draft: Draft, figures: Sequence[BoundFigure]) -> list[ShownSection]:
    """The words with their figures, as they will be printed."""
    known = {each.name: each for each in figures}
    opening = ShownSection(1, "", _paragraphs(str(draft.head.get("opening", "")), known))
    return [
        opening,
        *(ShownSection(each["level"], each["heading"], _paragraphs(each["text"], known)) for each in draft.sections),
    ]


def _paragraphs(text: str, known: dict[str, BoundFigure]) -> list[list[ShownPiece]]:
    return [_pieces(line, known) for line in text.splitlines() if line.strip()]


def _pieces(line: str, known: dict[str, BoundFigure]) -> list[ShownPiece]:
    shown = []
    for piece in pieces_of(line):
        figure = known.get(piece.name)
        value = printed(figure.version).get(piece.part) if figure else None
        if figure is None or value is None:
            shown.append(ShownPiece(piece.text))
        else:
            shown.append(ShownPiece(value, source_of(figure.version), figure.is_stale))
    return shown
