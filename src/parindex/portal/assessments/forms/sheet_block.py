"""A block of cells pasted from Excel, or an uploaded workbook, as rows of the sheet; and what they would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from parindex.engine.scoring.values import Value
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.save_sheet_rows import SheetRowTexts
from parindex.portal.assessments.engine_bridge import BoxProblem, EntryBox
from parindex.portal.assessments.engine_bridge.sheet_files import (
    UNKNOWN_BOX,
    CellFault,
    CellKind,
    FilledSheet,
    Place,
    SheetBox,
    SheetFile,
    SheetHeading,
    SheetLeaf,
)
from parindex.portal.assessments.forms.sheet_row import ShownBox, reading_words, row_boxes
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say

MOST_LINES = 500


@dataclass(slots=True)
class BlockLine:
    """One pasted line: the row found, old → new of each box, or why it is left out."""

    place: int
    text: str
    row: LeafRow | None = None
    texts: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """(label, before, after) of the boxes that change."""
    problems: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether confirming saves something of it."""
        return self.row is not None and bool(self.changes)


def block_lines(standing: SelfSheet, block: str) -> list[BlockLine]:
    """The pasted lines. First cell: number or code of the row; the title may follow; then the figures in order."""
    by_name = {name: row for row in standing.own for name in (row.node.number, row.node.code)}
    lines = [line for line in block.splitlines() if line.strip()][:MOST_LINES]
    found = [_line(place, line, by_name) for place, line in enumerate(lines, start=1)]
    seen: dict[str, int] = {}
    for each in found:
        if each.row is not None and each.row.node.code in seen:
            each.problems.append(_("the same row stands in line %(line)s already") % {"line": seen[each.row.node.code]})
            each.row, each.texts, each.changes = None, {}, []
        elif each.row is not None:
            seen[each.row.node.code] = each.place
    return found


def _line(place: int, text: str, by_name: Mapping[str, LeafRow]) -> BlockLine:
    cells = [cell.strip() for cell in text.split("\t")]
    line = BlockLine(place, text, by_name.get(cells[0]))
    if line.row is None:
        line.problems.append(_("there is no row “%(name)s” that the unit scores") % {"name": cells[0][:60]})
        return line
    figures = cells[1:]
    if figures and fold(figures[0]) == fold(line.row.node.title):
        figures = figures[1:]
    boxes = [shown for shown in row_boxes(line.row) if shown.box.kind not in {"never", "situation"}]
    open_boxes = [shown for shown in boxes if shown.known is None]
    while figures and not figures[-1]:
        figures = figures[:-1]
    if len(figures) > len(boxes) or (len(figures) > len(open_boxes) and len(figures) != len(boxes)):
        line.problems.append(_("more cells than boxes"))
        return line
    wanted = boxes if len(figures) == len(boxes) else open_boxes
    for shown, cell in zip(wanted, figures, strict=False):
        _fill(line, shown, cell)
    line.problems += _problems(line.row, line.texts)
    return line


def _fill(line: BlockLine, shown: ShownBox, cell: str) -> None:
    if not cell:
        return
    if shown.known is not None:
        if cell != shown.text:
            line.problems.append(say("assessments.known_figure"))
        return
    value = coded(shown, cell)
    if value != shown.text:
        line.texts[shown.box.name] = value
        reading = reading_words(shown.box, cell)
        line.changes.append((shown.label, titled(shown, shown.text), f"{cell} ({reading})" if reading else cell))


def coded(shown: ShownBox, text: str) -> str:
    """A choice's title → its code; every other text as it is."""
    for code, title in shown.choices:
        if fold(title) == fold(text):
            return code
    return text


def titled(shown: ShownBox, text: str) -> str:
    """A choice's code → its title."""
    return dict(shown.choices).get(text, text)


def _problems(row: LeafRow, texts: Mapping[str, str]) -> list[str]:
    ready = row.ready.leaves[row.node.code]
    known: dict[str, Value] = {code: figure.value for code, figure in row.known.items()}
    reading = engine_bridge.read_entry(ready.leaf, dict(row.unfinished) | dict(texts), row.inputs, known)
    return [say(problem.code, problem.values) for problem in reading.problems.values()]


