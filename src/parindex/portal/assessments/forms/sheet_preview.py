"""What a pasted block or an uploaded workbook would do to the sheet: row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.values import Outcome
from parindex.portal.assessments.actions import RowAnswer, RowResult, SheetRowTexts
from parindex.portal.assessments.forms.incoming_rows import IncomingRows, boxes_in_order
from parindex.portal.assessments.forms.sheet_row import ShownBox, box_label, reading_words, row_boxes, titled
from parindex.portal.assessments.queries.opened_rows import OpenedRow
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet
from parindex.portal.platform.words import say

SEEN, KEEP, MINE, THEIRS = "phien-", "giu-", "toi", "ho"
"""Fields of a preview: the row's version that was looked at; of a conflict, the side that the person keeps."""
Look = Callable[[Sequence[SheetRowTexts]], Sequence[RowAnswer]]


@dataclass(frozen=True, slots=True)
class Change:
    """One box. ``opened``: as the workbook was made with, of rows in conflict only."""

    label: str
    before: str
    after: str
    opened: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong. ``cell``: in a file; ``column``: the box; ``value``: what stands there."""

    cell: str
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row. ``row``: None where the sheet has no such row, or another body scores it."""

    incoming: SheetRowTexts
    result: RowResult
    title: str
    row: LeafRow | None
    points: Decimal | None
    changes: Sequence[Change] = ()
    remarks: Sequence[Remark] = ()
    contradiction: Outcome | None = None

    @property
    def leaf(self) -> Node | None:
        """The leaf of the criteria set, which names the figures of a contradiction."""
        return self.row.ready.leaves[self.row.node.code].leaf if self.row else None

    @property
    def keeps(self) -> str:
        """Name of the choice of a conflict."""
        return f"{KEEP}{self.incoming.leaf}"

    @property
    def seen(self) -> str:
        """Name of the field with the version that was looked at."""
        return f"{SEEN}{self.incoming.leaf}"


@dataclass(frozen=True, slots=True)
class IgnoredCell:
    """A filled cell of which nothing is taken. ``row``: whose figure the system holds, or whose explanation it is."""

    place: str
    remark: Remark
    row: LeafRow | None


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """All rows, by what would become of them."""

    ready: list[PreviewRow] = field(default_factory=list)
    conflicts: list[PreviewRow] = field(default_factory=list)
    refused: list[PreviewRow] = field(default_factory=list)
    unchanged: list[LeafRow] = field(default_factory=list)
    ignored: list[IgnoredCell] = field(default_factory=list)

    @property
    def may_save(self) -> bool:
        """Whether there is anything that the button could save."""
        return bool(self.ready or self.conflicts)


def preview_of(standing: SelfSheet, incoming: IncomingRows, look: Look) -> SheetPreview:
    """``look``: judges rows without writing (``save_sheet_rows`` as a dry run)."""
    preview = SheetPreview()
    preview.unchanged.extend(standing.leaves[code] for code in incoming.unchanged)
    for each in incoming.ignored:
        text, why = str(each.problem.values["text"]), say(each.problem.code, each.problem.values)
        remark = Remark(each.cell, each.label, text, why)
        preview.ignored.append(IgnoredCell(each.place, remark, standing.leaves.get(each.leaf)))
    for answer in look(incoming.rows):
        row = standing.leaves.get(answer.row.leaf)
        if answer.result is RowResult.UNCHANGED and row is not None:
            preview.unchanged.append(row)
            continue
        shown = _shown(answer, row, incoming.opened.get(answer.row.leaf))
        kind = {RowResult.READY: preview.ready, RowResult.CONFLICT: preview.conflicts}
        kind.get(answer.result, preview.refused).append(shown)
    return preview


