"""Targets of many units from a workbook: each row by itself, with its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.set_target import TargetWords, set_target
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A row of the workbook; ``wrong``: code of what cannot be read, with its values, before anything is asked."""

    row: int
    unit: OrgUnit | None
    words: TargetWords | None
    wrong: str = ""
    values: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of a row: ``written``, ``unchanged``, or ``refused`` with its code."""

    row: int
    outcome: str
    code: str = ""
    values: Mapping[str, object] | None = None


def take_in_targets(*, actor: User | None, rows: Sequence[TargetRow]) -> tuple[RowAnswer, ...]:
    """Write every row that can be written; one answer a row, in their order."""
    return tuple(_answer(actor, each) for each in rows)


def _answer(actor: User | None, row: TargetRow) -> RowAnswer:
    if row.unit is None or row.words is None:
        return RowAnswer(row.row, "refused", row.wrong, row.values)
    try:
        _target, changed = set_target(actor=actor, unit=row.unit, words=row.words)
    except ActionRefused as refused:
        return RowAnswer(row.row, "refused", refused.code, refused.values)
    return RowAnswer(row.row, "written" if changed else "unchanged")
