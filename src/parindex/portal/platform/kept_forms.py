"""Around every page: a form that could not be taken stands filled on its page when the person opens it again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from lxml import html

from parindex.portal.platform import typed_texts
from parindex.portal.platform.form_filling import Filled, fill
from parindex.portal.platform.typed_texts import KeptForm
from parindex.portal.platform.words import say

SIGNED_OUT, STALE, REFUSED = "typed_texts.signed_out", "typed_texts.stale", "typed_texts.refused"


class KeptFormsMiddleware:
    """Fills the page of a waiting form. Nothing is done to any other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_page(request, response):
            return response
        kept = typed_texts.waiting(request)
        if kept is not None:
            response.content = _filled(request, response.content.decode(), kept).encode()
        return response


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    """A whole page that a signed-in person opens, unless it puts the texts back itself."""
    match = request.resolver_match
    if request.method != "GET" or match is None or hasattr(match.func, "puts_texts_back_itself"):
        return False
    if response.status_code != 200 or response.streaming or "HX-Request" in request.headers:
        return False
    return response.headers.get("Content-Type", "").startswith("text/html") and request.user.is_authenticated


def _filled(request: HttpRequest, page: str, kept: KeptForm) -> str:
    # After a refusal that was told the row is read anew; otherwise what changed meanwhile is to be a conflict.
    filled = fill(page, request.path, kept.action, kept.texts, hidden=kept.why != REFUSED)
    return filled.written(_notice(filled, kept.why)) if filled.boxes or filled.left else page


def _notice(filled: Filled, why: str) -> html.HtmlElement:
    """What happened, and the texts that found no box, to be copied."""
    notice = html.Element("div", {"class": "message warning kept-texts", "role": "status"})
    words = html.Element("span")
    words.text = say(why) if filled.boxes else say("typed_texts.no_form")
    notice.append(words)
    for number, text in enumerate(filled.left, start=1):
        label = say("typed_texts.left")
        attributes = {"class": "form-control", "readonly": "", "rows": "4", "aria-label": f"{label} {number}"}
        box = html.Element("textarea", attributes)
        box.text = text
        notice.append(box)
    return notice
