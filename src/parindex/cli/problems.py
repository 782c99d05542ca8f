"""What could not be done, as a list: every problem with its place, value, reason and remedy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import click

from parindex.engine.rulebook.faults import Fault
from parindex.engine.tables import TableFault
from parindex.wording import Language, sentence

FOUND = 1
"""Exit code: findings or refusals."""
UNREADABLE = 2
"""Exit code: usage, or an input that cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the list on stderr."""

    code: str
    message: str
    remedy: str | None = None
    severity: str = "error"
    place: Mapping[str, str | int] = field(default_factory=dict)
    """What is known of file, sheet, row, column, line, path."""
    value: str | None = None
    where: str = ""
    """The place in words, where the path is one of a file's structure."""

    def as_json(self) -> dict[str, object]:
        """The problem as it stands in JSON; what is not known is left out."""
        entry: dict[str, object] = {"code": self.code, "severity": self.severity, "message": self.message}
        more = {"remedy": self.remedy, "value": self.value, "where": self.where}
        return entry | dict(self.place) | {key: text for key, text in more.items() if text}

    def as_text(self) -> str:
        """``file:row:column: message remedy``."""
        place = ":".join(str(part) for part in self.place.values())
        return " ".join(
            part
            for part in (
                f"{place}:" if place else "",
                f"[{self.where}]" if self.where else "",
                self.message,
                self.remedy,
            )
            if part
        )


class Stop(Exception):
    """Ends a command with a list of problems and an exit code."""

    def __init__(self, problems: Iterable[Problem], exit_code: int) -> None:
        super().__init__()
        self.problems, self.exit_code = tuple(problems), exit_code


def stop(code: str, language: Language, *, exit_code: int = UNREADABLE, **values: object) -> NoReturn:
    """End the command with one problem of the command line's own."""
    raise Stop([problem(code, language, **values)], exit_code)


def problem(code: str, language: Language, **values: object) -> Problem:
    """A problem whose sentence stands in the catalogue under ``code``."""
    return Problem(code, sentence(code, values, language))


def of_table(faults: Iterable[TableFault], language: Language) -> list[Problem]:
    """Faults of a table of figures; the sentence names the remedy."""
    return [
        Problem(
            fault.code,
            sentence(fault.code, fault.values, language),
            place=_known(
                {
                    "file": fault.place.file,
                    "sheet": fault.place.sheet,
                    "row": fault.place.row or None,
                    "path": fault.place.path,
                    "column": fault.column,
                }
            ),
            value=fault.value,
        )
        for fault in faults
    ]


def of_rulebook(faults: Iterable[Fault], language: Language) -> list[Problem]:
    """Faults of a criteria set: reason and remedy are two sentences."""
    return [
        Problem(
            f"fault.{fault.code}",
            sentence(f"fault.{fault.code}", fault.values, language),
            sentence(f"remedy.{fault.code}", fault.values, language),
            fault.severity,
            _known(
                {
                    "file": fault.source or None,
                    "sheet": fault.sheet,
                    "row": fault.row,
                    "column": fault.column,
                    "line": fault.line,
                    "path": fault.path or None,
                }
            ),
            fault.value,
            sentence(fault.place, {"node": fault.node, "part": fault.part}, language) if fault.place else "",
        )
        for fault in faults
    ]


def _known(place: Mapping[str, str | int | None]) -> dict[str, str | int]:
    return {key: value for key, value in place.items() if value is not None}


def print_problems(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Print the list on stderr."""
    listed = list(problems)
    if not listed:
        return
    if as_json:
        click.echo(json.dumps([each.as_json() for each in listed], ensure_ascii=False, indent=2), err=True)
    else:
        for each in listed:
            click.echo(each.as_text(), err=True)