def block_rows(lines: Iterable[BlockLine], versions: Mapping[str, str]) -> list[SheetRowTexts]:
    """What is saved after confirmation. ``versions``: of the rows when the preview was made."""
    return [
        SheetRowTexts(
            line.row.node.code,
            line.texts,
            row_version=_number(versions.get(f"phien-{line.row.node.code}", "")),
            place=str(line.place),
        )
        for line in lines
        if line.counts and line.row is not None
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def sheet_file(standing: SelfSheet) -> SheetFile:
    """The sheet as a workbook to fill without a connection."""
    round_ = standing.member.round
    lines = (
        _("Self-assessment sheet: %(unit)s") % {"unit": standing.member.name},
        round_.title + (f" · {_('Simulated data')}" if round_.simulated else ""),
        _("Fill the white cells only. An empty cell keeps what the system has. Deadline: %(ends)s")
        % {"ends": standing.countdown.values["ends"] or "–"},
    )
    return SheetFile(
        round_id=round_.public_id,
        unit_id=standing.member.unit.public_id,
        set_hash=round_.set_version.hash,
        sheet_name=_("Sheet"),
        lines=lines,
        rows=tuple(
            _leaf(row) if isinstance(row, LeafRow) else SheetHeading(row.node.number, row.node.title, row.maximum)
            for row in standing.rows
            if not isinstance(row, LeafRow) or row.self_scored
        ),
    )


def _leaf(row: LeafRow) -> SheetLeaf:
    leaf = row.ready.leaves[row.node.code].leaf
    boxes = tuple(_box(row, shown) for shown in row_boxes(row) if shown.box.kind != "never" or not row.known)
    number, title = row.node.number, row.node.title
    assert leaf.inputs or boxes
    return SheetLeaf(row.node.code, number, title, row.maximum, row.row_version, boxes, row.note)


def _box(row: LeafRow, shown: ShownBox) -> SheetBox:
    box = shown.box
    choices = [title for _code, title in shown.choices] or ([_never()] if box.kind == "never" else [])
    source = shown.problem
    if shown.known is not None:
        source = _("From %(source)s; not overwritten") % {"source": shown.known.version.source_title}
    return SheetBox(
        code=box.name,
        label=shown.label,
        kind=_kind(box),
        value=_value(row, shown),
        unit=box.unit,
        source=source or box.hint,
        locked=shown.known is not None,
        choices=tuple(choices),
    )


def _kind(box: EntryBox) -> CellKind:
    match box.kind:
        case "count" | "number" | "date":
            return box.kind
        case _:
            return "list"


def _never() -> str:
    return _("Not done at all")


def _value(row: LeafRow, shown: ShownBox) -> Decimal | date | str | None:
    """The cell: a number or a day where the text is one, else the text."""
    box = shown.box
    if not shown.text:
        return None
    if box.name in row.unfinished:
        return shown.text
    value = row.inputs.get(box.input_code)
    cell = engine_bridge.cell_of(box, value)
    if box.kind == "never":
        return _never()
    return titled(shown, shown.text) if cell is None else cell


def filled_rows(standing: SelfSheet, filled: FilledSheet) -> list[SheetRowTexts]:
    """The rows of an uploaded workbook. Raises ``ActionRefused`` for the workbook of another round, unit or set."""
    round_ = standing.member.round
    if filled.round_id != round_.public_id:
        raise ActionRefused("assessments.sheet_of_other_round", {"title": round_.title})
    if filled.unit_id != standing.member.unit.public_id:
        raise ActionRefused("assessments.sheet_of_other_unit", {"unit": standing.member.name})
    if filled.set_hash != round_.set_version.hash:
        raise ActionRefused("assessments.sheet_of_other_set", {"title": round_.title})
    texts: dict[str, dict[str, str]] = {}
    cells: dict[str, dict[str, str]] = {}
    places: dict[str, str] = {}
    for cell in filled.boxes:
        texts.setdefault(cell.leaf, {})[cell.box] = cell.text
        cells.setdefault(cell.leaf, {})[cell.box] = cell.cell
        places.setdefault(cell.leaf, _place(cell.place))
    faults = _faults(standing, filled)
    rows = []
    for code in dict.fromkeys([*texts, *filled.notes, *faults]):
        row = standing.leaves.get(code)
        own = texts.get(code, {})
        if row is not None:
            own = _changed(row, own)
        note = filled.notes.get(code)
        if row is not None and note == row.note:
            note = None
        wrong = [(fault.values["cell"], BoxProblem(fault.code, fault.values)) for fault in faults.get(code, ())]
        if own or note is not None or row is None or wrong:
            place = places.get(code, "") or next((_place(fault.place) for fault in faults.get(code, ())), "")
            version = filled.versions.get(code)
            problems = [(str(where), problem) for where, problem in wrong]
            rows.append(SheetRowTexts(code, own, note, version, place, cells.get(code, {}), problems))
    return rows


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


def _changed(row: LeafRow, texts: Mapping[str, str]) -> dict[str, str]:
    """The cells that say something else than the sheet; known figures are left out."""
    changed: dict[str, str] = {}
    for shown in row_boxes(row):
        text = texts.get(shown.box.name, "")
        if not text or shown.known is not None:
            continue
        value = "1" if shown.box.kind == "never" else coded(shown, text)
        if value != shown.text and not _same_figure(shown.box, row, value):
            changed[shown.box.name] = value
    return changed


def _same_figure(box: EntryBox, row: LeafRow, text: str) -> bool:
    """1306 and 1.306 are one figure."""
    return engine_bridge.same_figure(box, row.inputs.get(box.input_code), text)
