"""A form that was opened before the sign-in that runs now: its mark is no longer good."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parindex.portal.platform import typed_texts
from parindex.portal.platform.kept_forms import SIGNED_OUT, STALE


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing is done. The form's page is shown again, signed in, with what was typed; else words say what to do."""
    match = request.resolver_match
    if match is None:
        page = ""
    elif request.user.is_authenticated:
        page = typed_texts.keep(request, match.func, STALE)
    elif page := typed_texts.keep(request, match.func, SIGNED_OUT):
        return redirect_to_login(page)
    if page:
        return redirect(page)
    return render(request, "platform/stale_form.html", {"bare": True}, status=403)
