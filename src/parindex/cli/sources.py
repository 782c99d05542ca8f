"""Finds and reads what the arguments name: rulebooks by path or shipped name, tables of figures, a unit in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NoReturn

from parindex.cli.problems import FOUND, UNREADABLE, Problem, Stop, of_rulebook, of_table, problem, stop
from parindex.cli.words import ProblemCode
from parindex.engine.composite.results import UnitResult
from parindex.engine.composite.totals import score_units
from parindex.engine.composite.what_if import ranked_value
from parindex.engine.rulebook.document import CriteriaSet, Node, walk
from parindex.engine.rulebook.faults import RulebookRefused
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.rulebook.spreadsheet import from_workbook
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.values import Figures
from parindex.engine.tables import FiguresTable, TableRefused, read_figures
from parindex.wording import Language

_SHIPPED_NAME = re.compile(r"([a-z0-9_]+)/([A-Za-z0-9][A-Za-z0-9._-]*)")
_DOCUMENT = "criteria_set.yaml"


def shipped_folder() -> Traversable:
    """The folder of the criteria sets that come with the package."""
    return files("parindex") / "rulebooks" / "criteria_sets"


def shipped_names() -> list[str]:
    """Names of the shipped sets, ``model_commune/2026`` …, sorted."""
    return sorted(
        f"{code.name}/{version.name}"
        for code in shipped_folder().iterdir()
        if code.is_dir()
        for version in code.iterdir()
        if (version / _DOCUMENT).is_file()
    )


def read_file(path: str, language: Language) -> bytes:
    """Bytes of a file. Raises ``Stop``."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        stop(ProblemCode.NOT_FOUND, language, path=path)
    except OSError as error:
        stop(ProblemCode.NO_FILE, language, path=path, reason=error.strerror or str(error))


def rulebook_content(argument: str, language: Language) -> tuple[bytes, str]:
    """Bytes and name of a rulebook: a file, a folder that holds one, or a shipped name. Raises ``Stop``."""
    path = Path(argument)
    if path.is_dir() and (path / _DOCUMENT).is_file():
        path = path / _DOCUMENT
    if path.is_file():
        return read_file(str(path), language), str(path)
    match = _SHIPPED_NAME.fullmatch(argument)
    shipped = shipped_folder() / match[1] / match[2] / _DOCUMENT if match else None
    if shipped is None or not shipped.is_file():
        stop(ProblemCode.NO_RULEBOOK, language, name=argument, shipped=shipped_names())
    return shipped.read_bytes(), argument


def read_rulebook(argument: str, language: Language) -> CriteriaSet:
    """The criteria set that ``argument`` names, YAML, JSON or Excel. Raises ``Stop`` with every fault."""
    content, name = rulebook_content(argument, language)
    try:
        if name.lower().endswith(".xlsx"):
            return from_workbook(content, source=name)
        return read_criteria_set(content, source=name)
    except RulebookRefused as refused:
        raise Stop(of_rulebook(refused.faults, language), FOUND) from refused


def find_base(code: str, version: str, *, beside: str) -> CriteriaSet | None:
    """The set that a crosswalk names: in a folder of its version next to ``beside``'s, else a shipped one.

    None when there is none at hand or it cannot be read; it is then not what is being judged.
    """
    folders: tuple[Traversable, ...] = (Path(beside).parent.parent / version, shipped_folder() / code / version)
    for folder in folders:
        document = folder / _DOCUMENT
        if not document.is_file():
            continue
        try:
            found = read_criteria_set(document.read_bytes(), source=str(document))
        except (RulebookRefused, OSError):
            continue
        if (found.code, found.version) == (code, version):
            return found
    return None


def assessed_year(criteria_set: CriteriaSet, asked: int | None, language: Language) -> int:
    """The year asked for, else the year from which the set is valid, else its version. Raises ``Stop``."""
    if asked is not None:
        return asked
    if criteria_set.valid_from is not None:
        return criteria_set.valid_from.year
    if re.fullmatch(r"[0-9]{4}", criteria_set.version):
        return int(criteria_set.version)
    stop(ProblemCode.YEAR_UNKNOWN, language, set=f"{criteria_set.code}/{criteria_set.version}")


@dataclass(frozen=True)
class Round:
    """A criteria set with the figures of its units, ready to be asked."""

    criteria_set: CriteriaSet
    compiled: CompiledSet
    table: FiguresTable
    language: Language

    @cached_property
    def figures(self) -> dict[str, Figures]:
        """Unit → figures."""
        return self.table.figures

    @cached_property
    def results(self) -> dict[str, UnitResult]:
        """Unit → result, in the file's order."""
        return {result.unit: result for result in score_units(self.compiled, self.figures)}

    @property
    def rejected(self) -> list[Problem]:
        """Rows of the file that were not taken."""
        return of_table(self.table.faults, self.language)

    def one_unit(self, asked: str | None) -> str:
        """The unit asked for, or the only one. Raises ``Stop`` when it has no figures or several might be meant."""
        units = tuple(self.figures)
        if asked is None:
            if len(units) == 1:
                return units[0]
            self.refuse(ProblemCode.UNIT_NEEDED, count=len(units))
        if asked not in units:
            self.refuse(ProblemCode.UNKNOWN_UNIT, unit=asked)
        return asked

    def node(self, code: str) -> str:
        """A node's code. Raises ``Stop`` when the set has none such."""
        if code not in self.nodes:
            self.refuse(ProblemCode.UNKNOWN_NODE, node=code)
        return code

    def leaf(self, code: str) -> str:
        """A leaf's code. Raises ``Stop`` when the set has none such."""
        if code not in self.compiled.leaves:
            self.refuse(ProblemCode.UNKNOWN_NODE, node=code)
        return code

    def refuse(self, code: ProblemCode, **values: object) -> NoReturn:
        """End the command; rows that were not taken are listed too, for they may be the reason."""
        raise Stop([*self.rejected, problem(code, self.language, **values)], UNREADABLE)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Code → field, criterion or sub-criterion, in printed order."""
        return {node.code: node for _, node in walk(self.criteria_set)}

    def rivals(self, unit: str) -> dict[str, Decimal] | None:
        """Other units' values that the set ranks on; None when there are none."""
        ranking = self.criteria_set.ranking
        values = {name: ranked_value(result, ranking) for name, result in self.results.items() if name != unit}
        known = {name: value for name, value in values.items() if value is not None}
        return known or None


def read_round(rulebook: str, figures: str, year: int | None, group: str | None, language: Language) -> Round:
    """The rulebook and the figures that two arguments name. Raises ``Stop`` when either cannot be used."""
    criteria_set = read_rulebook(rulebook, language)
    content = read_file(figures, language)
    try:
        table = read_figures(content, file_name=Path(figures).name, criteria_set=criteria_set)
    except TableRefused as refused:
        raise Stop(of_table(refused.faults, language), UNREADABLE) from refused
    compiled = compile_set(criteria_set, year=assessed_year(criteria_set, year, language), group=group)
    return Round(criteria_set, compiled, table, language)