def _shown(answer: RowAnswer, row: LeafRow | None, opened: OpenedRow | None) -> PreviewRow:
    title = f"{row.node.number} {row.node.title}" if row else answer.row.leaf
    own = row if row is not None and row.self_scored else None
    boxes = {shown.box.name: shown for shown in row_boxes(own)} if own else {}
    return PreviewRow(
        incoming=answer.row,
        result=answer.result,
        title=title,
        row=own,
        points=answer.points,
        changes=_changes(answer.row, own, boxes, opened) if own else (),
        remarks=_remarks(answer, boxes),
        contradiction=answer.contradiction,
    )


def _changes(
    incoming: SheetRowTexts, row: LeafRow, boxes: Mapping[str, ShownBox], opened: OpenedRow | None
) -> list[Change]:
    before = opened.texts if opened else {}
    changes = []
    for name, text in incoming.texts.items():
        if name in boxes:
            shown = boxes[name]
            reading, after = reading_words(shown.box, text), titled(shown, text)
            after = f"{after} ({reading})" if reading else after
            changes.append(Change(shown.label, titled(shown, shown.text), after, titled(shown, before.get(name, ""))))
    if incoming.note is not None:
        changes.append(Change(_("Explanation"), row.note, incoming.note, opened.note if opened else ""))
    return changes


def _remarks(answer: RowAnswer, boxes: Mapping[str, ShownBox]) -> list[Remark]:
    incoming = answer.row
    remarks = [
        Remark(
            incoming.cells.get(name, ""),
            boxes[name].label if name in boxes else "",
            incoming.texts.get(name, ""),
            say(problem.code, problem.values),
        )
        for name, problem in answer.problems.items()
    ]
    for where, problem in incoming.faults:
        in_file = bool(incoming.cells) or "cell" in problem.values
        value = str(problem.values.get("text", ""))
        why = say(problem.code, problem.values)
        box = boxes.get(str(problem.values.get("box", "")))
        label = box.label if box is not None else ""
        remarks.append(Remark(where if in_file else "", label if in_file else where, value, why))
    if answer.code and answer.result is RowResult.REFUSED and not incoming.faults:
        remarks.append(Remark("", "", " · ".join(incoming.texts.values()), say(answer.code, answer.values)))
    return remarks


def chosen_rows(incoming: IncomingRows, sent: Mapping[str, str]) -> list[SheetRowTexts]:
    """The rows that are saved: those that were looked at, each with the version that was seen; of rows in conflict
    those whose figures in the file or block the person chose.
    """
    rows = []
    for row in incoming.rows:
        seen = sent.get(f"{SEEN}{row.leaf}", "")
        if row.faults or not seen.isdigit():
            continue
        in_conflict = row.row_version is not None and row.row_version != int(seen)
        if not in_conflict or sent.get(f"{KEEP}{row.leaf}") == MINE:
            rows.append(replace(row, row_version=int(seen)))
    return rows


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """How a line of a block looks: the row's number, then a cell for each box."""

    number: str
    title: str
    cells: Sequence[tuple[str, str]]
    """(name of the column, what could stand in it)."""

    @property
    def text(self) -> str:
        """The line as it is pasted."""
        return "\t".join([self.number, *(sample for _label, sample in self.cells)])


def example_lines(standing: SelfSheet, most: int | None = None) -> list[ExampleLine]:
    """The own rows with their columns, in printed order; rows that the system fills wholly ask for nothing."""
    lines = []
    for row in standing.own:
        boxes = [shown for shown in boxes_in_order(row) if shown.known is None]
        if boxes:
            cells = [(box_label(shown.box), _sample(shown)) for shown in boxes]
            lines.append(ExampleLine(row.node.number, row.node.title, cells))
    return lines[:most]


def _sample(shown: ShownBox) -> str:
    match shown.box.kind:
        case "date":
            return "24/01/2026"
        case "count":
            return "41" if shown.box.name.endswith("-tu") else "42"
        case "number":
            return "12,5"
        case _:
            return shown.choices[0][1] if shown.choices else ""
