"""The Word file, and issuing."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import largest_file
from parindex.portal.documents.permissions import may_number
from parindex.portal.platform import files
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of
from parindex.portal.reports import permissions, queries
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.number_draft import number_draft
from parindex.portal.reports.engine_bridge import WORD, file_name, read_back, word_of
from parindex.portal.reports.forms import EditedFileForm, SignForm
from parindex.portal.reports.labels import difference_lines
from parindex.portal.reports.views.draft import found, shown


@require_safe
def word(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file as it was issued, or as it would be printed now."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    try:
        content = files.read(draft.stored) if draft.stored else word_of(draft, queries.figures_of(draft))
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return shown(request, draft, refusal=words_of(refusal), status=422)
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(draft))}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hold a file that was edited outside against the bound figures; nothing is taken over from it."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    permissions.may_draft(request.user, draft.unit).or_refuse()
    form = EditedFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, draft, refusal=" ".join(str(each) for each in form.errors["file"]), status=422)
    file, figures = form.cleaned_data["file"], queries.figures_of(draft)
    try:
        # one more byte than the largest is refused as too large
        told = read_back(file.read(largest_file() + 1), file.name or "", draft, figures)
    except ActionRefused as refusal:
        return shown(request, draft, refusal=words_of(refusal), status=422)
    context = {"draft": draft, "name": file.name, "lines": difference_lines(told, figures), "bound": len(figures)}
    return render(request, "reports/compared.html", context)


@require_POST
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue the document."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    typed = request.POST.get("row_version", "")
    version = int(typed) if typed.isdigit() and len(typed) < 9 else 0
    try:
        issue_draft(
            actor=request.user,
            draft=draft,
            row_version=version,
            reason=request.POST.get("reason", ""),
            confirmed=request.POST.getlist("confirmed"),
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        held_up = refusal.code == "reports.high_finding_open"
        return shown(request, draft, refusal=words_of(refusal), status=status, held_up=held_up)
    messages.success(request, _("The document is issued. Its words and figures are frozen."))
    return redirect("reports:draft", public_id)


@require_POST
def number(request: HttpRequest, public_id: str) -> HttpResponse:
    """The clerk gives number and date; the Word file with both is kept beside the frozen one."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    may_number(request.user, draft.unit).or_refuse()
    form = SignForm(request.POST)
    known = draft.document is not None and draft.document.number and draft.document.issued_on
    if not form.is_valid() and not known:
        wrong = [str(each) for problems in form.errors.values() for each in problems]
        return shown(request, draft, sign_form=form, refusal=" ".join(wrong), status=422)
    try:
        numbered = number_draft(
            actor=request.user,
            draft=draft,
            issued_on=form.cleaned_data.get("issued_on"),
            number=form.cleaned_data.get("number"),
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return shown(request, draft, sign_form=form, refusal=words_of(refusal), status=422)
    told = _("The document has its number, %(sign)s. The file with number and date is ready to be signed.")
    sign = numbered.numbered.document.sign if numbered.numbered else ""
    messages.success(request, told % {"sign": sign})
    return redirect("reports:draft", public_id)
