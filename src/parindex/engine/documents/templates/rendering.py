"""A template and values into a Word document. The template may come from anyone; nothing half-filled comes out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import docx
from docxtpl import DocxTemplate
from lxml import etree

from parindex.engine.documents.codes import Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.templates.context import context_of
from parindex.engine.documents.templates.faults import TemplateFault, refuse
from parindex.engine.documents.templates.finishing import drop_empty_sections, fit_rules
from parindex.engine.documents.templates.sandbox import MOST_TURNS, ClosedEnvironment, quoted_line
from parindex.engine.documents.templates.values import DocumentValues, TemplateKind
from parindex.engine.documents.templates.word_safety import check_template

KIND_MARK = "parindex/"
"""The file's category says which kind of document it is a template of: ``parindex/plan``."""
_LONGEST_TITLE = 255


def kind_of(template: bytes) -> TemplateKind:
    """The kind that the file's category names. Raises ``TemplateRefused``: hostile, damaged, or no kind named."""
    check_template(template)
    try:
        category = docx.Document(io.BytesIO(template)).core_properties.category or ""
        return TemplateKind(category.removeprefix(KIND_MARK))
    except (KeyError, ValueError, AttributeError) as fault:
        raise refuse(TemplateFault.NO_KIND) from fault


def render_document(template: bytes, values: DocumentValues, *, layout: Layout, say: Say) -> bytes:
    """The document as .docx bytes.

    ``template``: .docx bytes with fields ``{{ … }}``; ``layout`` is decree 30's page, ``say`` the wording. The same
    values give the same text. Raises ``TemplateRefused``.
    """
    check_template(template)
    environment = ClosedEnvironment()
    written = _Written(io.BytesIO(template))
    context = context_of(values, layout=layout, say=say)
    try:
        written.render(context, environment, autoescape=True)
    except RecursionError as fault:
        raise refuse(TemplateFault.TOO_LONG, most=MOST_TURNS) from fault
    except (etree.XMLSyntaxError, KeyError, AttributeError, ValueError) as fault:
        if hasattr(fault, "faults"):
            raise
        raise refuse(TemplateFault.DAMAGED, part="word/document.xml") from fault
    if environment.unknown:
        names, known = ", ".join(environment.unknown), ", ".join(sorted(context))
        raise refuse(TemplateFault.UNKNOWN_NAME, names=names, known=known)
    document: Any = written.docx
    drop_empty_sections(document)
    fit_rules(document, layout, say)
    core = document.core_properties
    core.title, core.category = str(context["document_title"])[:_LONGEST_TITLE], ""
    core.author = str(context["body"])[:_LONGEST_TITLE]
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Written(DocxTemplate):  # type: ignore[misc]  # docxtpl brings no types
    """docxtpl, which mends broken XML silently: here it is refused. The file's properties are no templates."""

    def render_xml_part(self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None) -> Any:
        made = super().render_xml_part(src_xml, part, context, jinja_env)
        try:
            etree.fromstring(made.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as fault:
            place = quoted_line(made, fault.lineno or 0)
            raise refuse(TemplateFault.BROKEN_PARAGRAPHS, place=place) from fault
        return made

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Left as they are; the title is set from the values."""
