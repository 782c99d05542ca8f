"""What was typed into a page that was sent while nobody was signed in: it waits in the browser's session for the same
person, and is never saved by itself.

A page takes part with ``@keeps_what_was_typed`` and a form that names its person in the field ``WHOSE``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, QueryDict

WHOSE = "nguoi-go"
"""Hidden field of the form: row id of the person for whom the page was made. Nobody else is shown the texts."""
MOST_PAGES = 5
MOST_LETTERS = 20_000
_PLACE = "typed_texts"
_BY_SCRIPT = ("X-Sheet", "HX-Request")
"""Pages that keep the text themselves, in the browser."""


View = TypeVar("View", bound=Callable[..., Any])


def keeps_what_was_typed(view: View) -> View:
    """Mark a page whose form is kept when it arrives without a signed-in person."""
    view.keeps_what_was_typed = True  # type: ignore[attr-defined]
    return view


def keep(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Keep the form of a refused request; False when the page does not take part or the form is too large."""
    if request.method != "POST" or not getattr(view, "keeps_what_was_typed", False):
        return False
    if any(header in request.headers for header in _BY_SCRIPT) or not request.POST.get(WHOSE):
        return False
    texts = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in texts.values() for value in values) > MOST_LETTERS:
        return False
    kept: dict[str, Any] = request.session.get(_PLACE, {})
    kept.pop(request.path, None)
    newest = [*kept.items(), (request.path, texts)][-MOST_PAGES:]
    request.session[_PLACE] = dict(newest)
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """The form that waits for this page and this person; it waits no longer. Somebody else's is thrown away unseen."""
    kept: dict[str, Any] = request.session.get(_PLACE, {})
    if request.path not in kept:
        return None
    texts = kept.pop(request.path)
    request.session[_PLACE] = kept
    if texts.get(WHOSE) != [str(request.user.pk)]:
        return None
    form = QueryDict(mutable=True)
    for name, values in texts.items():
        form.setlist(name, values)
    return form
