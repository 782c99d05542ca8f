"""The section tree: depth from the kind of number and its parent, never from marks of emphasis."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.model import Counter, Paragraph, Section
from parindex.engine.documents.reading.purposes import Purpose, asks, purpose_of

_RANK = {
    Counter.PART: 0,
    Counter.ANNEX: 0,
    Counter.ROMAN: 1,
    Counter.ARTICLE: 1,
    Counter.ARABIC: 2,
    Counter.CLAUSE: 2,
    Counter.ARABIC_2: 3,
    Counter.ARABIC_3: 4,
    Counter.LETTER: 5,
    Counter.NUMBER_IN_BRACKETS: 6,
    Counter.STAR: 7,
    Counter.NAMED: 8,
}
_NAMED = re.compile(
    r"(?P<name>Lĩnh vực|Tiêu chí|Nhóm|Nội dung|Mục tiêu|Nhiệm vụ|Chỉ tiêu|Giải pháp)\s+(?P<number>\d{1,2})\s*[:.]\s*"
)


@dataclass(slots=True)
class Placed:
    """A paragraph of the body, the section it stands in and its id."""

    flow: Flow
    paragraph: str
    section: Section | None
    is_heading: bool = False


@dataclass(slots=True)
class Tree:
    """Sections and paragraphs in order."""

    sections: list[Section] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    by_id: dict[str, Section] = field(default_factory=dict)
    document_type: str | None = None
    asked: set[str] = field(default_factory=set)
    """Ids of the sections that a letter asks for."""

    def purpose(self, placed: Placed) -> Purpose:
        """What the section of a paragraph is for."""
        return purpose_of(self.ancestors(placed.section), self.document_type, self.asked)

    def ancestors(self, section: Section | None) -> list[Section]:
        """The section and those above it, innermost first."""
        chain = []
        while section is not None:
            chain.append(section)
            section = self.by_id.get(section.parent) if section.parent else None
        return chain


def build_tree(body: list[Flow], flows: Flows, prefix: str, document_type: str | None = None) -> Tree:
    """Sections and placed paragraphs of a body."""
    tree, stack = Tree(document_type=document_type), list[Section]()
    asked = False
    for at, flow in enumerate(body):
        section = None
        if flow.table is None and flow.marker is not None and flow.marker.counter in _RANK:
            section = _section(flow, flows, stack, f"{prefix}s{len(tree.sections) + 1}")
        elif flow.table is None and (named := _NAMED.match(flow.text, flow.body)):
            section = _named(flow, named, flows, stack, f"{prefix}s{len(tree.sections) + 1}")
        asked = asked or asks(flow.text, document_type)
        if section is not None:
            if asked and section.parent is None:
                tree.asked.add(section.id)
            tree.sections.append(section)
            tree.by_id[section.id] = section
            if not section.title and at + 1 < len(body) and _is_title(body[at + 1]):
                titled = section.model_copy(update={"title": " ".join(body[at + 1].text.split())})
                tree.sections[-1] = tree.by_id[titled.id] = stack[-1] = titled
        current = stack[-1] if stack else None
        tree.placed.append(Placed(flow, f"{prefix}p{at + 1}", current, section is not None))
    return tree


def _is_title(flow: Flow) -> bool:
    """The line under "Chương I" or "PHỤ LỤC"."""
    return flow.marker is None and flow.table is None and flow.text.strip().isupper()


def _section(flow: Flow, flows: Flows, stack: list[Section], identifier: str) -> Section:
    marker = flow.marker
    assert marker is not None  # the caller looked
    counter = marker.counter
    if counter is Counter.ARABIC and any(each.counter is Counter.ARTICLE for each in stack):
        counter = Counter.CLAUSE
    rank = _RANK[counter]
    while stack and _RANK[stack[-1].counter] >= rank:
        stack.pop()
    _leave_other_numbers(stack, counter, marker.number)
    title = " ".join(flow.text[marker.length :].split())
    return _push(stack, flow, flows, identifier, counter, marker.number, marker.printed, title)


def _leave_other_numbers(stack: list[Section], counter: Counter, number: tuple[int, ...]) -> None:
    """6.2 does not stand under 5."""
    if counter not in (Counter.ARABIC_2, Counter.ARABIC_3):
        return
    while stack and stack[-1].counter in (Counter.ARABIC, Counter.CLAUSE, Counter.ARABIC_2):
        if stack[-1].number == number[: len(stack[-1].number)]:
            return
        stack.pop()


def _named(flow: Flow, match: re.Match[str], flows: Flows, stack: list[Section], identifier: str) -> Section:
    while stack and _RANK[stack[-1].counter] >= _RANK[Counter.NAMED]:
        stack.pop()
    title = " ".join(flow.text[match.end() :].split())
    number = (int(match["number"]),)
    return _push(stack, flow, flows, identifier, Counter.NAMED, number, match[0].strip(), title)


def _push(
    stack: list[Section],
    flow: Flow,
    flows: Flows,
    identifier: str,
    counter: Counter,
    number: tuple[int, ...],
    printed: str,
    title: str,
) -> Section:
    parent = stack[-1] if stack else None
    own = printed.strip(" .:)/(") or "*"
    label = own if parent is None else f"{parent.label}.{_below(parent, own)}"
    section = Section(
        id=identifier,
        counter=counter,
        number=number,
        printed=printed,
        label=label,
        title=title,
        parent=parent.id if parent else None,
        depth=len(stack) + 1,
        passage=flows.whole(flow),
    )
    stack.append(section)
    return section


def _below(parent: Section, own: str) -> str:
    """``2.1`` under ``2`` adds ``1`` only."""
    last = parent.printed.strip(" .:)/(")
    return own[len(last) + 1 :] if own.startswith(last + ".") else own


def paragraphs_of(tree: Tree, flows: Flows) -> tuple[Paragraph, ...]:
    """The paragraphs as they are given out."""
    return tuple(
        Paragraph(
            id=each.paragraph,
            text=" ".join(each.flow.text.split()),
            counter=each.flow.marker.counter if each.flow.marker else None,
            section=each.section.id if each.section else None,
            passages=flows.pieces_of(each.flow),
        )
        for each in tree.placed
        if each.flow.table is None
    )
