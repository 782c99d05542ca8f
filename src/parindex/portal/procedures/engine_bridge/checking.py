"""Printed numbers of procedures held against themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from parindex.engine.checks import check_statement, read_statement
from parindex.engine.checks.statement_figures import StatementFinding
from parindex.engine.checks.statements import PrintedStatement, codes_in
from parindex.portal.procedures.engine_bridge.titles import official
from parindex.portal.procedures.models import PrintedCounts

Sum = tuple[str, tuple[str, ...]]
# What each level's figures must fulfil, notion by notion: its sum, and the denominators that equal the catalogue.
_NOTIONS: tuple[tuple[Sum, tuple[str, ...]], ...] = (
    (("total", ("one_stop", "not_one_stop")), ("one_stop_of", "not_one_stop_of")),
    (("total", ("by_post", "not_by_post")), ("by_post_of", "not_by_post_of")),
    (("online", ("full", "partial")), ()),
)
LEVELS = ("province", "district", "commune")
FIGURES = (
    "total",
    "one_stop",
    "one_stop_of",
    "not_one_stop",
    "not_one_stop_of",
    "online",
    "full",
    "partial",
    "by_post",
    "by_post_of",
    "not_by_post",
    "not_by_post_of",
)
"""What may be printed of a level; ``…_of``: the denominator that stands beside the number."""


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """One identity as the page shows it: ``whole`` = Σ ``parts``, in figures of one level.

    ``at_most``: the parts may be less than the whole (online ≤ catalogue).
    """

    level: str
    whole: str
    parts: tuple[str, ...]
    printed: Decimal | None
    values: tuple[Decimal | None, ...]
    at_most: bool = False

    @property
    def expected(self) -> Decimal:
        """What the whole should be."""
        return sum((value for value in self.values if value is not None), Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether what is printed is what it should be."""
        if self.at_most:
            return self.printed is not None and self.expected <= self.printed
        return self.printed == self.expected


def check_counts(printed: PrintedCounts) -> tuple[StatementFinding, ...]:
    """Every identity that a statement breaks; notion by notion, so that a cause is looked for among its own figures."""
    return tuple(finding for statement in statements_of(printed) for finding in check_statement(statement))


def statements_of(printed: PrintedCounts) -> Iterator[PrintedStatement]:
    """The figures in the shape of the checks: one statement for a level and notion."""
    figures = [
        {
            "code": code,
            "value": Decimal(str(number)),
            "title": figure_title(code),
            "place": printed.title,
        }
        for code, number in printed.figures.items()
    ]
    for level in LEVELS:
        for sums, same in _NOTIONS:
            identities = list(_identities(level, sums, same, set(printed.figures)))
            if identities:
                yield PrintedStatement.model_validate(
                    {"unit": printed.unit_name, "title": printed.title, "figures": figures, "identities": identities}
                )


def _identities(level: str, sums: Sum, same: tuple[str, ...], stands: set[str]) -> Iterator[dict[str, Any]]:
    whole, parts = sums
    if {f"{level}_{name}" for name in (whole, *parts)} <= stands:
        yield {"sum": f"{level}_{whole}", "of": [f"{level}_{part}" for part in parts]}
    for one in same:
        if {f"{level}_{one}", f"{level}_{whole}"} <= stands:
            yield {"same": f"{level}_{one}", "as": f"{level}_{whole}"}


def identity_lines(printed: PrintedCounts) -> Iterator[IdentityLine]:
    """Every identity that can be judged, holding or not, in the order of the levels."""
    for statement in statements_of(printed):
        values = {figure.code: figure.value for figure in statement.figures}
        for identity in statement.identities:
            whole, *parts = codes_in(identity)
            level = whole.partition("_")[0]
            yield IdentityLine(
                level,
                whole.removeprefix(f"{level}_"),
                tuple(code.removeprefix(f"{level}_") for code in parts),
                values[whole],
                tuple(values[code] for code in parts),
            )
    yield from online_lines(printed)


def online_lines(printed: PrintedCounts) -> Iterator[IdentityLine]:
    """Per level: what is online in full and in part is no more than the catalogue."""
    for level in LEVELS:
        found = [printed.figures.get(f"{level}_{name}") for name in ("total", "full", "partial")]
        total, *online = [None if number is None else Decimal(str(number)) for number in found]
        if total is not None and None not in online:
            yield IdentityLine(level, "total", ("full", "partial"), total, tuple(online), at_most=True)


def figure_title(code: str) -> str:
    """What a printed figure counts, in words: ``commune_one_stop`` is one-stop procedures of the commune level."""
    level, _underscore, figure = code.partition("_")
    return f"{official(f'procedures.figure.{figure}')} ({official(f'procedures.level.{level}')})"


def cao_loc() -> tuple[str, str, str, Mapping[str, int]]:
    """Unit, title, source and figures of the shipped report of Cao Lộc."""
    folder = files("parindex") / "rulebooks" / "published_results" / "statements"
    statement = read_statement((folder / "cao_loc_2024_h1_procedures.yaml").read_bytes())
    figures = {figure.code: int(figure.value) for figure in statement.figures if figure.value is not None}
    return statement.unit, statement.title, statement.source_title, figures
