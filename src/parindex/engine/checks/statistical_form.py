"""Tables by a statistical form (II.06a): identities of every row, the total row, opening = last closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from parindex.engine.checks.printed import Figures, Severity
from parindex.engine.checks.statement_checks import check_statement
from parindex.engine.checks.statement_figures import StatementFinding
from parindex.engine.checks.statements import (
    Code,
    PrintedFigure,
    PrintedStatement,
    StatementCode,
    SumIdentity,
    read_yaml,
)
from parindex.engine.numbers.exact import CONTEXT, ZERO

Row = Mapping[str, int | None]
"""Column code → count; what is left out or None is not printed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class FormColumn(_Part):
    """A column and its official title."""

    code: Code
    title: str


class BesideColumn(FormColumn):
    """What is shown behind the form's columns: a part of one of their sums that the form itself has no column for."""

    part_of: Code


class Opening(_Part):
    """What a period begins with is what the period before ended with."""

    this: Code
    previous: Code
    previous_title: str


class StatisticalForm(_Part):
    """A form: columns and the identities that every row must keep."""

    schema_version: Literal["parindex/statistical-form/1"] = Field(alias="schema")
    code: str
    title: str
    sources: tuple[Mapping[str, Any], ...] = ()
    note: str | None = None
    columns: Annotated[tuple[FormColumn, ...], Field(min_length=1)]
    identities: tuple[SumIdentity, ...]
    opening: Opening | None = None
    beside: tuple[BesideColumn, ...] = ()

    def with_beside(self) -> StatisticalForm:
        """The form as it is shown: what stands beside it is a column, and a part of the sum that holds it."""
        shown = tuple(FormColumn(code=each.code, title=each.title) for each in self.beside)
        sums = tuple(
            SumIdentity(
                sum=each.whole, of=(*each.parts, *(one.code for one in self.beside if one.part_of == each.whole))
            )
            for each in self.identities
        )
        return self.model_copy(update={"columns": (*self.columns, *shown), "identities": sums, "beside": ()})


def read_form(content: bytes) -> StatisticalForm:
    """Read a form (YAML). Raises ``StatementRefused`` with every fault."""
    return read_yaml(content, StatisticalForm)


def check_form(
    form: StatisticalForm,
    rows: Mapping[str, Row],
    *,
    total: Row | None = None,
    total_name: str = "",
    previous: Mapping[str, Row] | None = None,
) -> tuple[StatementFinding, ...]:
    """Findings in a filled-in form, row by row, then the total row.

    ``rows``: by unit or field; ``total``: the printed total row; ``previous``: the rows of the period before, on the
    same base. Raises ``KeyError`` for a column that the form does not have.
    """
    findings: list[StatementFinding] = []
    for name, row in rows.items():
        findings.extend(check_statement(_statement(form, name, row)))
        if previous is not None and name in previous:
            findings.extend(_opening(form, name, row, previous[name]))
    if total is not None:
        findings.extend(check_statement(_statement(form, total_name, total)))
        findings.extend(_total(form, rows, total, total_name))
    return tuple(findings)


def _statement(form: StatisticalForm, name: str, row: Row) -> PrintedStatement:
    known = {column.code for column in form.columns}
    for code in row:
        if code not in known:
            raise KeyError(code)
    figures = tuple(
        PrintedFigure(code=column.code, value=_decimal(row.get(column.code)), title=column.title)
        for column in form.columns
    )
    return PrintedStatement(unit=name, figures=figures, identities=form.identities)


def _opening(form: StatisticalForm, name: str, row: Row, before: Row) -> Iterator[StatementFinding]:
    if form.opening is None:
        return
    printed, expected = row.get(form.opening.this), before.get(form.opening.previous)
    if printed is None or expected is None or printed == expected:
        return
    titles = {column.code: column.title for column in form.columns}
    values: Figures = {
        "opening": titles[form.opening.this],
        "printed": printed,
        "closing": form.opening.previous_title,
        "expected": expected,
        "difference": abs(printed - expected),
    }
    yield StatementFinding(StatementCode.OPENING_DIFFERS, Severity.HIGH, f"{name}/{form.opening.this}", values)


def _total(form: StatisticalForm, rows: Mapping[str, Row], total: Row, name: str) -> Iterator[StatementFinding]:
    """The total row column by column; a column with a gap in it proves nothing."""
    with localcontext(CONTEXT):
        for column in form.columns:
            cells = [_decimal(row.get(column.code)) for row in rows.values()]
            known = [cell for cell in cells if cell is not None]
            printed = _decimal(total.get(column.code))
            if printed is None or not cells or len(known) < len(cells) or sum(known, ZERO) == printed:
                continue
            expected = sum(known, ZERO)
            values: Figures = {
                "column": column.title,
                "printed": printed,
                "expected": expected,
                "count": len(cells),
                "difference": abs(printed - expected),
            }
            yield StatementFinding(StatementCode.TOTAL_ROW_DIFFERS, Severity.HIGH, f"{name}/{column.code}", values)


def _decimal(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)
