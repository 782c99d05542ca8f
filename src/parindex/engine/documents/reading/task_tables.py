"""Tables that give out work: an annex with task, lead, co-operating units, deadline and product by column."""

from __future__ import annotations

import re
from typing import NamedTuple

from parindex.engine.documents.reading.assigned_units import units_listed
from parindex.engine.documents.reading.deadlines import last_day
from parindex.engine.documents.reading.letters import without_marks
from parindex.engine.documents.reading.model import Cell, Said, Task, TaskKind
from parindex.engine.documents.reading.source_text import RawTable
from parindex.engine.documents.reading.table_reading import header_rows
from parindex.engine.documents.reading.words import ReadingWords

_COLUMNS = (
    ("cooperating", re.compile(r"phoi hop")),
    ("lead", re.compile(r"chu tri|co quan thuc hien|don vi thuc hien|phu trach|bo phan thuc hien|tham muu")),
    ("deadline", re.compile(r"thoi (?:gian|han)|tien do|hoan thanh")),
    ("product", re.compile(r"san pham|ket qua dau ra|ket qua|dau ra")),
    ("task", re.compile(r"nhiem vu|noi dung|cong viec|hoat dong|giai phap")),
)
"""What a column holds, by its head; the first that fits: "Thời gian hoàn thành nhiệm vụ" is a deadline."""


class TaskTable(NamedTuple):
    """Which column of a table holds what."""

    table: RawTable
    heads: int
    columns: dict[str, int]


def task_table(table: RawTable) -> TaskTable | None:
    """The table as one that gives out work, ``None`` when it has no column of tasks, or none of who or when."""
    heads = header_rows(table)
    columns: dict[str, int] = {}
    for cell in sorted(table.cells, key=lambda each: (each.row, each.column)):
        if cell.row >= heads:
            continue
        folded = " ".join(without_marks(cell.text).split())
        name = next((name for name, words in _COLUMNS if words.search(folded)), None)
        if name is not None and cell.column not in columns.values():
            columns.setdefault(name, cell.column)
    if "task" not in columns or not {"lead", "deadline"} & columns.keys():
        return None
    return TaskTable(table, heads, columns)


def tasks_of_table(
    found: TaskTable, words: ReadingWords, *, prefix: str, first: int, section: str | None, paragraph: str
) -> list[Task]:
    """One task a row; rows that name neither who nor when are heads of groups. ``first``: number of the first id."""
    cells = {(each.row, each.column): each for each in found.table.cells}
    tasks: list[Task] = []
    for row in range(found.heads, found.table.rows):
        own = {name: cells.get((row, column)) for name, column in found.columns.items()}
        what = own["task"]
        if what is None or not (own.get("lead") or own.get("deadline")) or what.column_span > 1:
            continue
        deadline = own.get("deadline")
        product = own.get("product")
        tasks.append(
            Task(
                id=f"{prefix}k{first + len(tasks)}",
                kind=TaskKind.DO,
                text=" ".join(what.text.split()),
                leads=units_listed(_text(own.get("lead")), words),
                cooperating=units_listed(_text(own.get("cooperating")), words),
                product=_text(product) or None,
                deadline=Said(value=_text(deadline), passage=deadline.passage) if deadline else None,
                deadline_on=last_day(_text(deadline)),
                section=section,
                paragraph=paragraph,
                passage=what.passage,
            )
        )
    return tasks


def _text(cell: Cell | None) -> str:
    return "" if cell is None else " ".join(cell.text.split())
