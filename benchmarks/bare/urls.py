"""The portal's addresses and the bare view."""

from itertools import count
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Score, ScoreVersion
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.site.urls import urlpatterns as portal

_numbers = count(1_000_000)


def bare(request: HttpRequest, score: int) -> HttpResponse:
    """Signed in like every view. In one transaction the three rows that a row save writes, in the same tables and with
    as much in them: a score changed, its version and an audit entry new. Nothing is read, asked, checked or computed.
    """
    assert isinstance(request.user, User)
    number, now, mark = next(_numbers), clock.now(), uuid4().hex
    inputs = {"done": [str(number), "5000000"]}
    with transaction.atomic():
        Score.objects.filter(pk=score).update(
            inputs=inputs, unfinished={}, fact_versions={}, points="0.400000000", maximum="1.000000000",
            steps=[["step.ratio", {"ratio": {"r": inputs["done"]}}], ["step.points", {"points": {"n": mark}}]],
            note=mark, saved_by=request.user, saved_at=now, engine_version="bare", row_version=number,
        )  # fmt: skip
        ScoreVersion.objects.create(
            score_id=score, number=number, inputs=inputs, note=mark, points="0.4", saved_by=request.user, saved_at=now
        )
        AuditEntry.objects.create(
            stream=f"benchmark:{score}", number=number, at=now, actor=request.user, action="benchmark.bare",
            subject=mark, references={"leaf": mark, "changes": inputs}, previous_hash=mark * 2, hash=mark * 2,
        )  # fmt: skip
    return HttpResponse(b"saved")


urlpatterns = [path("bare/<int:score>/", bare), *portal]
