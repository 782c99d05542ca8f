"""A code app, recovery codes and the list of devices, in Vietnamese and in our furniture."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parindex.portal.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "cai-cach-2026"
ENGLISH = re.compile(r">[^<]*\b(Sign In|Authenticat\w+|Security Key|Deactivate|Enter|Please|Recovery Code)[^<]*<")


def _signed_in(username: str = "hoa") -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    return client


def _known_again() -> Client:
    """Signed in, and the password typed once more: what changes to signing in ask for."""
    client = _signed_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def _switch_on(client: Client) -> str:
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'id="totp_key" value="(\w+)"', page)
    assert found
    assert client.post(reverse("mfa_activate_totp"), {"code": _code(found.group(1))}).status_code == 302
    cache.clear()  # the same code may be used again within the test
    return found.group(1)


def test_a_code_is_asked_after_the_password(hoa: User) -> None:
    secret = _switch_on(_known_again())
    client = _signed_in()
    assert client.get(reverse("dashboards:overview")).status_code == 302
    step = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Bước hai của đăng nhập" in step and not ENGLISH.search(step)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã sai hoặc đã được dùng" in wrong.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": _code(secret)}).status_code == 302
    assert client.get(reverse("dashboards:overview")).status_code == 200


def test_a_recovery_code_opens_once(hoa: User) -> None:
    client = _known_again()
    _switch_on(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<code>(\d+)</code>", page)
    assert len(codes) == 10
    other = _signed_in()
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    again = _signed_in()
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


def test_it_can_be_switched_off(hoa: User) -> None:
    client = _known_again()
    _switch_on(client)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=hoa, type="totp").exists()
    assert _signed_in().get(reverse("dashboards:overview")).status_code == 200


def test_another_device_is_listed_and_signed_out(hoa: User) -> None:
    here, there = _signed_in(), _signed_in()
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("127.0.0.1") == 2 and "Thiết bị này" in page
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert here.get(reverse("dashboards:overview")).status_code == 200
    assert there.get(reverse("dashboards:overview")).status_code == 302


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list",
     "account_change_password", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"],
)  # fmt: skip
def test_every_page_is_ours_and_vietnamese(hoa: User, name: str) -> None:
    client = _known_again()
    if name in {"mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"}:
        _switch_on(client)
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1>") == 1 and 'id="navigation"' in text
    assert not ENGLISH.search(text)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_before_signing_in_are_vietnamese(db: None, name: str) -> None:
    text = Client().get(reverse(name)).content.decode()
    assert text.count("<h1>") == 1 and not ENGLISH.search(text)


def test_wrong_passwords_of_many_tries_get_the_page_in_words(hoa: User, settings: object) -> None:
    settings.AXES_FAILURE_LIMIT = 3  # type: ignore[attr-defined]
    client = Client()
    for _ in range(4):
        answer = client.post(reverse("account_login"), {"login": "hoa", "password": "sai-mat-khau-1"})
    assert answer.status_code == 429
    assert "Tạm dừng đăng nhập" in answer.content.decode()


def test_changes_to_signing_in_ask_for_the_password_again(hoa: User) -> None:
    client = _signed_in()
    asked = client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    assert "Xác nhận lại danh tính" in asked and not ENGLISH.search(asked)
    wrong = client.post(reverse("account_reauthenticate"), {"password": "sai-mat-khau-1"})
    assert "Mật khẩu hiện tại chưa đúng" in wrong.content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
