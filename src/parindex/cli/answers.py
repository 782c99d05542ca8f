"""An answer as facts and tables, and its three forms: aligned text, CSV, JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import click

from parindex.cli.words import Key
from parindex.engine.numbers.exact import plain
from parindex.engine.numbers.ratio import Ratio
from parindex.engine.tables import OutCell, write_csv
from parindex.wording import Language, sentence, shown

FORMATS = ("table", "csv", "json")
WIDEST = 64
"""Letters of a text cell before it is folded onto the next line."""
Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | None


class Shown(NamedTuple):
    """A value that reads otherwise than it is written in JSON."""

    plain: object
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column or fact: its key, and how its values are printed."""

    key: Key
    form: str = ""
    """A number form of ``parindex.wording`` (points, index, signed …)."""
    word: str | None = None
    """Values are codes below this prefix and are worded (``status`` for ``status.missing``)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``key`` names it in JSON and gives its heading."""

    key: Key
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Facts first, then tables. CSV prints the first table only."""

    facts: tuple[tuple[Column, object], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences below; in JSON under ``notes``."""
    text: str | None = None
    """A text of its own instead of aligned tables."""
    exact: bytes | None = None
    """Bytes that are printed as they are, whatever form is asked for."""

    def print(self, form: str, language: Language) -> None:
        """Print on stdout as ``table``, ``csv`` or ``json``."""
        if self.exact is not None:
            click.echo(self.exact, nl=False)
        elif form == "json":
            click.echo(json.dumps(self.as_json(), ensure_ascii=False, indent=2))
        elif form == "csv":
            click.echo(self.as_csv(language), nl=False)
        else:
            click.echo(self.as_text(language))

    def as_json(self) -> dict[str, Plain]:
        """Keys and exact values: decimals and dates as strings, codes as codes."""
        document: dict[str, Plain] = {column.key.value: _plain(value) for column, value in self.facts}
        for table in self.tables:
            document[table.key.value] = [
                {column.key.value: _plain(cell) for column, cell in zip(table.columns, row, strict=True)}
                for row in table.rows
            ]
        if self.notes:
            document["notes"] = list(self.notes)
        return document

    def as_csv(self, language: Language) -> bytes:
        """The first table, exact values; facts as a table of one row when there is no table."""
        columns = self.tables[0].columns if self.tables else tuple(column for column, _ in self.facts)
        rows = self.tables[0].rows if self.tables else [[value for _, value in self.facts]]
        header = [_head(column, language) for column in columns]
        cells = [[_out(column, cell, language) for column, cell in zip(columns, row, strict=True)] for row in rows]
        return write_csv(header, cells)

    def as_text(self, language: Language) -> str:
        """Facts as lines, tables aligned under their headings."""
        if self.text is not None:
            return self.text
        blocks = []
        if self.facts:
            heads = [_head(column, language) for column, _ in self.facts]
            width = max(map(len, heads))
            values = [_shown(column, value, language) for column, value in self.facts]
            blocks.append("\n".join(f"{head:<{width}}  {value}" for head, value in zip(heads, values, strict=True)))
        for table in self.tables:
            if table.rows:
                heading = sentence(f"cli.column.{table.key}", language=language)
                body = _aligned(table, language)
                blocks.append(f"{heading}\n{body}" if len(self.tables) > 1 else body)
        blocks.extend(self.notes)
        return "\n\n".join(blocks)


def _head(column: Column, language: Language) -> str:
    return sentence(f"cli.column.{column.key}", language=language)


def _plain(value: object) -> Plain:
    if isinstance(value, Shown):
        return _plain(value.plain)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Ratio):
        return {"numerator": plain(value.numerator), "denominator": plain(value.denominator)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return str(value)


def _out(column: Column, value: object, language: Language) -> OutCell:
    if value is None or isinstance(value, Decimal | int | date | Ratio):
        return value
    return _shown(column, value, language)


def _shown(column: Column, value: object, language: Language) -> str:
    if isinstance(value, Shown):
        return value.text
    if value is not None and column.word is not None:
        return sentence(f"{column.word}.{value}", language=language)
    return shown(value, language, column.form)


def _aligned(table: Table, language: Language) -> str:
    right = [all(_is_number(row[at]) for row in table.rows) for at in range(len(table.columns))]
    body = [
        [
            textwrap.wrap(_shown(column, cell, language), WIDEST) or [""]
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]
    head = [[_head(column, language)] for column in table.columns]
    widths = [max(len(line) for row in (head, *body) for line in row[at]) for at in range(len(table.columns))]
    rule = "  ".join("─" * width for width in widths)
    lines = [_line(head, widths, right), rule, *(_line(row, widths, right) for row in body)]
    return "\n".join(lines)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, Decimal | int) and not isinstance(value, bool))


def _line(row: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> str:
    height = max(len(cell) for cell in row)
    lines = []
    for at in range(height):
        parts = [cell[at] if at < len(cell) else "" for cell in row]
        placed = [
            part.rjust(width) if to_right else part.ljust(width)
            for part, width, to_right in zip(parts, widths, right, strict=True)
        ]
        lines.append("  ".join(placed).rstrip())
    return "\n".join(lines)
