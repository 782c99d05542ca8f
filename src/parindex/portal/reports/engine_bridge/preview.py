"""A document as it will be printed, as text: head, words with their figures, recipients, signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from parindex.engine.documents.codes import DecisionCode, DocumentCode
from parindex.engine.documents.parts import Capacity, Recipients, Signature, SignatureRefused
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.engine.documents.templates.context import numbered_headings, roman
from parindex.engine.numbers.printing import show_date_in_words
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.engine_bridge import TemplateKind, figures_in_words, pieces_of, printed
from parindex.portal.reports.engine_bridge.figures import simulated_figures, source_of
from parindex.portal.reports.engine_bridge.given import (
    ADDRESSED,
    ANNEXES,
    ARTICLE,
    PLAN_ATTACHED,
    annex_of,
    lines_of,
    signature_of,
)
from parindex.portal.reports.models import BoundFigure, Draft
from parindex.tools.shipped_templates import page_layout
from parindex.wording import sentence

_UNKNOWN = "…"
_RUNNING = (TemplateKind.LETTER, TemplateKind.INVITATION)
"""Kinds whose sections are one run of paragraphs, without numbers."""
CENTRED, BOLD, ITALIC = "centred", "centred strong", "italic"


class ShownPiece(NamedTuple):
    """Words, or a figure with its source."""

    text: str
    source: str = ""
    stale: bool = False
    unknown: bool = False
    """A field that no bound figure fills."""
    simulated: bool = False


class ShownSection(NamedTuple):
    """A section as it will be printed, a paragraph a list of pieces. ``title``: what begins here is attached."""

    level: int
    heading: str
    paragraphs: Sequence[Sequence[ShownPiece]]
    title: str = ""


class ShownLine(NamedTuple):
    """A line before the sections. ``missing``: what belongs behind it is not given."""

    text: str
    look: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ShownAnnex:
    """The table on the landscape page, its rows as text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """Head and foot in their printed lines; an empty one is not given yet. Vietnamese, whatever the page's language."""

    parent: str
    issuer: Sequence[str]
    number: str
    state_name: str
    motto: str
    place_and_day: str
    title: str
    """Name of the kind; a letter has none, its subject stands under the number."""
    subject: Sequence[str]
    simulated: str
    before: Sequence[ShownLine]
    """To whom, on what grounds, when and where: what the kind has before its sections."""
    end: str
    """The sentence that ends the minutes."""
    recipients_label: str
    recipients: Sequence[str]
    archive: str
    signing: Sequence[str]
    """Lines of capacity and title; none where they are missing or contradict each other."""
    signer: str
    beside: Sequence[str]
    """Who signs beside: label and name of the secretary of a meeting."""


def shown_frame(draft: Draft) -> ShownFrame:
    """Head and foot, also of a document that cannot be printed yet."""
    head, kind = draft.head, TemplateKind(draft.kind)
    recipients = Recipients(tuple(lines_of(head.get("recipients", ""))), head.get("archive") or "VT")
    minutes, signature = kind is TemplateKind.MINUTES, signature_of(kind, head)
    number, place_and_day = _number_and_day(draft)
    return ShownFrame(
        parent=(head.get("parent") or "").upper(),
        issuer=[line.upper() for line in lines_of(head.get("issuer", ""))],
        number=number,
        state_name=sentence(DocumentCode.STATE_NAME, {}),
        motto=sentence(DocumentCode.MOTTO, {}),
        place_and_day=place_and_day,
        title="" if kind is TemplateKind.LETTER else sentence(f"template.title.{kind}", {}),
        subject=lines_of(draft.subject),
        simulated=sentence(TemplateCode.SIMULATED, {}) if draft.simulated else "",
        before=list(_before(kind, head)),
        end=sentence(TemplateCode.MINUTES_END, {"ends": head.get("ends") or _UNKNOWN}) + "./." if minutes else "",
        recipients_label=sentence(DocumentCode.RECIPIENTS, {}),
        recipients=recipients.lines,
        archive=sentence(DocumentCode.ARCHIVE, {"where": recipients.archive}),
        signing=_signing(signature),
        signer=signature["name"] or "",
        beside=(sentence(TemplateCode.SECRETARY_SIGNS, {}), head.get("secretary", "")) if minutes else (),
    )


