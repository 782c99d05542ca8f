"""The page "Bắt đầu từ đây": only in the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parindex.portal.site.demo.cast import CAST, PASSWORD
from parindex.portal.site.demo.tour import STEPS, Step


@require_safe
def start_here(request: HttpRequest) -> HttpResponse:
    """Ten steps with the sign-in of each; a step whose page is still being loaded has no link yet."""
    if not settings.DEMONSTRATION:
        raise Http404
    steps = [(step, _address(step)) for step in STEPS]
    context = {"steps": steps, "people": CAST, "password": PASSWORD, "simulated": True}
    return render(request, "site/start_here.html", context)


def _address(step: Step) -> str:
    try:
        return step.address()
    except ObjectDoesNotExist:
        return ""
