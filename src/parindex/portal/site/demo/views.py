"""The page "Bắt đầu từ đây" and its sign-in buttons: only in the demonstration."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.accounts.sign_in import may_sign_in
from parindex.portal.site.demo.cast import CAST, PASSWORD
from parindex.portal.site.demo.tour import STEPS, Step

BACKEND = "parindex.portal.accounts.sign_in.PasswordBackend"


@require_safe
@login_not_required
def start_here(request: HttpRequest) -> HttpResponse:
    """Ten steps with the sign-in of each; a step whose page is still being loaded has no button yet."""
    if not settings.DEMONSTRATION:
        raise Http404
    steps = [(number, step, _address(step)) for number, step in enumerate(STEPS, start=1)]
    context = {"steps": steps, "people": CAST, "password": PASSWORD, "simulated": True}
    return render(request, "site/start_here.html", context)


@require_POST
@login_not_required
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as a person of the cast and open the page of his step, or his work.

    The same door as the password's: this machine only, the demonstration only. Who has set up a second step of signing
    in goes through the sign-in page, so that the button never steps over it.
    """
    if not settings.DEMONSTRATION:
        raise Http404
    username = request.POST.get("person", "")
    person = User.objects.filter(username=username, is_demonstration=True).first()
    if person is None or username not in {part.username for part in CAST}:
        raise Http404
    if not may_sign_in(person, request):
        return redirect("account_inactive")
    following = next((_address(step) for number, step in enumerate(STEPS, 1) if _is_asked(request, number, step)), "")
    if Authenticator.objects.filter(user=person).exists():
        return redirect("account_login")
    login(request, person, backend=BACKEND)
    request.session.pop("position", None)
    return redirect(following or "dashboards:my_work")


def _is_asked(request: HttpRequest, number: int, step: Step) -> bool:
    """Whether the button of this step was pressed, with the person that belongs to it."""
    return request.POST.get("step") == str(number) and request.POST.get("person") == step.username


def _address(step: Step) -> str:
    try:
        return step.address()
    except ObjectDoesNotExist:
        return ""
