"""Which paragraphs of a file are which document, and which of them are head, body and foot."""

from __future__ import annotations

from dataclasses import dataclass, field

from parindex.engine.documents.reading import line_classes as lines
from parindex.engine.documents.reading.flows import Flow
from parindex.engine.documents.reading.model import Counter
from parindex.engine.documents.reading.words import ReadingWords

_HEADINGS = (Counter.ROMAN, Counter.ARTICLE, Counter.PART, Counter.ARABIC, Counter.ANNEX)
_LONGEST_HEAD = 40


@dataclass(slots=True)
class DocumentParts:
    """Paragraphs of one document. ``type_line``: the flow that names the type."""

    head: list[Flow] = field(default_factory=list)
    title: list[Flow] = field(default_factory=list)
    bases: list[Flow] = field(default_factory=list)
    body: list[Flow] = field(default_factory=list)
    foot: list[Flow] = field(default_factory=list)
    notes: list[Flow] = field(default_factory=list)
    type_name: str | None = None
    type_line: Flow | None = None
    attach_note: Flow | None = None
    authority: Flow | None = None
    subject: Flow | None = None
    addressed: list[Flow] = field(default_factory=list)


def type_of_line(flow: Flow, words: ReadingWords) -> str | None:
    """The type, when the paragraph is nothing but its name in capitals."""
    bare = flow.text.strip()
    if bare != bare.upper():
        return None
    return words.head_names.get(bare)


def split_documents(flows: list[Flow], words: ReadingWords) -> list[DocumentParts]:
    """The documents of a file; a second type line after a signature or end mark begins the next."""
    groups: list[list[Flow]] = [[]]
    typed = closed = False
    for at, flow in enumerate(flows):
        name = type_of_line(flow, words) if flow.footnote is None else None
        if name is not None and typed and (closed or _announced(flows, at)):
            groups.append([])
            closed = False
        typed = typed or name is not None
        closed = closed or lines.END_MARK.search(flow.text) is not None or bool(lines.RECIPIENTS.match(flow.text))
        groups[-1].append(flow)
    return [_parts(group, words) for group in groups if group]


def _announced(flows: list[Flow], at: int) -> bool:
    """Whether a note "(Kèm theo …)" stands within the next lines."""
    return any(lines.ATTACH_NOTE.match(flow.text) for flow in flows[at + 1 : at + 5])


def _parts(flows: list[Flow], words: ReadingWords) -> DocumentParts:
    parts = DocumentParts(notes=[flow for flow in flows if flow.footnote is not None])
    own = [flow for flow in flows if flow.footnote is None]
    at = _find_type(own, words, parts)
    parts.head = own[: at if parts.type_line is not None else 0]
    rest = own[at + 1 :] if parts.type_line is not None else own
    if parts.type_line is None:
        rest = _untyped_head(rest, parts)
    else:
        rest = _title(rest, parts)
    body, parts.foot = _cut_foot(rest)
    body = _bases(body, parts)
    parts.body = body
    return parts


def _find_type(own: list[Flow], words: ReadingWords, parts: DocumentParts) -> int:
    for at, flow in enumerate(own[:_LONGEST_HEAD]):
        if flow.marker is not None and flow.marker.counter in _HEADINGS:
            break
        name = type_of_line(flow, words)
        if name is not None:
            parts.type_name, parts.type_line = name, flow
            return at
    return 0


def _untyped_head(own: list[Flow], parts: DocumentParts) -> list[Flow]:
    """Head of a letter: everything up to "Kính gửi", or the leading lines that are number, place and subject."""
    last = -1
    for at, flow in enumerate(own[:_LONGEST_HEAD]):
        if lines.ADDRESSED.match(flow.text):
            parts.addressed, last = [flow], at
            for after in own[at + 1 :]:
                if after.marker is None or after.marker.counter is not Counter.BULLET:
                    break
                parts.addressed.append(after)
                last += 1
            break
        if lines.NUMBER_LINE.match(flow.text) or lines.PLACE_DATE.match(flow.text) or lines.SUBJECT.match(flow.text):
            last = at
    parts.head = own[: last + 1]
    for at, flow in enumerate(parts.head):
        if lines.SUBJECT.match(flow.text):
            parts.subject = flow
            parts.title = [flow, *_subject_rest(parts.head[at + 1 :])]
            parts.type_name = "Công văn"
    if parts.addressed and parts.type_name is None:
        parts.type_name = "Công văn"
    return own[last + 1 :]


