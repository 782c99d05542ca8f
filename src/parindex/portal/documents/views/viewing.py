"""A file in the page: the bytes with a policy of their own, the page around them, and the conversion."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge, queries
from parindex.portal.documents.jobs import make_preview
from parindex.portal.documents.labels import viewer_of
from parindex.portal.documents.models import CheckedFile, DocumentFile
from parindex.portal.platform import files, jobs

# The response may be framed by our own pages and load nothing. Browsers draw a PDF with a part of their own, which
# the policy of the response reaches: it needs `object-src 'self'` and its own styles. `sandbox` would switch it off.
POLICY = (
    "default-src 'none'; img-src 'self' data:; object-src 'self'; style-src 'unsafe-inline'; script-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@require_safe
@xframe_options_sameorigin
def shown(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """The bytes for looking at: a checked PDF, PNG or JPEG, or the PDF made of a Word or Excel file; nothing else."""
    file, checked = _checked(request, public_id, file_id)
    if checked.kind in engine_bridge.IN_THE_PAGE:
        stored, kind = file.stored, checked.kind
    elif checked.preview is not None:
        stored, kind = checked.preview, engine_bridge.FileKind.PDF.value
    else:
        raise Http404(file_id)
    response = HttpResponse(files.read(stored), content_type=engine_bridge.MEDIA_TYPES[engine_bridge.FileKind(kind)])
    name = f"{file.name.rpartition('.')[0]}.{kind}"
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def file_page(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """The page around one file."""
    assert isinstance(request.user, User)
    file = _file(request, public_id, file_id)
    page = request.GET.get("trang", "")
    context = {
        "document": file.document,
        "file": file,
        "viewer": viewer_of(file),
        "simulated": file.document.simulated,
        "at_page": page if page.isdecimal() else "",
    }
    return render(request, "documents/file.html", context)


@require_POST
def convert(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """Ask for the PDF of a Word or Excel file; its progress has a page, which leads back to where the person was."""
    assert isinstance(request.user, User)
    _, checked = _checked(request, public_id, file_id)
    if not engine_bridge.can_convert(checked.kind):
        raise Http404(file_id)
    back = request.POST.get("back", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    progress = jobs.start(
        make_preview, kind="documents.make_preview", actor=request.user, checked_id=checked.pk, address=back
    )
    return redirect("job", progress.public_id)


def _file(request: HttpRequest, public_id: str, file_id: str) -> DocumentFile:
    assert isinstance(request.user, User)
    file = queries.file_of(request.user, public_id, file_id)
    if file is None:
        raise Http404(file_id)
    return file


def _checked(request: HttpRequest, public_id: str, file_id: str) -> tuple[DocumentFile, CheckedFile]:
    file = _file(request, public_id, file_id)
    checked = getattr(file.stored, "checked", None)
    if not isinstance(checked, CheckedFile):
        raise Http404(file_id)
    return file, checked
