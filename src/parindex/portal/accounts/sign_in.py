"""Who gets in: no one registers himself, and demonstration people get in only from this machine."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parindex.portal.accounts.models import User

_WRONG = _("Not signed in: user name or password is wrong. Check capitals and the Vietnamese keyboard, then try again.")


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
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are registered by the one who manages them."""
        return False
