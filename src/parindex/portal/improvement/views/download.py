"""The plan as Word, and as PDF where LibreOffice is present."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.improvement import engine_bridge, queries
from parindex.portal.improvement.models import Improvement
from parindex.portal.improvement.views.plan import plan_context
from parindex.portal.platform.words import say


@require_safe
def word(request: HttpRequest, public_id: str) -> HttpResponse:
    """The plan as a decree-30 Word document; contradictions are named on the plan's page instead."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    try:
        return _file(queries.docx_of(improvement), improvement, "docx", engine_bridge.WORD_TYPE)
    except engine_bridge.PlanRefused as refused:
        return _refused(request, improvement, [say(fault.code, fault.values) for fault in refused.faults])


@require_safe
def pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same document as PDF; without LibreOffice the page says why and offers Word."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    office = engine_bridge.pdf_maker()
    if isinstance(office, engine_bridge.Absent):
        return _refused(request, improvement, [say(f"improvement.no_pdf.{office.reason}")])
    try:
        return _file(engine_bridge.pdf_of(queries.docx_of(improvement)), improvement, "pdf", "application/pdf")
    except engine_bridge.PlanRefused as refused:
        return _refused(request, improvement, [say(fault.code, fault.values) for fault in refused.faults])
    except engine_bridge.ConversionFailed as failure:
        return _refused(request, improvement, [say(f"improvement.no_pdf.{failure.reason}")])


def _file(content: bytes, improvement: Improvement, ending: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(queries.file_name(improvement, ending))}"
    return response


def _refused(request: HttpRequest, improvement: Improvement, why: list[str]) -> HttpResponse:
    assert isinstance(request.user, User)
    context = plan_context(request, improvement, request.user) | {"refusal": " ".join(why)}
    return render(request, "improvement/plan.html", context, status=422)
