"""The portal's addresses and the bare view."""

from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from parindex.portal.assessments.models import Score
from parindex.portal.platform import clock
from parindex.portal.platform.models import JobProgress
from parindex.portal.site.urls import urlpatterns as portal

INSERTED = 2
"""A row save writes the score (changed), its version and the audit entry (new)."""


def bare(request: HttpRequest, score: int) -> HttpResponse:
    """Signed in like every view; one row changed, two written, in one transaction."""
    with transaction.atomic():
        Score.objects.filter(pk=score).update(saved_at=clock.now(), note=uuid4().hex)
        for _ in range(INSERTED):
            JobProgress.objects.create(kind="benchmark", state=JobProgress.State.DONE, requested_at=clock.now())
    return HttpResponse(b"saved")


urlpatterns = [path("bare/<int:score>/", bare), *portal]
