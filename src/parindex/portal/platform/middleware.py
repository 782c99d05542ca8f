"""What happens around every request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from parindex.portal.platform import typed_texts
from parindex.portal.platform.kept_forms import REFUSED, SIGNED_OUT
from parindex.portal.platform.phone_tables import label_cells
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of

Answering = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """Vietnamese, unless the person chose English. What the browser prefers does not count: offices rarely set it."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalMiddleware:
    """A refusal that a view let through becomes a page that says what was not done and why."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """Answer ActionRefused with 403, 409 or 422; leave everything else to Django."""
        if not isinstance(refusal, ActionRefused):
            return None
        status = 403 if isinstance(refusal, NotAllowed) else 409 if isinstance(refusal, Conflict) else 422
        match = request.resolver_match
        page = typed_texts.keep(request, match.func, REFUSED) if match and request.user.is_authenticated else ""
        left_out = match is not None and bool(page) and typed_texts.leaves_out(request, match.func)
        context = {"refusal": words_of(refusal), "form_page": page, "left_out": left_out}
        return render(request, "platform/refused.html", context, status=status)


class PhoneTablesMiddleware:
    """Cells of tables carry their heading for phones, whichever page or part of a page is sent."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and b"on-phone" in response.content:
            response.content = label_cells(response.content.decode()).encode()
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in; what was typed into a form is there again afterwards, without any script."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Keep the form, then lead to the sign-in and from there to the page of the form."""
        page = typed_texts.keep(request, view_func, SIGNED_OUT)
        if page:
            return redirect_to_login(page, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
        return super().handle_no_permission(request, view_func)
