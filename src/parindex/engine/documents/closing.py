"""The end of a decree-30 document: recipients at the left, signature at the right, never alone on a page."""

from __future__ import annotations

from collections.abc import Sequence

from parindex.engine.documents.codes import DocumentCode, Say
from parindex.engine.documents.paper import Paper
from parindex.engine.documents.parts import Recipients, Signature

_SIGNING_LINES = 4
"""Empty lines for the signature and the seal."""


def write_closing(paper: Paper, recipients: Recipients, signature: Signature, say: Say) -> None:
    """The closing of a signature that is known; see ``write_closing_lines``."""
    write_closing_lines(paper, recipients, signature.lines(say), signature.name or "", say)


def write_closing_lines(paper: Paper, recipients: Recipients, lines: Sequence[str], name: str, say: Say) -> None:
    """Components 7 and 9b in one unbreakable row; ``lines`` are the printed lines of capacity and title.

    The caller sets ``keep_with_next`` on the last paragraph of the text, which alone keeps the block off a page of
    its own; every paragraph in the row holds on to the next so that Word moves them together.
    """
    parts = paper.layout.components
    half = paper.text_width_mm / 2
    table = paper.table((half, half), bordered=False)
    to, sign = paper.row(table, (half, half))
    label = say(DocumentCode.RECIPIENTS, {})
    paper.paragraph(label, place=to, component=parts.noi_nhan_label, before=12, keep_with_next=True)
    for line in recipients.lines:
        paper.paragraph(f"- {line};", place=to, component=parts.noi_nhan_list, keep_with_next=True)
    archive = say(DocumentCode.ARCHIVE, {"where": recipients.archive})
    paper.paragraph(f"- {archive}.", place=to, component=parts.noi_nhan_list)
    for position, line in enumerate(lines):
        before = 12 if position == 0 else 0
        style = parts.quyen_han_chuc_vu
        paper.paragraph(line, place=sign, component=style, align="centre", before=before, keep_with_next=True)
    for _ in range(_SIGNING_LINES):
        paper.paragraph(place=sign, component=parts.ho_ten, align="centre", keep_with_next=True)
    paper.paragraph(name, place=sign, component=parts.ho_ten, align="centre")
