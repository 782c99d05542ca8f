"""Rows on their way into the sheet: a block of cells pasted from Excel, or an uploaded workbook. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_sheet_rows import SheetRowTexts
from parindex.portal.assessments.engine_bridge import BoxProblem, EntryBox
from parindex.portal.assessments.engine_bridge.sheet_files import UNKNOWN_BOX, CellFault, FilledSheet, Place
from parindex.portal.assessments.forms.sheet_row import ShownBox, coded, row_boxes
from parindex.portal.assessments.queries.opened_rows import OpenedRow, opened_rows
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

MOST_LINES = 500


class Ignored(NamedTuple):
    """A cell that was filled where the sheet takes nothing. ``leaf`` is empty beside the rows; ``label``: the box."""

    leaf: str
    place: str
    cell: str
    label: str
    problem: BoxProblem


@dataclass(frozen=True, slots=True)
class IncomingRows:
    """What a block or a workbook says. ``unchanged``: codes of leaves of which it says what stands already;
    ``opened``: leaf → the row as the workbook was made from it, of rows that were saved since; ``ignored``: told only,
    the rest of such a row is saved.
    """

    rows: Sequence[SheetRowTexts]
    unchanged: Sequence[str] = ()
    opened: Mapping[str, OpenedRow] = field(default_factory=dict)
    ignored: Sequence[Ignored] = ()


def pasted_rows(standing: SelfSheet, block: str) -> IncomingRows:
    """The pasted lines. First cell: number or code of the row; the title may follow; then the figures in order.

    Raises ``ActionRefused`` for a block of more than ``MOST_LINES`` lines, and for an empty one.
    """
    lines = [line for line in block.splitlines() if line.strip()]
    if not lines:
        raise ActionRefused("assessments.block_empty")
    if len(lines) > MOST_LINES:
        raise ActionRefused("assessments.block_too_long", {"count": len(lines), "most": MOST_LINES})
    by_name = {name: row for row in standing.leaves.values() for name in (row.node.number, row.node.code)}
    rows: list[SheetRowTexts] = []
    unchanged: list[str] = []
    seen: dict[str, int] = {}
    for number, text in enumerate(lines, start=1):
        cells = [cell.strip() for cell in text.split("\t")]
        row, place = _named(by_name, cells[0]), _("pasted line %(line)s") % {"line": number}
        if row is None or not row.self_scored:
            rows.append(
                SheetRowTexts(row.node.code if row else cells[0][:60], {}, place=place, faults=_unknown(row, cells))
            )
            continue
        code = row.node.code
        line = _pasted(row, cells[1:])
        if code in seen:
            values = {"line": seen[code], "text": " · ".join(cells[1:])[:80]}
            line.faults[:] = [("", BoxProblem("assessments.block_row_twice", values))]
        seen.setdefault(code, number)
        if line.faults or line.texts:
            texts = {} if line.faults else line.texts
            rows.append(SheetRowTexts(code, texts, place=place, faults=line.faults))
        else:
            unchanged.append(code)
    return IncomingRows(rows, unchanged)


def _named(by_name: Mapping[str, LeafRow], cell: str) -> LeafRow | None:
    """The row that a first cell names: by its number or code, also with the title or its beginning after it."""
    number, _space, words = cell.partition(" ")
    row = by_name.get(cell) or by_name.get(number.rstrip("."))
    return row if row is None or fold(row.node.title).startswith(fold(words)) else None


def _unknown(row: LeafRow | None, cells: Sequence[str]) -> list[tuple[str, BoxProblem]]:
    """Why the line names no row that the unit scores."""
    text = " · ".join(cells)[:80]
    if row is None:
        return [("", BoxProblem("assessments.block_no_row", {"name": cells[0][:60], "text": text}))]
    values = {"leaf": row.node.number, "owner": row.node.owner_alias or "–", "text": text}
    return [("", BoxProblem("assessments.not_self_scored", values))]


class _Pasted(NamedTuple):
    """The texts of a line that differ from what stands, and what is wrong with it."""

    texts: dict[str, str]
    faults: list[tuple[str, BoxProblem]]


def _pasted(row: LeafRow, figures: Sequence[str]) -> _Pasted:
    if figures and fold(figures[0]) == fold(row.node.title):
        figures = figures[1:]
    while figures and not figures[-1]:
        figures = figures[:-1]
    boxes = boxes_in_order(row)
    open_boxes = [shown for shown in boxes if shown.known is None]
    line = _Pasted({}, [])
    if len(figures) > len(open_boxes) and len(figures) != len(boxes):
        values = {"count": len(figures), "boxes": len(open_boxes), "text": " · ".join(figures)[:80]}
        line.faults.append(("", BoxProblem("assessments.block_too_many_cells", values)))
        return line
    for shown, cell in zip(boxes if len(figures) == len(boxes) else open_boxes, figures, strict=False):
        if not cell:
            continue
        value = coded(shown, cell)
        if shown.known is not None:
            if not _says_the_same(shown, row, value):
                line.faults.append((shown.label, _known_stays(row, shown, cell)))
        elif not _says_the_same(shown, row, value):
            line.texts[shown.box.name] = value
    return line


def boxes_in_order(row: LeafRow) -> list[ShownBox]:
    """The boxes of a row in the order in which cells are pasted."""
    return [shown for shown in row_boxes(row) if shown.box.kind not in {"never", "situation"}]


def filled_rows(standing: SelfSheet, filled: FilledSheet) -> IncomingRows:
    """The rows of an uploaded workbook. Raises ``ActionRefused`` for the workbook of another round, unit or set."""
    _of_this_sheet(standing, filled)
    faults = _faults(standing, filled)
    texts: dict[str, dict[str, str]] = {}
    cells: dict[str, dict[str, str]] = {}
    places: dict[str, str] = {}
    for cell in filled.boxes:
        texts.setdefault(cell.leaf, {})[cell.box] = cell.text
        cells.setdefault(cell.leaf, {})[cell.box] = cell.cell
        places.setdefault(cell.leaf, _place(cell.place))
    for code, found in faults.items():
        places.setdefault(code, _place(found[0].place))
    opened, ignored = opened_rows(standing, filled.versions), _ignored(standing, filled)
    rows: list[SheetRowTexts] = []
    unchanged: list[str] = []
    for code in dict.fromkeys([*texts, *filled.notes, *faults]):
        row, own, note = standing.leaves.get(code), texts.get(code, {}), filled.notes.get(code)
        if row is not None:
            own = {name: text for name, text in own.items() if filled.made_with.get((code, name)) != text}
            own, note = _changed(row, own, opened.get(code)), _new_note(row, note, opened.get(code))
        wrong = [(str(fault.values["cell"]), _told(fault)) for fault in faults.get(code, ())]
        wrong += _other_units(row, own, filled) if row is not None else []
        if own or note is not None or row is None or wrong:
            version = filled.versions.get(code, 0)
            rows.append(SheetRowTexts(code, own, note, version, places.get(code, ""), cells.get(code, {}), wrong))
        elif all(each.leaf != code for each in ignored):
            unchanged.append(code)
    return IncomingRows(rows, unchanged, opened, ignored)


def _of_this_sheet(standing: SelfSheet, filled: FilledSheet) -> None:
    round_ = standing.member.round
    if filled.round_id != round_.public_id:
        raise ActionRefused("assessments.sheet_of_other_round", {"title": round_.title})
    if filled.unit_id != standing.member.unit.public_id:
        raise ActionRefused("assessments.sheet_of_other_unit", {"unit": standing.member.name})
    if filled.set_hash != round_.set_version.hash:
        raise ActionRefused("assessments.sheet_of_other_set", {"title": round_.title})


def _place(place: Place) -> str:
    return _("sheet “%(sheet)s”, row %(row)s") % {"sheet": place.sheet, "row": place.row}


def _faults(standing: SelfSheet, filled: FilledSheet) -> dict[str, list[CellFault]]:
    """Leaf code → cells that are no figure, those of known figures left out; and figures that the row does not ask."""
    found: dict[str, list[CellFault]] = {}
    for fault in filled.faults:
        row = standing.leaves.get(fault.leaf)
        if row is None or not any(each.box.name == fault.box and each.known for each in row_boxes(row)):
            found.setdefault(fault.leaf, []).append(fault)
    for cell in filled.boxes:
        row = standing.leaves.get(cell.leaf)
        if row is not None and all(each.box.name != cell.box for each in row_boxes(row)):
            values = {"cell": cell.cell, "text": cell.box[:80]}
            fault = CellFault(cell.leaf, cell.box, cell.place, UNKNOWN_BOX, values)
            found.setdefault(cell.leaf, []).append(fault)
    return found


def _ignored(standing: SelfSheet, filled: FilledSheet) -> list[Ignored]:
    """Cells over figures of the system that say something else, and those beside the rows; in the order of the file.

    A cell that says what the workbook was made with was typed by nobody, though the system may know better since.
    """
    found = [(each.place.row, Ignored(each.leaf, _place(each.place), str(each.values["cell"]), "", _told(each)))
             for each in filled.ignored]  # fmt: skip
    typed = [(each.leaf, each.box, each.place, each.cell, each.text) for each in filled.boxes]
    typed += [
        (each.leaf, each.box, each.place, str(each.values["cell"]), str(each.values["text"])) for each in filled.faults
    ]
    for leaf, box, place, cell, text in typed:
        row = standing.leaves.get(leaf)
        if row is None or not row.known or filled.made_with.get((leaf, box)) == text:
            continue
        for shown in row_boxes(row):
            if shown.box.name == box and shown.known is not None and not _says_the_same(shown, row, coded(shown, text)):
                problem = _known_stays(row, shown, text)
                found.append((place.row, Ignored(leaf, _place(place), cell, shown.label, problem)))
    return [each for _row, each in sorted(found, key=lambda pair: pair[0])]


def _told(fault: CellFault) -> BoxProblem:
    return BoxProblem(fault.code, {**fault.values, "box": fault.box})


def _other_units(row: LeafRow, changed: Mapping[str, str], filled: FilledSheet) -> list[tuple[str, BoxProblem]]:
    """Changed figures beside which another unit was written: nobody can tell in which of them they count."""
    units = {shown.box.name: shown.box.unit for shown in row_boxes(row)}
    return [
        (
            cell.cell,
            BoxProblem(
                "assessments.figure_in_other_unit",
                {"text": cell.text, "unit": cell.unit, "own": units[cell.box], "box": cell.box},
            ),
        )
        for cell in filled.boxes
        if cell.leaf == row.node.code and cell.box in changed and cell.unit and fold(cell.unit) != fold(units[cell.box])
    ]


def _known_stays(row: LeafRow, shown: ShownBox, text: str) -> BoxProblem:
    """What the system holds instead of the typed text, and how it is disputed."""
    assert shown.known is not None
    values = {
        "text": text,
        "held": f"{shown.text} {shown.box.unit}".rstrip(),
        "source": shown.known.version.source_title,
        "as_of": shown.known.as_of,
        "leaf": row.node.number,
    }
    return BoxProblem("assessments.known_figure", values)


def _changed(row: LeafRow, texts: Mapping[str, str], opened: OpenedRow | None) -> dict[str, str]:
    """The cells that say something else than the sheet; known figures are left out, and cells that nobody touched since
    the workbook was made.
    """
    changed: dict[str, str] = {}
    for shown in row_boxes(row):
        text = texts.get(shown.box.name, "")
        if not text or shown.known is not None:
            continue
        value = "1" if shown.box.kind == "never" else coded(shown, text)
        untouched = opened is not None and _was(opened, shown.box, value)
        if not untouched and not _says_the_same(shown, row, value):
            changed[shown.box.name] = value
    return changed


def _new_note(row: LeafRow, note: str | None, opened: OpenedRow | None) -> str | None:
    return None if note == row.note or (opened is not None and note == opened.note) else note


def _says_the_same(shown: ShownBox, row: LeafRow, text: str) -> bool:
    """1306 and 1.306 are one figure."""
    if text == shown.text:
        return True
    value = shown.known.value if shown.known is not None else row.inputs.get(shown.box.input_code)
    return engine_bridge.same_figure(shown.box, value, text)


def _was(opened: OpenedRow, box: EntryBox, text: str) -> bool:
    """Whether a cell still holds what the workbook was made with."""
    before = opened.texts.get(box.name, "")
    return before == text or engine_bridge.same_figure(box, opened.inputs.get(box.input_code), text)
