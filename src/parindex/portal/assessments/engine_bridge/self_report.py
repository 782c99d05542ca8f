"""The self-assessment report as Word. Official text is Vietnamese, whatever language the page speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.self_assessment_report import (
    ReportRow,
    SelfAssessmentReport,
    render_self_assessment_report,
)
from parindex.wording import sentence

__all__ = ["IssuingBody", "Recipients", "ReportRow", "SelfAssessmentReport", "Signature", "self_report_document"]

TEMPLATES = files("parindex") / "rulebooks" / "document_templates"


def self_report_document(report: SelfAssessmentReport) -> bytes:
    """The report as .docx bytes."""
    return render_self_assessment_report(report, layout=_layout(), say=_official)


def _official(code: str, values: Mapping[str, object]) -> str:
    return sentence(code, values, "vi")


@cache
def _layout() -> Layout:
    """Decree 30's page, as shipped."""
    return read_layout((TEMPLATES / "nd30_layout.yaml").read_bytes())
