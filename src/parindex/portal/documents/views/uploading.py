"""Files in pieces: begin, ask how far it is, send the next piece, give up. Spoken to by ``upload.js``, in JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions import begin_upload, give_up_upload, receive_part
from parindex.portal.documents.models import Upload
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of

LARGEST_PART = 2 * 1024 * 1024
"""Django reads at most 2.5 MB of a body into memory."""


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an upload, or go on with it: answers its id and how much has arrived."""
    assert isinstance(request.user, User)
    told = request.POST
    unit = get_object_or_404(OrgUnit, public_id=told.get("unit", ""))
    size = told.get("size", "")
    try:
        upload = begin_upload(
            actor=request.user,
            unit=unit,
            name=told.get("name", ""),
            size=int(size) if size.isdecimal() and len(size) < 16 else 0,
            place=told.get("place", "")[:200],
            sha256=told.get("sha256", ""),
        )
    except ActionRefused as refusal:
        return _refused(refusal)
    return _standing(upload, status=201)


@require_http_methods(["GET", "PUT", "DELETE"])
def upload(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: how far it is. PUT ``?offset=``: the next piece. DELETE: give up. Someone else's upload is not there."""
    assert isinstance(request.user, User)
    row = get_object_or_404(permissions.uploads_of(request.user), public_id=public_id)
    if request.method == "GET":
        return _standing(row)
    if request.method == "DELETE":
        give_up_upload(actor=request.user, upload=row)
        return HttpResponse(status=204)
    offset, length = request.GET.get("offset", ""), request.headers.get("Content-Length", "")
    if not offset.isdecimal() or not length.isdecimal() or int(length) > LARGEST_PART:
        return JsonResponse({"received": row.received}, status=413 if length.isdecimal() else 400)
    content = request.read(LARGEST_PART)
    try:
        return _standing(receive_part(actor=request.user, upload=row, offset=int(offset), content=content))
    except ActionRefused as refusal:
        return _refused(refusal)


def _standing(upload: Upload, status: int = 200) -> JsonResponse:
    told = {"id": upload.public_id, "received": upload.received, "size": upload.size, "part": LARGEST_PART // 2}
    return JsonResponse(told, status=status)


def _refused(refusal: ActionRefused) -> JsonResponse:
    status = 403 if isinstance(refusal, NotAllowed) else 409 if isinstance(refusal, Conflict) else 422
    told: dict[str, object] = {"refusal": words_of(refusal)}
    if "received" in refusal.values:
        told["received"] = refusal.values["received"]
    return JsonResponse(told, status=status)
