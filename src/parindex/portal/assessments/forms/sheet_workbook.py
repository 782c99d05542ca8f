"""The sheet as a workbook to fill without a connection."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.engine_bridge import EntryBox
from parindex.portal.assessments.engine_bridge.sheet_files import CellKind, SheetBox, SheetFile, SheetHeading, SheetLeaf
from parindex.portal.assessments.forms.sheet_row import ShownBox, never_word, row_boxes, titled
from parindex.portal.assessments.queries.self_sheets import LeafRow, SelfSheet


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
    choices = [title for _code, title in shown.choices] or ([never_word()] if box.kind == "never" else [])
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
        return never_word()
    return titled(shown, shown.text) if cell is None else cell
