"""How far a job is."""

from urllib.parse import urlsplit

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
    response = render(request, template, {"job": row})
    if request.htmx and row.is_finished and row.result_address and _stands_at(request, row.result_address):
        # the page that shows the progress is the result's own: all of it changed, its state and what may be done
        response["HX-Refresh"] = "true"
    return response


def _stands_at(request: HtmxRequest, address: str) -> bool:
    return urlsplit(request.htmx.current_url or "").path == urlsplit(address).path
