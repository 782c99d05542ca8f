"""Save many rows of a sheet at once, from a pasted block or an uploaded workbook; every row gets its own answer.

The preview is the same act without its writing, so that what is looked at and what is saved are judged in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db import transaction

from parindex.engine.scoring.values import Outcome
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_self_assessment_inputs import RowConflict, SheetDesk
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@dataclass(frozen=True, slots=True)
class SheetRowTexts:
    """One row as it came. ``texts``: box → text; ``place``: where it stands in the block or file; ``cells``: box → its
    cell there; ``faults``: what stood there and could not be read, with its cell.
    """

    leaf: str
    texts: Mapping[str, str]
    note: str | None = None
    row_version: int | None = None
    place: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[tuple[str, engine_bridge.BoxProblem]] = ()


class RowResult(StrEnum):
    """What became of a row; the words are ``row_result.<result>``."""

    READY = "ready"
    """Nothing stands in the way of saving it: only when it was looked at."""
    SAVED = "saved"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The answer to one row. ``code`` and ``values``: why it was refused or in conflict; ``contradiction``: the outcome
    of figures that contradict each other.
    """

    row: SheetRowTexts
    result: RowResult
    points: Decimal | None = None
    problems: Mapping[str, engine_bridge.BoxProblem] = field(default_factory=dict)
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    contradiction: Outcome | None = None


@transaction.atomic
def save_sheet_rows(
    *, actor: User | None, round_unit: RoundUnit, rows: Sequence[SheetRowTexts], dry_run: bool = False
) -> tuple[RowAnswer, ...]:
    """Save the rows one after the other; a row that cannot be saved does not stop the others.

    A row is saved whole or not at all: one wrong cell and nothing of it is written. ``dry_run``: answer, write nothing.
    Raises ``NotAllowed``, and ``ActionRefused`` when the stage is closed or the sheet is not being drafted.
    """
    desk = SheetDesk(actor, round_unit)
    return tuple(_answer(desk, row, dry_run=dry_run) for row in rows)


def _answer(desk: SheetDesk, row: SheetRowTexts, *, dry_run: bool) -> RowAnswer:
    write = not dry_run and not row.faults
    try:
        saved = desk.save(row.leaf, row.texts, row.note, row.row_version, whole=True, write=write)
    except RowConflict as conflict:
        return RowAnswer(row, RowResult.CONFLICT, conflict.standing.points, {}, conflict.code, conflict.values)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return RowAnswer(row, RowResult.REFUSED, None, {}, refused.code, refused.values)
    points = saved.outcome.points
    if saved.problems or saved.refused is not None or row.faults:
        return RowAnswer(row, RowResult.WRONG, points, saved.problems, contradiction=saved.refused)
    if not saved.changed:
        return RowAnswer(row, RowResult.UNCHANGED, points)
    return RowAnswer(row, RowResult.READY if dry_run else RowResult.SAVED, points)
