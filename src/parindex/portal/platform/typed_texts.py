"""What was typed into a form that could not be taken: the person signed out meanwhile, the page is older than the
sign-in that runs, the window closed, somebody else was first. It waits in the session for the same person, stands in
the boxes of the form's page again, and is never saved by itself. It works without script and for every form: each
names its person in the field ``WHOSE`` (written with its ``csrf_token``).

A page that puts the texts back itself (because it shows a conflict box by box) is marked ``@puts_texts_back_itself``
and calls ``take``; every other page is filled by ``platform.kept_forms``. A form that may hold names of citizens is
sent to a page marked ``@keeps_nothing``, or ``@never_keeps(…)`` with its boxes that may
(``tests/portal/platform/test_texts_that_wait.py`` decides on every address).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

WHOSE = "nguoi-go"
"""Hidden field of every form: row id of the person for whom the page was made. Nobody else is shown the texts."""
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "secret", "otp")
"""Fields whose name begins or ends so are not kept."""
MOST_PAGES = 5
MOST_LETTERS = 150_000
"""A report of fifty pages; it is read with every page until its form is opened again."""
_PLACE = "typed_texts"
_BY_SCRIPT = ("X-Sheet", "HX-Request")
"""Pages that keep the text themselves, in the browser."""
_ROOM, _NOT_OURS = "parindex.portal.", "parindex.portal.accounts."


View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent. ``action``: the path it was sent to; ``why``: wording code of what came between."""

    action: str
    why: str
    texts: dict[str, list[str]]


def puts_texts_back_itself(view: View) -> View:
    """Mark a page that takes and shows its kept form itself. The form is sent to the page's own address."""
    view.puts_texts_back_itself = True  # type: ignore[attr-defined]
    return view


def keeps_nothing(view: View) -> View:
    """Mark a page whose form may hold names of citizens: nothing of it waits anywhere."""
    view.keeps_nothing = True  # type: ignore[attr-defined]
    return view


def never_keeps(*boxes: str) -> Callable[[View], View]:
    """Mark a page with boxes that may name citizens: the rest of its form waits, these never do."""

    def mark(view: View) -> View:
        view.never_keeps = boxes  # type: ignore[attr-defined]
        return view

    return mark


def keep(request: HttpRequest, view: Callable[..., Any], why: str) -> str:
    """Keep the form of a refused request; the address of the page on which it stands, empty when it is not kept."""
    module = getattr(view, "__module__", "")
    if hasattr(view, "keeps_nothing"):
        return ""
    if request.method != "POST" or not module.startswith(_ROOM) or module.startswith(_NOT_OURS):
        return ""
    if any(header in request.headers for header in _BY_SCRIPT) or not request.POST.get(WHOSE):
        return ""
    left_out = getattr(view, "never_keeps", ())
    texts = {name: values for name, values in request.POST.lists() if not _is_secret(name) and name not in left_out}
    if sum(len(value) for values in texts.values() for value in values) > MOST_LETTERS:
        return ""
    page = request.get_full_path() if hasattr(view, "puts_texts_back_itself") else page_of(request)
    kept: dict[str, Any] = request.session.get(_PLACE, {})
    path = urlsplit(page).path
    kept.pop(path, None)
    newest = [*kept.items(), (path, {"action": request.path, "why": why, "texts": texts})][-MOST_PAGES:]
    request.session[_PLACE] = dict(newest)
    return page


def leaves_out(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether something was typed into a box that never waits."""
    return any(request.POST.get(name, "").strip() for name in getattr(view, "never_keeps", ()))


def _is_secret(name: str) -> bool:
    return name.startswith(NEVER_KEPT) or name.endswith(NEVER_KEPT)


def page_of(request: HttpRequest) -> str:
    """The page on which a sent form stands: where the browser came from, else the address it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return request.get_full_path()
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def waiting(request: HttpRequest) -> KeptForm | None:
    """The form that waits for this page and this person; it waits no longer. Somebody else's is thrown away unseen."""
    kept: dict[str, Any] = request.session.get(_PLACE, {})
    if request.path not in kept:
        return None
    found = kept.pop(request.path)
    request.session[_PLACE] = kept
    if found["texts"].get(WHOSE) != [str(request.user.pk)]:
        return None
    return KeptForm(found["action"], found["why"], found["texts"])


def take(request: HttpRequest) -> QueryDict | None:
    """The waiting form as it was sent, for a page that puts the texts back itself."""
    found = waiting(request)
    if found is None:
        return None
    form = QueryDict(mutable=True)
    for name, values in found.texts.items():
        form.setlist(name, values)
    return form
