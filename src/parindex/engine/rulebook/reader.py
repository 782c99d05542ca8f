"""Reads a criteria-set document and refuses a bad one with every reason at once.

The shape (pydantic) and the meaning (lint) are judged in the same run on the same tree: a wrong key in field 1 does
not hide a wrong sum in field 3.
"""

from __future__ import annotations

from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.faults import Fault, RulebookRefused, Severity
from parindex.engine.rulebook.lint_set import lint
from parindex.engine.rulebook.source_tree import SourceTree, read_source
from parindex.engine.rulebook.structure import check_structure


def read_criteria_set(content: bytes, *, source: str = "") -> CriteriaSet:
    """Read YAML or JSON bytes.

    Raises ``RulebookRefused`` with all errors; warnings do not refuse (see ``find_faults``). ``source`` is the name
    that the faults carry (a file name), nothing is opened.
    """
    criteria_set, faults = judge(read_source(content, source))
    errors = tuple(fault for fault in faults if fault.severity is Severity.ERROR)
    if errors or criteria_set is None:
        raise RulebookRefused(errors)
    return criteria_set


def find_faults(content: bytes, *, source: str = "") -> tuple[Fault, ...]:
    """Every error and warning of YAML or JSON bytes, in document order."""
    return judge(read_source(content, source))[1]


def judge(tree: SourceTree) -> tuple[CriteriaSet | None, tuple[Fault, ...]]:
    """Shape and meaning of a tree. The document comes back when its shape is whole, even if its meaning is not."""
    criteria_set = None
    if not tree.broken:
        criteria_set = check_structure(tree)
        lint(tree)
    return criteria_set, _in_order(tree.faults)


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    seen: dict[tuple[str, str, str | None], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.code, fault.path, fault.value), fault)
    return tuple(sorted(seen.values(), key=lambda fault: fault.line if fault.line is not None else 0))
