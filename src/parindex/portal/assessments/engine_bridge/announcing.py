"""The decision as Word and the results as a workbook."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.publication_decision import (
    Corrected,
    DecisionField,
    DecisionGroup,
    DecisionRefused,
    DecisionRow,
    PublicationDecision,
    UnplacedRow,
    render_publication_decision,
)
from parindex.engine.tables.sheets import OutSheet, write_sheets
from parindex.engine.tables.writing import OutCell
from parindex.wording import sentence

WORD_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = [
    "WORD_MEDIA_TYPE",
    "Corrected",
    "DecisionField",
    "DecisionGroup",
    "DecisionRefused",
    "DecisionRow",
    "IssuingBody",
    "OutCell",
    "OutSheet",
    "PublicationDecision",
    "Recipients",
    "Signature",
    "UnplacedRow",
    "decision_document",
    "write_sheets",
]


def decision_document(decision: PublicationDecision) -> bytes:
    """The decision as .docx bytes, in official Vietnamese. Raises ``DecisionRefused``."""
    return render_publication_decision(
        decision, layout=_layout(), say=lambda code, values: sentence(code, values, "vi")
    )


@cache
def _layout() -> Layout:
    template = files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml"
    return read_layout(template.read_bytes())
