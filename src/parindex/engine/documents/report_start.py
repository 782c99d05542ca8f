"""What a periodic report begins with: its voice, its paper with head, kind and subject, the columns of its annex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from parindex.engine.documents.annex import Column
from parindex.engine.documents.codes import Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_title
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.parts import IssuingBody


class Said(Protocol):
    """A sentence of the report, with the unit and the period filled in."""

    def __call__(self, code: str, **values: object) -> str:
        """The sentence of the code."""


def speaking(say: Say, constants: Mapping[str, object]) -> Said:
    """``say`` with what stands in every sentence of a report: the unit, the first and the last day."""

    def said(code: str, **values: object) -> str:
        return say(code, {**constants, **values})

    return said


def begin_report(layout: Layout, say: Say, issuer: IssuingBody, *, kind: str, subject: str, simulated: str) -> Paper:
    """Paper with the head, the kind and the subject, which is also the file's title; number and date are slots.

    ``simulated``: the line under the title that says so; empty for real figures.
    """
    paper = Paper(layout)
    paper.document.core_properties.title = subject
    paper.document.core_properties.author = " ".join(issuer.name)
    write_head(paper, issuer, say)
    write_title(paper, kind, [subject])
    if simulated:
        paper.paragraph(simulated, italic=True, align="centre", before=6)
    return paper


def columns_of(said: Said, heads: Iterable[tuple[str, float, Align]]) -> tuple[Column, ...]:
    """Columns of a table: (code of the head, share of the width, how cells are set)."""
    return tuple(Column(said(code), weight, align) for code, weight, align in heads)
