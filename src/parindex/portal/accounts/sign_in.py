"""Who gets in: no one registers himself, and demonstration people get in only from this machine."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.portal.accounts.models import User

_WRONG = _("Not signed in: user name or password is wrong. Check capitals and the Vietnamese keyboard, then try again.")
_WRONG_CODE = _("The code is wrong or was used. Wait for the next one and type all of its digits.")


def may_sign_in(person: AbstractBaseUser, request: HttpRequest | None) -> bool:
    """Whether this active person may sign in from where the request comes.

    A demonstration person's password is printed on the screen: he may sign in only while the demonstration runs and
    only over a connection from this machine.
    """
    if not person.is_active:
        return False
    if isinstance(person, User) and person.is_demonstration:
        return settings.DEMONSTRATION and request is not None and _from_this_machine(request)
    return True


def _from_this_machine(request: HttpRequest) -> bool:
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and not forwarded
    except ValueError:
        return False


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's username-or-e-mail sign-in, with `may_sign_in` as its last question."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The person, when the credentials are right and he may sign in from here."""
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return person if person is not None and may_sign_in(person, request) else None

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """The person of a running session; a demonstration person only while the demonstration runs."""
        person: User | None = super().get_user(user_id)
        if person is not None and person.is_demonstration and not settings.DEMONSTRATION:
            return None
        return person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth in this house. It has no Vietnamese of its own, so the texts that our pages can show are said here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is not in use. Ask the coordinator of your province."),
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": _("This is not the present password. Type it again."),
        "incorrect_password": _("This is not the present password. Type it again."),
        "too_many_login_attempts": _(
            "Too many wrong passwords for this name. Wait 15 minutes and try again, or ask the coordinator of your "
            "province."
        ),
        "rate_limited": _("Too many requests in a short time. Wait a minute and try again."),
        "invalid_password_reset": _("This link was used or is too old. Ask for a new one."),
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are registered by the one who manages them."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse | None:
        """The last door of every way in (password, passkey, sign-in service): `may_sign_in`."""
        refused: HttpResponse | None = super().pre_login(request, user, **how)
        if refused is None and not may_sign_in(user, request):
            return HttpResponseRedirect(reverse("account_inactive"))
        return refused

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """The ways in which a person shows again that it is he, in our words."""
        words = {
            "reauthenticate": gettext("Use the password"),
            "mfa_reauthenticate": gettext("Use a code of the app or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": words.get(way["id"], way["description"])} for way in ways]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes and passkeys in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _("The second step of signing in cannot be switched off."),
        "cannot_generate_recovery_codes": _("Recovery codes come after an app or a passkey is set up."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """A name for the new passkey; the person may write another."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


class OutsideSignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The authority's sign-in service says who it is; whether he works here, we know ourselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: an unknown person of the service stays outside."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the service's account with our person by an address that the service has verified.

        Unlike allauth's own way by e-mail it leaves the password alone: addresses are given by the coordinator, so
        no one can have taken another's.
        """
        if sociallogin.is_existing:
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        person = User.objects.filter(email__in=verified).exclude(email="").first()
        if person is None:
            raise ImmediateHttpResponse(render(request, "accounts/not_registered.html", status=403))
        if not may_sign_in(person, request):
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_inactive")))
        sociallogin.connect(request, person)
