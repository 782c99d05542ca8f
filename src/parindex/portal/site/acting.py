"""Around a request: the position that the person chose to act in, if he chose one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import acting_in
from parindex.portal.platform import acting
from parindex.portal.platform.refusals import NotAllowed

Answering = Callable[[HttpRequest], HttpResponse]
SESSION_KEY = "position"


@require_POST
def choose_position(request: HttpRequest) -> HttpResponse:
    """Act in one position, own or lent, until another is chosen or the person signs out; empty: all one's own."""
    asked, person = request.POST.get("position", ""), request.user
    if not asked:
        request.session.pop(SESSION_KEY, None)
    elif isinstance(person, User) and acting_in(person, asked):
        request.session[SESSION_KEY] = asked
    else:
        raise NotAllowed("organisations.position_not_held")
    following = request.POST.get("next", "")
    return redirect(following if url_has_allowed_host_and_scheme(following, None) else "dashboards:overview")


class ActingMiddleware:
    """One query when a position was chosen, none otherwise. A position that ended meanwhile is dropped."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(SESSION_KEY)
        person = request.user
        if not chosen or not isinstance(person, User):
            return self.get_response(request)
        position = acting_in(person, chosen)
        if position is None:
            del request.session[SESSION_KEY]
            return self.get_response(request)
        with acting.acting_as(position):
            return self.get_response(request)
