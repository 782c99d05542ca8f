"""The rejects file: one line a refused row with its number, the reasons in words, and its columns that may be shown.

It can be mended and imported again: it has the headers of the export. What may hold a citizen's data is left out:
columns that are not mapped are not there; a cell is written only when it is a word of the vocabulary, reads as what its
column wants, is one short token without spaces, or is made by half of words of the column's vocabulary; a line that
could not be read has its number and reason only.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from parindex.engine.tables.layouts import CellKind, Layout, holds_personal
from parindex.engine.tables.row_checks import Reason, RowProblem, Setting, read_cell
from parindex.engine.tables.rows import fold
from parindex.engine.tables.writing import guarded
from parindex.lake.cell_forms import reason_values
from parindex.lake.mapping import FAMILY_NAMES
from parindex.lake.raw_rows import cell_texts
from parindex.wording import Language, sentence

ROW_HEADER: Mapping[Language, str] = {"vi": "Dòng", "en": "Row"}
WHY_HEADER: Mapping[Language, str] = {"vi": "Lý do", "en": "Reason"}
MOST_KNOWN = 100_000
MOST_WORDS_SHOWN = 8
_TOKEN = re.compile(r"[0-9A-Za-z./:_+\-]{1,40}( [0-9:.]{1,15})?", re.ASCII)
_UNIT_WORDS = frozenset(
    "ubnd xa phuong so ban phong trung tam thi tran dac khu chi cuc van phong co quan cong an buu dien".split()
)


class RejectsFile:
    """A CSV that is written as rows are refused; nothing is left behind when none was."""

    def __init__(
        self,
        path: Path,
        headers: Mapping[str, str],
        layout: Layout,
        setting: Setting,
        language: Language,
        unit_names: Mapping[str, str],
    ) -> None:
        """``unit_names``: code → name, written for units of rows that were read already."""
        self.unit_names = unit_names
        self.path, self.headers, self.layout, self.setting, self.language = path, headers, layout, setting, language
        self.counts: dict[Reason, int] = {}
        self.rows = 0
        self._known: dict[tuple[str, str], bool] = {}
        """Whether a text of a column may be shown; words repeat in rejects as in the file."""

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream, delimiter=";", lineterminator="\r\n")
        self._writer.writerow([ROW_HEADER[self.language], WHY_HEADER[self.language], *map(guarded, self.headers)])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if self.rows == 0 or kind is not None:
            self.path.unlink(missing_ok=True)

    def add(self, row: int, reasons: Sequence[Reason], cells: Mapping[str, str | None]) -> None:
        """List a refused row. ``cells``: layout column → text as read."""
        self.rows += 1
        for reason in reasons:
            self.counts[reason] = self.counts.get(reason, 0) + 1
        why = "; ".join(self.words(reason) for reason in reasons)
        shown = [guarded(self._shown(column, cells.get(column))) for column in self.headers.values()]
        self._writer.writerow([row, why, *shown])

    def add_unread(self, unread: Iterable[tuple[int, RowProblem]]) -> None:
        """List rows that could not be read."""
        for row, problem in unread:
            self.add(row, (Reason(problem, None),), {})

    def as_written(self, column: str, cells: pa.Array, local_hours: int) -> list[str | None]:
        """Typed cells as a person writes them: words for codes, names for units; both are read again."""
        texts = cell_texts(cells, local_hours)
        declared = self.layout.by_name[column]
        if declared.kind is CellKind.UNIT:
            return [None if text is None else self.unit_names.get(text, text) for text in texts]
        if declared.kind not in (CellKind.WORD, CellKind.YES_NO):
            return texts
        return [
            (self.layout.word_of(column, int(text)) or text) if text is not None and text.isdecimal() else text
            for text in texts
        ]

    def words(self, reason: Reason) -> str:
        """The sentence of a reason, naming the column as the file heads it."""
        header = next((header for header, column in self.headers.items() if column == reason.column), reason.column)
        return sentence(reason.code, reason_values(self.layout, reason.column, header), self.language)

    def _shown(self, column: str, text: str | None) -> str:
        if text is None:
            return ""
        known = self._known.get((column, text))
        if known is None:
            known = may_be_shown(self.layout, column, text, self.setting)
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[column, text] = known
        return text if known else ""


def may_be_shown(layout: Layout, column: str, text: str, setting: Setting) -> bool:
    """Whether a cell is certainly no citizen's data."""
    declared = layout.by_name[column]
    if holds_personal(text):
        return False
    if _TOKEN.fullmatch(text) is not None:
        return True
    if declared.kind is not CellKind.TEXT and not isinstance(read_cell(layout, declared, text, setting), RowProblem):
        return True
    if declared.kind is CellKind.WORD:
        return _is_like_a_word(text, layout.words(column) or {})
    return declared.kind is CellKind.UNIT and bool(_UNIT_WORDS & set(fold(text).split()[:2]))


def _is_like_a_word(text: str, known: Mapping[str, str]) -> bool:
    """Whether a text that is no word of the vocabulary is of its kind ("Đã chuyển xử lý"): no surname first, no capital
    after the first letter, half of its words stand in the vocabulary.
    """
    words, vocabulary = fold(text).split(), {part for word in known for part in word.split()}
    if len(words) > MOST_WORDS_SHOWN or not words or words[0] in FAMILY_NAMES or text[1:] != text[1:].lower():
        return False
    return 2 * sum(word in vocabulary for word in words) >= len(words)
