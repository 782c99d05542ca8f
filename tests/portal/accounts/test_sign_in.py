"""Who gets in."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.accounts.sign_in import may_sign_in
from parindex.portal.platform.refusals import ActionRefused

pytestmark = pytest.mark.django_db
PASSWORD = "cai-cach-2026"


def _sign_in(login: str, password: str = PASSWORD, **where: str) -> int:
    answer = Client().post(reverse("account_login"), {"login": login, "password": password}, **where)  # type: ignore[arg-type]
    return answer.status_code


def _demonstration_person(settings: Settings) -> User:
    settings.DEMONSTRATION = True
    return register_person(actor=None, username="demo", full_name="Người trình diễn", password="x", demonstration=True)


def test_it_works_by_user_name_and_by_email(hoa: User) -> None:
    assert _sign_in("hoa") == 302
    assert _sign_in("HOA@parindex.example") == 302


def test_a_wrong_password_is_refused(hoa: User) -> None:
    assert _sign_in("hoa", "sai-mat-khau-1") == 200


def test_too_many_wrong_passwords_pause_the_right_one_too(hoa: User, settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    answers = [_sign_in("hoa", "sai-mat-khau-1") for _ in range(4)]
    assert 302 not in answers
    assert _sign_in("hoa") != 302


def test_pages_ask_for_signing_in_first() -> None:
    answer = Client().get(reverse("dashboards:overview"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_no_one_registers_himself(db: None) -> None:
    answer = Client().post(
        reverse("account_signup"),
        {"username": "khach", "email": "khach@parindex.example", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.filter(username="khach").exists()
    assert answer.status_code == 200


def test_a_demonstration_person_gets_in_from_this_machine_only(settings: Settings) -> None:
    _demonstration_person(settings)
    assert _sign_in("demo", "x", REMOTE_ADDR="127.0.0.1") == 302
    assert _sign_in("demo", "x", REMOTE_ADDR="::1") == 302
    assert _sign_in("demo", "x", REMOTE_ADDR="10.1.2.3") == 200
    assert _sign_in("demo", "x", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.1.2.3") == 200


def test_a_demonstration_person_gets_in_during_the_demonstration_only(settings: Settings) -> None:
    person = _demonstration_person(settings)
    client = Client()
    client.force_login(person, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    assert client.get(reverse("dashboards:overview")).status_code == 200
    settings.DEMONSTRATION = False
    assert client.get(reverse("dashboards:overview")).status_code == 302
    assert _sign_in("demo", "x", REMOTE_ADDR="127.0.0.1") == 200
    assert not may_sign_in(person, RequestFactory().get("/"))


def test_demonstration_people_are_not_made_outside_the_demonstration() -> None:
    with pytest.raises(ActionRefused, match="not_a_demonstration"):
        register_person(actor=None, username="demo", full_name="Người trình diễn", password="x", demonstration=True)


@pytest.mark.parametrize(
    ("username", "email", "password", "code"),
    [
        ("Hoa", "", PASSWORD, "accounts.username_taken"),
        ("hoa2", "HOA@parindex.example", PASSWORD, "accounts.email_taken"),
        ("hoa2", "", "12345678", "accounts.password_weak"),
    ],
)
def test_registering_is_refused(hoa: User, username: str, email: str, password: str, code: str) -> None:
    with pytest.raises(ActionRefused) as refusal:
        register_person(actor=hoa, username=username, full_name="Hoa khác", email=email, password=password)
    assert refusal.value.code == code
