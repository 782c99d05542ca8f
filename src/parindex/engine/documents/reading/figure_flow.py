"""All figures of a document, paragraph by paragraph: which paragraphs have any, and what a lead-in carries on."""

from __future__ import annotations

from dataclasses import dataclass

from parindex.engine.documents.reading.figures_reading import FigureReader, is_lead_in, whole_of
from parindex.engine.documents.reading.model import Counter, Figure
from parindex.engine.documents.reading.parts import DocumentParts
from parindex.engine.documents.reading.purposes import Purpose, concludes
from parindex.engine.documents.reading.table_reading import read_table
from parindex.engine.documents.reading.tree import Placed, Tree

_SHORT = 60


@dataclass(slots=True)
class _Carried:
    """The figure whose parts the next paragraphs are, and the kind of paragraph that they begin with."""

    parent: Figure | None = None
    counter: Counter | None = None
    started: bool = False

    def for_next(self, placed: Placed) -> str | None:
        """The parent of this paragraph's first figure."""
        if self.parent is None:
            return None
        counter = placed.flow.marker.counter if placed.flow.marker else None
        if not self.started:
            self.started, self.counter = True, counter
        if counter is not self.counter or placed.is_heading:
            self.parent = None
        if self.parent is None or not self._fits(placed):
            return None
        return self.parent.id

    def _fits(self, placed: Placed) -> bool:
        """A bare paragraph is a part only when it is short and begins with the name of its figure."""
        return self.counter is not None or ":" in placed.flow.text[:_SHORT]


def read_figures(
    reader: FigureReader, parts: DocumentParts, tree: Tree, skip: frozenset[str], tasks: frozenset[str]
) -> None:
    """Read every figure. ``skip``: paragraphs whose numbers are targets; ``tasks``: those that are tasks."""
    for flow in parts.bases:
        reader.read(flow)
    carried = _Carried()
    for placed in tree.placed:
        if placed.flow.table is not None:
            read_table(reader, placed)
            continue
        if placed.paragraph in skip or not _tells(placed, tree, tasks):
            carried = _Carried()
            continue
        parent = carried.for_next(placed)
        section = placed.section.id if placed.section else None
        found = reader.read(placed.flow, parent=parent, section=section, paragraph=placed.paragraph)
        if is_lead_in(placed.flow.text) and found:
            carried = _Carried(whole_of(found))
    for flow in parts.notes:
        note = f"{reader.prefix}n{flow.footnote}"
        parent = reader.mark_split(flow.footnote or 0, note)
        reader.read(flow, parent=parent, all_parts=True, footnote=note)


def _tells(placed: Placed, tree: Tree, tasks: frozenset[str]) -> bool:
    """Whether a paragraph tells results; of what minutes conclude, all that gives nobody anything to do."""
    if tree.purpose(placed) is Purpose.RESULTS:
        return True
    concluded = any(concludes(each, tree.document_type) for each in tree.ancestors(placed.section))
    return concluded and placed.paragraph not in tasks
