"""A file becomes evidence: from a plain form in one piece, or after it arrived in pieces."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.upload_evidence import SameFile, upload_evidence
from parindex.portal.assessments.forms.evidence import UploadForm
from parindex.portal.assessments.queries.evidence import place_of
from parindex.portal.assessments.views.evidence import Spot, from_row, redirect_to_drawer, refused, row, spot_of
from parindex.portal.documents import engine_bridge
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.actions import give_up_upload, keep_whole
from parindex.portal.documents.models import Upload
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

MOST_AT_ONCE = 20


@require_POST
def upload(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Take in the files of the form, or the upload that it names. The first refusal stops and says what was done."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    if not spot.may_change:
        spot.may_change.or_refuse()
    form = UploadForm(request.POST)
    if not form.is_valid():
        return refused(request, spot, ActionRefused("assessments.evidence_card_wrong"), {"form": form})
    taken = 0
    arrived: Upload | None = None
    try:
        for arrived in _arrivals(request, spot):
            _take(request, spot, arrived, form)
            taken += 1
    except NotAllowed:
        raise
    except SameFile as same:
        offer = {"form": form, "same": same.documents, "arrived": arrived, "taken": taken}
        return refused(request, spot, same, offer)
    except ActionRefused as refusal:
        if arrived is not None and refusal.code.startswith("documents.file_"):
            give_up_upload(actor=arrived.person, upload=arrived)  # no other card would make this file welcome
        return refused(request, spot, refusal, {"form": form, "taken": taken})
    if from_row(request):
        return row(request, spot)
    said = ngettext("%(count)d file is now evidence.", "%(count)d files are now evidence.", taken)
    messages.success(request, said % {"count": taken} if taken else _("No file was chosen."))
    return redirect_to_drawer(spot)


def _arrivals(request: HttpRequest, spot: Spot) -> list[Upload]:
    """What the form brings: an upload that has arrived, or files in one piece, which are kept first."""
    actor = request.user
    assert isinstance(actor, User)
    named = request.POST.get("upload", "")
    if named:
        return [get_object_or_404(document_permissions.uploads_of(actor), public_id=named)]
    sent = [each for each in request.FILES.getlist("file") if isinstance(each, UploadedFile)]
    if not sent or len(sent) > MOST_AT_ONCE:
        raise ActionRefused("assessments.evidence_no_file", {"most": MOST_AT_ONCE})
    return [_kept(actor, spot, each) for each in sent]


def _kept(actor: User, spot: Spot, sent: UploadedFile[bytes]) -> Upload:
    name, most = sent.name or "", engine_bridge.largest_file()
    if (sent.size or 0) > most:
        sizes = {"size": engine_bridge.megabytes(sent.size or 0), "most": engine_bridge.megabytes(most)}
        raise ActionRefused("documents.file_too_large", {"name": engine_bridge.clean_name(name), **sizes})
    place = place_of(spot.member, spot.leaf.code, spot.stage)
    return keep_whole(actor=actor, unit=spot.member.unit, name=name, content=sent.read(), place=place)


def _take(request: HttpRequest, spot: Spot, arrived: Upload, form: UploadForm) -> None:
    actor = request.user
    assert isinstance(actor, User)
    upload_evidence(
        actor=actor,
        round_unit=spot.member,
        leaf=spot.leaf.code,
        upload=arrived,
        stage=spot.stage,
        card=form.card(),
        passage=form.passage(),
        anyway=request.POST.get("anyway") == "1",
    )
