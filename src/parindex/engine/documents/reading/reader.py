"""The door of reading: bytes of a file to what it says."""

from __future__ import annotations

from parindex.engine.documents.reading.citing import Citing, relation_of_basis
from parindex.engine.documents.reading.figure_flow import read_figures
from parindex.engine.documents.reading.figures_reading import FigureReader
from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.formats import open_file
from parindex.engine.documents.reading.heads import read_metadata
from parindex.engine.documents.reading.model import (
    Document,
    Doubt,
    DoubtCode,
    Footnote,
    Line,
    Metadata,
    Passage,
    Reading,
    Relation,
)
from parindex.engine.documents.reading.parts import DocumentParts, split_documents
from parindex.engine.documents.reading.recognised import Recognised
from parindex.engine.documents.reading.source_text import ReadingLimits, SourceText
from parindex.engine.documents.reading.table_reading import tables_of
from parindex.engine.documents.reading.targets import TargetReader
from parindex.engine.documents.reading.tasks import TaskReader
from parindex.engine.documents.reading.tree import Tree, build_tree, paragraphs_of
from parindex.engine.documents.reading.windows import read_windows, window_told
from parindex.engine.documents.reading.words import ReadingWords


def read_document(
    content: bytes,
    *,
    file_name: str,
    words: ReadingWords,
    limits: ReadingLimits | None = None,
    recognised: Recognised | None = None,
) -> Reading:
    """Read a plan, report, decision, letter … ``file_name`` is kept as the name and never decides what the file is.

    ``recognised``: text of pages that are pictures; ``None``: nobody tried, a scan is refused as one. Raises
    ``ReadingRefused`` when the file is none that can be read within ``limits``.
    """
    source = open_file(content, limits=limits or ReadingLimits(), recognised=recognised)
    return read_source(source, file_name=file_name, words=words)


def read_source(source: SourceText, *, file_name: str, words: ReadingWords) -> Reading:
    """Read lines that an adapter gave."""
    flows = Flows(source, words)
    groups = split_documents(flows.all(), words)
    documents: list[Document] = []
    doubts = list(source.doubts)
    for at, parts in enumerate(groups):
        document = _document(parts, flows, groups, at, words)
        if at and parts.attach_note is not None:
            document = document.model_copy(update={"attached_to": documents[0].id})
            documents[0] = _recover_number(documents[0], document)
        documents.append(document)
        doubts += _doubts(document)
    return Reading(
        file=file_name,
        format=source.format,
        pages=source.pages,
        recognised_pages=tuple(sorted(source.recognised)),
        lines=tuple(Line(number=at, text=text, page=source.page_of(at)) for at, text in enumerate(source.texts, 1)),
        documents=tuple(documents),
        repairs=tuple(sorted(flows.repairs, key=lambda each: (each.passage.line, each.passage.start))),
        doubts=(*doubts, *flows.doubts),
    )


def _document(
    parts: DocumentParts, flows: Flows, groups: list[DocumentParts], at: int, words: ReadingWords
) -> Document:
    prefix = f"d{at + 1}-"
    metadata = read_metadata(parts, flows, groups)
    tree = build_tree(parts.body, flows, prefix, parts.type_name)
    citing = _cite(parts, flows, words, prefix, metadata, tree)
    figures = FigureReader(flows, words, prefix, citing.spans)
    tasks = TaskReader(tree, flows, words, prefix, parts.type_name)
    tasks.read()
    targets = TargetReader(tree, flows, words, prefix, parts.type_name, citing.spans, tasks.tasks)
    given_out = frozenset(each.paragraph for each in tasks.tasks)
    read_figures(figures, parts, tree, targets.read(), given_out)
    windows, rules = read_windows(parts.body, flows, prefix)
    opening = [*parts.bases, *(each.flow for each in tree.placed if each.section is None)]
    if not windows and (told := window_told(opening, flows, prefix)) is not None:
        windows = (told,)
    flows.doubts += [*figures.doubts, *tasks.doubts]
    raws = [(n, flows.source.tables[n], each) for each in tree.placed if (n := each.flow.table) is not None]
    return Document(
        id=f"d{at + 1}",
        metadata=metadata,
        citations=tuple(citing.citations),
        sections=tuple(tree.sections),
        paragraphs=paragraphs_of(tree, flows),
        tasks=tuple(tasks.tasks),
        targets=tuple(targets.targets),
        figures=tuple(figures.figures),
        windows=windows,
        due_rules=rules,
        tables=tables_of(raws, prefix),
        footnotes=_footnotes(parts, flows, prefix),
    )


def _cite(
    parts: DocumentParts, flows: Flows, words: ReadingWords, prefix: str, metadata: Metadata, tree: Tree
) -> Citing:
    said = metadata.date
    citing = Citing(flows, words, prefix, said.date.whole if said else None)
    if parts.attach_note is not None:
        citing.read(parts.attach_note, relation=Relation.ATTACHED_TO)
    for flow in parts.bases:
        citing.read(flow, relation=relation_of_basis(flow))
    for each in tree.placed:
        section = each.section
        is_basis = section is not None and _speaks_of_bases(section.title)
        relation = Relation.BASIS if is_basis else Relation.REFERENCE
        citing.read(each.flow, relation=relation, section=section.id if section else None)
    citing.read_notes(parts.notes)
    return citing


def _speaks_of_bases(title: str) -> bool:
    return title.strip(" .:").lower() in ("cơ sở pháp lý", "căn cứ pháp lý", "căn cứ", "căn cứ xây dựng kế hoạch")


def _footnotes(parts: DocumentParts, flows: Flows, prefix: str) -> tuple[Footnote, ...]:
    marks: dict[int, list[Flow]] = {}
    for flow in [*parts.title, *parts.bases, *parts.body]:
        for number, _ in flow.marks:
            marks.setdefault(number, []).append(flow)
    notes: dict[int, list[Flow]] = {}
    for flow in parts.notes:
        notes.setdefault(flow.footnote or 0, []).append(flow)
    return tuple(
        Footnote(
            id=f"{prefix}n{number}",
            number=number,
            text="\n".join(" ".join(flow.text.split()) for flow in notes[number]) if number in notes else None,
            definition=tuple(flows.whole(flow) for flow in notes.get(number, ())),
            references=tuple(_mark(flow, number, flows) for flow in marks.get(number, ())),
        )
        for number in sorted(marks.keys() | notes.keys())
    )


def _mark(flow: Flow, number: int, flows: Flows) -> Passage:
    at = next(place for mark, place in flow.marks if mark == number)
    return flows.passage(flow, max(0, at - 1), max(1, at))


def _recover_number(outer: Document, attached: Document) -> Document:
    """The number of a decision whose slot is blank, where the note of its attachment names it."""
    note = next((each for each in attached.citations if each.relation is Relation.ATTACHED_TO and each.number), None)
    head = outer.metadata
    if note is None or head.number is not None or note.number is None:
        return outer
    digits, _, symbol = note.number.partition("/")
    if head.symbol is not None and head.symbol != symbol:
        return outer
    known = head.model_copy(update={"number": digits, "symbol": symbol, "number_recovered_from": note.passage})
    return outer.model_copy(update={"metadata": known})


def _doubts(document: Document) -> list[Doubt]:
    found = []
    if document.metadata.type is None:
        found.append(Doubt(code=DoubtCode.NO_TYPE))
    if not document.sections:
        found.append(Doubt(code=DoubtCode.NO_SECTIONS))
    return found
