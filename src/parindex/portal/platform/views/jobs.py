"""How far a job is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_htmx.middleware import HtmxDetails

from parindex.portal.platform import jobs
from parindex.portal.platform.models import JobProgress


class HtmxRequest(HttpRequest):
    """A request that knows whether htmx sent it."""

    htmx: HtmxDetails


def job(request: HtmxRequest, public_id: str) -> HttpResponse:
    """The progress of a job that the person started himself: the part for htmx, a whole page otherwise."""
    row = jobs.seen(get_object_or_404(JobProgress, public_id=public_id, started_by=request.user))
    template = "platform/job.html" if request.htmx else "platform/job_page.html"
    return render(request, template, {"job": row})
