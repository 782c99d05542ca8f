"""A document as it will be printed, as text: head, words with their figures, recipients, signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from parindex.engine.documents.codes import DocumentCode
from parindex.engine.documents.parts import Capacity, Recipients, Signature, SignatureRefused
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.portal.reports.engine_bridge import TemplateKind, given_values, pieces_of, printed
from parindex.portal.reports.engine_bridge.figures import source_of
from parindex.portal.reports.models import BoundFigure, Draft
from parindex.tools.shipped_templates import page_layout
from parindex.wording import sentence

_UNKNOWN = "…"


class ShownPiece(NamedTuple):
    """Words, or a figure with its source."""

    text: str
    source: str = ""
    stale: bool = False
    unknown: bool = False
    """A field that no bound figure fills."""


class ShownSection(NamedTuple):
    """A section as it will be printed, a paragraph a list of pieces."""

    level: int
    heading: str
    paragraphs: Sequence[Sequence[ShownPiece]]


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
    addressed: str
    """Label before the addressees; empty for a plan, which has legal bases."""
    addressees: Sequence[str]
    legal_bases: Sequence[str]
    recipients_label: str
    recipients: Sequence[str]
    archive: str
    signing: Sequence[str]
    """Lines of capacity and title; none where they are missing or contradict each other."""
    signer: str


def shown_frame(draft: Draft) -> ShownFrame:
    """Head and foot, also of a document that cannot be printed yet."""
    given = given_values(draft, {})
    issuer = given["issuer"]
    recipients = Recipients(tuple(given["recipients"]), given["archive"])
    kind = TemplateKind(draft.kind)
    return ShownFrame(
        parent=(issuer["parent"] or "").upper(),
        issuer=[line.upper() for line in issuer["name"]],
        number=sentence(DocumentCode.NUMBER_SLOT, {"symbol": issuer["symbol"] or _UNKNOWN}),
        state_name=sentence(DocumentCode.STATE_NAME, {}),
        motto=sentence(DocumentCode.MOTTO, {}),
        place_and_day=sentence(DocumentCode.DATE_SLOT, {"place": issuer["place"] or _UNKNOWN}),
        title="" if kind is TemplateKind.LETTER else sentence(f"template.title.{kind}", {}),
        subject=[line.strip() for line in draft.subject.splitlines() if line.strip()],
        simulated=sentence(TemplateCode.SIMULATED, {}) if draft.simulated else "",
        addressed="" if kind is TemplateKind.PLAN else sentence(TemplateCode.ADDRESSED, {}),
        addressees=given.get("addressees", []),
        legal_bases=_bases(given.get("legal_bases", [])),
        recipients_label=sentence(DocumentCode.RECIPIENTS, {}),
        recipients=recipients.lines,
        archive=sentence(DocumentCode.ARCHIVE, {"where": recipients.archive}),
        signing=_signing(given["signature"]),
        signer=given["signature"]["name"] or "",
    )


def _bases(bases: Sequence[str]) -> list[str]:
    style, bare = page_layout().components.can_cu, [each.rstrip(" ;.") for each in bases]
    return [f"{each}{style.last if at == len(bare) else style.sep}" for at, each in enumerate(bare, start=1)]


def _signing(given: Mapping[str, Any]) -> tuple[str, ...]:
    if not given["title"]:
        return ()
    try:
        signature = Signature(given["title"], Capacity(given["capacity"]), given["head"], given["on_behalf_of"])
    except SignatureRefused:
        return ()
    return signature.lines(sentence)


def shown_sections(draft: Draft, figures: Sequence[BoundFigure]) -> list[ShownSection]:
    """The words with their figures, as they will be printed."""
    known = {each.name: each for each in figures}
    opening = ShownSection(1, "", _paragraphs(str(draft.head.get("opening", "")), known))
    return [
        opening,
        *(ShownSection(each["level"], each["heading"], _paragraphs(each["text"], known)) for each in draft.sections),
    ]


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
            shown.append(ShownPiece(value, source_of(figure.version), figure.is_stale))
    return shown
