"""The authority's sign-in service says who it is; whether he works here, we know ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from tests.portal.accounts import oidc_service
from tests.portal.accounts.oidc_service import CLIENT, SECRET, Service

from parindex.portal.accounts.actions.close_account import close_account
from parindex.portal.accounts.models import User
from parindex.portal.site import environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """The service, known to the portal as PARINDEX_OIDC_… would make it known."""
    with oidc_service.served() as running:
        app = environment.openid_connect(running.address, name="Đăng nhập tỉnh", client=CLIENT, secret=SECRET)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": app}
        running.claims = {"sub": "hoa-1", "email": "HOA@parindex.example", "email_verified": True}
        yield running


def _walk(client: Client) -> HttpResponse:
    """From the button on the sign-in page through the service and back."""
    away = client.post(reverse("openid_connect_login", args=["sso"]))
    parts = urlsplit(away.headers["Location"])
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return client.get(f"{back.path}?{back.query}")  # type: ignore[return-value]


def test_the_page_offers_the_service_only_where_there_is_one(service: Service, settings: Settings) -> None:
    assert "Đăng nhập bằng Đăng nhập tỉnh" in Client().get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": environment.openid_connect("", name="", client="", secret="")}
    assert "Đăng nhập tỉnh" not in Client().get(reverse("account_login")).content.decode()


def test_a_person_registered_here_gets_in_and_keeps_his_password(
    service: Service, hoa: User, settings: Settings
) -> None:
    client = Client()
    assert _walk(client).headers["Location"] == reverse(settings.LOGIN_REDIRECT_URL)
    assert client.get(reverse("account_change_password")).status_code == 200
    assert service.asked == ["/.well-known/openid-configuration", "/authorize"] + [
        "/.well-known/openid-configuration", "/token", "/keys"
    ]  # fmt: skip
    hoa.refresh_from_db()
    assert hoa.has_usable_password()
    service.claims = {"sub": "hoa-1"}  # known by now, the address is not asked for again
    assert _walk(Client()).status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "x", "email": "khach@parindex.example", "email_verified": True},
        {"sub": "x", "email": "hoa@parindex.example", "email_verified": False},
        {"sub": "x"},
    ],
)
def test_an_unknown_or_unverified_address_stays_outside(service: Service, hoa: User, claims: dict[str, object]) -> None:
    service.claims = claims
    client = Client()
    answer = _walk(client)
    assert answer.status_code == 403
    assert "không thuộc tài khoản nào ở đây" in answer.content.decode()
    assert client.get(reverse("dashboards:overview")).status_code == 302
    assert User.objects.count() == 1


def test_a_token_signed_by_another_key_is_worth_nothing(service: Service, hoa: User) -> None:
    service.signs_with = oidc_service._key()
    client = Client()
    answer = _walk(client)
    assert "Dịch vụ xác thực không trả lời hợp lệ" in answer.content.decode()
    assert client.get(reverse("dashboards:overview")).status_code == 302


def test_a_token_for_another_client_is_worth_nothing(service: Service, hoa: User) -> None:
    service.claims["aud"] = "someone-else"
    client = Client()
    _walk(client)
    assert client.get(reverse("dashboards:overview")).status_code == 302


def test_a_closed_account_stays_closed(service: Service, hoa: User) -> None:
    close_account(actor=None, person=hoa)
    client = Client()
    assert _walk(client).headers["Location"] == reverse("account_inactive")
    assert client.get(reverse("dashboards:overview")).status_code == 302


def test_a_demonstration_person_of_another_machine_stays_outside(service: Service, hoa: User) -> None:
    User.objects.update(is_demonstration=True)
    assert _walk(Client()).headers["Location"] == reverse("account_inactive")