def _subject_rest(after: list[Flow]) -> list[Flow]:
    rest = []
    for flow in after:
        if flow.text[:1].islower():
            rest.append(flow)
        else:
            break
    return rest


def _title(rest: list[Flow], parts: DocumentParts) -> list[Flow]:
    """Subject lines, authority and the note of attachment that follow the type."""
    at = 0
    while at < len(rest):
        flow, text = rest[at], rest[at].text.strip()
        if lines.ATTACH_NOTE.match(text):
            parts.attach_note = flow
        elif lines.AUTHORITY.match(text) and (parts.title or at > 0):
            parts.authority = flow
        elif not text.strip("-–—_*. ") or not _belongs_to_title(flow, parts.title):
            if text.strip("-–—_*. "):
                break
        else:
            parts.title.append(flow)
        at += 1
    return rest[at:]


def _belongs_to_title(flow: Flow, title: list[Flow]) -> bool:
    text = flow.text.strip()
    if flow.marker is not None or lines.BASIS.match(text) or lines.NUMBER_LINE.match(text) or len(text) > 400:
        return False
    if lines.PLACE_DATE.match(text):
        return False
    if not title:
        return not text.endswith((":", ";")) or len(text) < 200
    before = title[-1].text.strip()
    if len(title) >= 4 or before.endswith("."):
        return False
    continues = before.endswith((";", ",", "-", "–")) or text[0].islower() or text[0].isdigit() or text[0] in "(“"
    return continues or (before.isupper() and text.isupper())


def _cut_foot(rest: list[Flow]) -> tuple[list[Flow], list[Flow]]:
    """Body and foot; annexes after the signature belong to the body."""
    start = next((at for at, flow in enumerate(rest) if lines.RECIPIENTS.match(flow.text)), None)
    if start is None:
        start = _signature(rest)
    if start is None:
        return rest, []
    if start > 0 and _signature(rest[:start]) is not None and start - (_signature(rest[:start]) or 0) <= 4:
        start = _signature(rest[:start]) or start
    end = start + 1
    while end < len(rest) and not _is_annex(rest[end]):
        end += 1
    return rest[:start] + rest[end:], rest[start:end]


def _is_annex(flow: Flow) -> bool:
    return flow.table is not None or (flow.marker is not None and flow.marker.counter in (Counter.ANNEX, Counter.PART))


def _signature(rest: list[Flow]) -> int | None:
    """Where the capacity of the signer stands, followed within a few lines by a name, near the end."""
    for at, flow in enumerate(rest):
        if lines.POSITION.match(flow.text.strip()) and any(
            lines.NAME.match(after.text.strip()) for after in rest[at + 1 : at + 6]
        ):
            return at
    return None


def _bases(body: list[Flow], parts: DocumentParts) -> list[Flow]:
    """Paragraphs before the first heading that say what the document rests on."""
    at, seen = 0, False
    while at < len(body):
        flow = body[at]
        if flow.marker is not None and flow.marker.counter in _HEADINGS:
            break
        if lines.AUTHORITY.match(flow.text.strip()) and parts.authority is None and not seen:
            parts.authority = flow
        elif lines.BASIS.match(flow.text) or (seen and _goes_on(flow, body[at + 1 :])):
            parts.bases.append(flow)
            seen = True
        elif seen:
            break
        elif flow.text.strip().isupper():
            pass
        else:
            break
        at += 1
    while at < len(body) and _is_decision_word(body[at]):
        at += 1
    return body[at:]


def _goes_on(flow: Flow, after: list[Flow]) -> bool:
    """A basis without its word: it ends as a member of the list, and the list goes on."""
    more = any(lines.BASIS.match(each.text) for each in after[:3])
    return flow.marker is None and flow.text.rstrip().endswith((";", ",")) and more


def _is_decision_word(flow: Flow) -> bool:
    bare = flow.text.strip().rstrip(":").strip()
    return bare in ("QUYẾT ĐỊNH", "QUYẾT NGHỊ", "KẾT LUẬN", "CHỈ THỊ", "NGHỊ QUYẾT")
