"""The Word templates that come with the package, and decree 30's page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.templates.values import TemplateKind

_FOLDER = files("parindex") / "rulebooks" / "document_templates"


@cache
def page_layout() -> Layout:
    """The page of decree 30."""
    return read_layout((_FOLDER / "nd30_layout.yaml").read_bytes())


def shipped_template(kind: TemplateKind) -> bytes:
    """The shipped template of a kind as .docx bytes."""
    return (_FOLDER / "word" / f"{kind}.docx").read_bytes()
