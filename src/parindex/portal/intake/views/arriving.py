"""A file that arrived in pieces is taken in and read: what the drop zone asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents import queries
from parindex.portal.documents.actions import give_up_upload
from parindex.portal.intake import jobs
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.engine_bridge.reading import ENDINGS
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the upload in; the answer is the zone, with why not where it is refused."""
    actor = request.user
    assert isinstance(actor, User)
    arrived = get_object_or_404(
        document_permissions.uploads_of(actor).select_related("unit"), public_id=request.POST.get("upload", "")
    )
    refusal = ""
    try:
        take_in_document(
            actor=actor,
            unit=arrived.unit,
            name=arrived.name,
            content=queries.content_of(arrived),
            start=lambda intake: jobs.start_reading(intake, actor),
        )
    except NotAllowed:
        raise
    except ActionRefused as refused:
        refusal = words_of(refused)
    if not refusal or arrived.is_whole:  # taken in, or looked at and of no use: sending it again changes nothing
        give_up_upload(actor=actor, upload=arrived)
    return render(request, "intake/drop_zone.html", {"drop_refusal": refusal, "endings": ",".join(ENDINGS)})
