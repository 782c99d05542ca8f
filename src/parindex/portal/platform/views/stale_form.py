"""A form that was opened before the sign-in that runs now: its mark is no longer good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parindex.portal.platform import typed_texts
from parindex.portal.platform.kept_forms import STALE


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing is done. The form's page is shown again with what was typed, unsaved; else words say what to do."""
    match = request.resolver_match
    page = typed_texts.keep(request, match.func, STALE) if match and request.user.is_authenticated else ""
    if page:
        return redirect(page)
    return render(request, "platform/stale_form.html", {"bare": True}, status=403)