def _number_and_day(draft: Draft) -> tuple[str, str]:
    """The two slots of the head: blank, or as the clerk filled them in the numbered file."""
    place, card = draft.head.get("place") or _UNKNOWN, draft.document
    if draft.numbered_id is None or card is None or card.issued_on is None:
        symbol = draft.head.get("symbol") or _UNKNOWN
        return sentence(DocumentCode.NUMBER_SLOT, {"symbol": symbol}), sentence(
            DocumentCode.DATE_SLOT, {"place": place}
        )
    said = {"place": place, "day": show_date_in_words(card.issued_on)}
    return sentence(DocumentCode.NUMBER_GIVEN, {"number": card.sign}), sentence(DocumentCode.DATE_GIVEN, said)


def _before(kind: TemplateKind, head: Mapping[str, str]) -> Iterator[ShownLine]:
    def line(code: str, name: str, look: str = "") -> ShownLine:
        given = "; ".join(lines_of(head.get(name, "")))
        body = " ".join(lines_of(head.get("issuer", ""))) or _UNKNOWN
        return ShownLine(sentence(code, {name: given or _UNKNOWN, "body": body}), look, not given)

    def listed(code: str, name: str) -> ShownLine:
        given = lines_of(head.get(name, ""))
        return ShownLine(f"{sentence(code, {})} {'; '.join(given)}", CENTRED, not given)

    if kind in ADDRESSED:
        yield listed(TemplateCode.ADDRESSED, "addressees")
    elif kind is TemplateKind.PLAN:
        yield from _bases(lines_of(head.get("legal_bases", "")))
    elif kind is TemplateKind.DECISION:
        yield ShownLine(head.get("authority", "").upper(), BOLD, not head.get("authority"))
        bases = lines_of(head.get("legal_bases", ""))
        yield from _bases([*bases, *lines_of(head.get("proposer", ""))]) if bases else [ShownLine("", ITALIC, True)]
        yield ShownLine(sentence(DecisionCode.DECIDES, {}), BOLD)
    elif kind is TemplateKind.INVITATION:
        yield listed(TemplateCode.INVITED, "invited")
        yield line(TemplateCode.EVENT, "event")
        if head.get("chair"):
            yield line(TemplateCode.CHAIR, "chair")
        yield line(TemplateCode.STARTS, "starts")
        yield line(TemplateCode.VENUE, "venue")
    else:
        yield from _meeting(head, line)


def _meeting(head: Mapping[str, str], line: Any) -> Iterator[ShownLine]:
    yield line(TemplateCode.STARTS, "starts")
    yield line(TemplateCode.VENUE, "venue")
    present = lines_of(head.get("attendees", ""))
    yield ShownLine(sentence(TemplateCode.ATTENDEES, {}), missing=not present)
    for each in present:
        yield ShownLine(f"- {each}")
    for code, name in ((TemplateCode.CHAIR, "chair"), (TemplateCode.SECRETARY, "secretary")):
        told = " - ".join(part for part in (head.get(name), head.get(f"{name}_title")) if part)
        yield ShownLine(sentence(code, {name: told or _UNKNOWN}), missing=not head.get(name))


def _bases(bases: Sequence[str]) -> list[ShownLine]:
    style, bare = page_layout().components.can_cu, [each.rstrip(" ;.") for each in bases]
    ends = [style.sep] * (len(bare) - 1) + [style.last]
    return [ShownLine(f"{each}{end}", ITALIC) for each, end in zip(bare, ends, strict=False)]


def _signing(given: Mapping[str, Any]) -> tuple[str, ...]:
    if not given["title"]:
        return ()
    try:
        capacity = Capacity(given.get("capacity", Capacity.OWN))
        signature = Signature(given["title"], capacity, given.get("head"), given.get("on_behalf_of"))
    except SignatureRefused:
        return ()
    return signature.lines(sentence)


def shown_sections(draft: Draft, figures: Sequence[BoundFigure]) -> list[ShownSection]:
    """The words with their figures, as they will be printed."""
    known = {each.name: each for each in figures}
    if draft.kind == TemplateKind.DECISION:
        return [*_ended(list(_articles(draft, known))), *_ended(list(_attached(draft, known)))]
    opening = ShownSection(1, "", _paragraphs(str(draft.head.get("opening", "")), known))
    sections = _numbered(draft, draft.sections, known)
    return [opening, *sections] if draft.kind == TemplateKind.MINUTES else _ended([opening, *sections])


