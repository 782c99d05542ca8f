"""A form that was opened before the sign-in that runs now: its mark is no longer good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parindex.portal.platform import typed_texts


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing is done. Where the page keeps what was typed it is shown again, unsaved; else words say what to do."""
    match = request.resolver_match
    if match is not None and request.user.is_authenticated and typed_texts.keep(request, match.func):
        return redirect(request.path)
    return render(request, "platform/stale_form.html", {"bare": True}, status=403)
