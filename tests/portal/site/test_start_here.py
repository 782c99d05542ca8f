"""The page "Bắt đầu từ đây": ten steps in words, and buttons that sign in nobody but the cast, in the demonstration."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.site.demo.cast import CAST
from parindex.portal.site.demo.tour import STEPS
from parindex.wording import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thinh_of_the_cast(settings: Settings) -> User:
    """A person of the cast, in a demonstration."""
    settings.DEMONSTRATION = True
    return register_person(actor=None, username="thinh", full_name="Y Thịnh Niê", demonstration=True)


def _press(client: Client, person: str, machine: str = "127.0.0.1") -> str:
    """The address after the button; empty: not found."""
    answer = client.post(reverse("sign_in_as"), {"person": person, "step": "1"}, REMOTE_ADDR=machine)
    return "" if answer.status_code == 404 else answer.headers["Location"]


def _signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_there_are_ten_steps_and_each_has_its_words() -> None:
    assert len(STEPS) == 10
    wanted = {code for step in STEPS for code in (step.title, step.what)}
    assert wanted <= codes("vi") and wanted <= codes("en")
    assert {step.username for step in STEPS} <= {part.username for part in CAST}


def test_the_page_is_open_to_who_has_not_signed_in_and_lists_everyone(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    answer = client.get(reverse("start_here"))
    assert answer.status_code == 200
    assert all(part.full_name in answer.content.decode() for part in CAST)


def test_the_button_signs_in(client: Client, thinh_of_the_cast: User) -> None:
    assert _press(client, "thinh") == reverse("dashboards:my_work")
    assert client.session["_auth_user_id"] == str(thinh_of_the_cast.pk)


def test_outside_of_the_demonstration_there_is_neither_page_nor_button(
    client: Client, thinh_of_the_cast: User, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    assert client.get(reverse("start_here")).status_code == 404
    assert _press(client, "thinh") == "" and not _signed_in(client)


@pytest.mark.parametrize("person", ["", "nobody", "that"])
def test_only_the_cast_is_signed_in(client: Client, thinh_of_the_cast: User, person: str) -> None:
    register_person(actor=None, username="that", full_name="Người Thật")
    assert _press(client, person) == "" and not _signed_in(client)


def test_another_machine_is_refused(client: Client, thinh_of_the_cast: User) -> None:
    assert _press(client, "thinh", "192.0.2.7") == reverse("account_inactive")
    assert not _signed_in(client)


def test_who_has_a_second_step_goes_through_the_sign_in_page(client: Client, thinh_of_the_cast: User) -> None:
    Authenticator.objects.create(user=thinh_of_the_cast, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert _press(client, "thinh") == reverse("account_login")
    assert not _signed_in(client)


def test_a_link_cannot_sign_in(client: Client, thinh_of_the_cast: User) -> None:
    assert client.get(reverse("sign_in_as"), {"person": "thinh"}).status_code == 405
