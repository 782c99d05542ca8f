"""Reasons of letters in the forms: one that names somebody is refused, and does not wait in the session either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from parindex.portal.platform.refusals import ActionRefused

PERSONAL = "dossiers.letters_reason_personal"


@contextmanager
def reason_not_kept(request: HttpRequest, field: str) -> Iterator[None]:
    """A refused form is kept as typed (``platform.typed_texts``), but for a reason that was refused as personal."""
    try:
        yield
    except ActionRefused as refused:
        if refused.code == PERSONAL:
            post = request.POST.copy()
            post[field] = ""
            request.POST = post  # type: ignore[assignment]  # as Django's own middleware may
        raise