def _numbered(
    draft: Draft, sections: Sequence[Mapping[str, Any]], known: Mapping[str, BoundFigure]
) -> list[ShownSection]:
    """Sections under their headings, numbered as the Word file has them; a letter's headings are plain paragraphs."""
    headings = [each["heading"] or "" for each in sections]
    if draft.kind not in _RUNNING:
        headings = numbered_headings([(each["level"], each["heading"] or None) for each in sections])
    return [
        ShownSection(each["level"], heading, _paragraphs(each["text"], known))
        for each, heading in zip(sections, headings, strict=True)
    ]


def _ended(sections: list[ShownSection]) -> list[ShownSection]:
    """The mark that ends a document behind its last words, as it is printed."""
    for section in reversed(sections):
        if not section.paragraphs:
            continue
        mark, paragraph = page_layout().end_mark, list(section.paragraphs[-1])
        last = paragraph[-1]
        if last.source or last.unknown:
            paragraph.append(ShownPiece(mark))
        else:
            paragraph[-1] = last._replace(text=last.text.removesuffix(mark).rstrip(" .;") + mark)
        ended = section._replace(paragraphs=[*section.paragraphs[:-1], paragraph])
        return [ended if each is section else each for each in sections]
    return sections


def _articles(draft: Draft, known: Mapping[str, BoundFigure]) -> Iterator[ShownSection]:
    own = [each for each in draft.sections if each["level"] == ARTICLE and (each["heading"] or each["text"])]
    for number, each in enumerate(own, start=1):
        name = sentence(DecisionCode.ARTICLE, {"number": number})
        first, *more = _paragraphs(f"{each['heading']}\n{each['text']}", known)
        yield ShownSection(ARTICLE, "", [[ShownPiece(f"{name} "), *first], *more])


def _attached(draft: Draft, known: Mapping[str, BoundFigure]) -> Iterator[ShownSection]:
    """Chapters and articles of a regulation are counted, as they will be printed."""
    kind = draft.head.get("attached", "")
    if not kind:
        return
    yield ShownSection(ARTICLE, draft.head.get("attached_subject", ""), [], sentence(f"template.title.{kind}", {}))
    sections = [each for each in draft.sections if each["level"] != ARTICLE]
    if kind == PLAN_ATTACHED:
        yield from _numbered(draft, sections, known)
        return
    counted = {1: 0, 2: 0, 3: 0}
    for each in sections:
        level, heading = each["level"], each["heading"]
        if heading:
            counted[level] += 1
            if level == 2:
                counted[3] = 0  # articles go on through all chapters; clauses begin anew in each
            heading = f"{_label(level, counted[level])} {heading}"
        yield ShownSection(level, heading, _paragraphs(each["text"], known))


def _label(level: int, number: int) -> str:
    """ "Chương I", "Điều 1.", "1." of an attached regulation."""
    if level == 1:
        return sentence(TemplateCode.CHAPTER, {"number": roman(number)})
    return sentence(DecisionCode.ARTICLE, {"number": str(number)}) if level == 2 else f"{number}."


def simulated_note(draft: Draft, figures: Sequence[BoundFigure]) -> str:
    """The line under the text that names simulated figures; a simulated document says it under its title."""
    named = simulated_figures(draft, figures)
    return (
        sentence(TemplateCode.SIMULATED_FIGURES, {"figures": "; ".join(named)}) if named and not draft.simulated else ""
    )


def shown_annex(draft: Draft, figures: Sequence[BoundFigure]) -> ShownAnnex | None:
    """The annex with its figures; ``None`` without rows, or where a row does not fit the table."""
    kind = TemplateKind(draft.kind)
    try:
        given = annex_of(kind, draft.head, figures_in_words(figures))
    except ActionRefused:
        return None
    if not given:
        return None
    name, columns = ANNEXES[kind]
    heads = [sentence(f"template.column.{column}", {}) for column in columns]
    rows = [[row[column] or "" for column in columns] for row in given[name]]
    title = given["annex_title"] or draft.head.get("attached_subject") or draft.title
    return ShownAnnex(str(title).upper(), heads, rows)


def _paragraphs(text: str, known: Mapping[str, BoundFigure]) -> list[list[ShownPiece]]:
    return [_pieces(line, known) for line in text.splitlines() if line.strip()]


def _pieces(line: str, known: Mapping[str, BoundFigure]) -> list[ShownPiece]:
    shown = []
    for piece in pieces_of(line):
        figure = known.get(piece.name)
        value = printed(figure.version).get(piece.part) if figure else None
        if figure is None or value is None:
            shown.append(ShownPiece(piece.text, unknown=bool(piece.name)))
        else:
            shown.append(
                ShownPiece(value, source_of(figure.version), figure.is_stale, simulated=figure.version.simulated)
            )
    return shown
