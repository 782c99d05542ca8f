"""An invitation opens once, for some days, and only the newest one does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from parindex.portal.accounts.actions.close_account import close_account, open_account
from parindex.portal.accounts.actions.invite_person import invite_person
from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.jobs import send_invitation
from parindex.portal.accounts.models import User
from parindex.portal.accounts.queries import invitation_key
from parindex.portal.platform import clock, worker
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.site import reactions

NEW = "mat-khau-rieng-2026"


@pytest.fixture
def mai(db: None) -> User:
    """Registered, not yet in."""
    return register_person(actor=None, username="mai", full_name="Phan Thị Mai", email="mai@parindex.example")


def _link(person: User) -> str:
    return reverse("accounts_invitation", args=[invitation_key(person)])


def _set(link: str, password: str = NEW, again: str | None = None) -> int:
    return Client().post(link, {"password": password, "again": again or password}).status_code


def _gets_in(password: str = NEW) -> bool:
    return Client().post(reverse("account_login"), {"login": "mai", "password": password}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_mail_holds_a_link_that_sets_the_password(mai: User, settings: Settings) -> None:
    reactions.connect()
    settings.PORTAL_ADDRESS = "https://cchc.example"
    invite_person(actor=None, person=mai)
    worker.run_waiting()
    (sent,) = mail.outbox
    assert sent.to == ["mai@parindex.example"]
    found = re.search(r"https://cchc\.example(\S+)", str(sent.body))
    assert found and "Phan Thị Mai" in sent.body
    page = Client().get(found.group(1)).content.decode()
    assert "Phan Thị Mai" in page
    assert _set(found.group(1)) == 302
    assert _gets_in()
    assert _set(found.group(1)) == 410
    entries = AuditEntry.objects.filter(stream=f"person:{mai.public_id}").order_by("number")
    assert [entry.action for entry in entries] == [
        "accounts.register_person", "accounts.invite_person", "accounts.accept_invitation"
    ]  # fmt: skip
    assert all("mai" not in str(entry.references) for entry in entries)


def test_passwords_that_differ_or_are_weak_are_refused_and_the_link_stays(mai: User) -> None:
    link = _link(invite_person(actor=None, person=mai))
    assert _set(link, again="khac-di-2026") == 422
    assert _set(link, "12345678") == 422
    assert _set(link) == 302


def test_a_newer_invitation_voids_the_older(mai: User) -> None:
    older = _link(invite_person(actor=None, person=mai))
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        newer = _link(invite_person(actor=None, person=mai))
        assert _set(older) == 410
        assert _set(newer) == 302


def test_an_old_or_forged_link_opens_nothing(mai: User, settings: Settings) -> None:
    link = _link(invite_person(actor=None, person=mai))
    assert _set(link[:-2] + "x/") == 410
    with clock.stopped_at(clock.now() + timedelta(days=settings.INVITATION_DAYS, minutes=1)):
        assert _set(link) == 410


def test_a_closed_account_is_neither_invited_nor_let_in(mai: User) -> None:
    link = _link(invite_person(actor=None, person=mai))
    close_account(actor=None, person=mai)
    assert _set(link) == 410
    assert not send_invitation(mai)
    with pytest.raises(ActionRefused, match="account_closed"):
        invite_person(actor=None, person=mai)
    open_account(actor=None, person=mai)
    assert _set(link) == 410  # closing voided it


def test_without_an_address_there_is_no_invitation(db: None) -> None:
    nobody = register_person(actor=None, username="x", full_name="Không Thư")
    with pytest.raises(ActionRefused, match="no_address"):
        invite_person(actor=None, person=nobody)


def test_closing_signs_the_person_out_everywhere(hoa: User, lan: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": "lan", "password": "cai-cach-2026"})
    assert client.get(reverse("dashboards:overview")).status_code == 200
    close_account(actor=hoa, person=lan)
    assert client.get(reverse("dashboards:overview")).status_code == 302
    with pytest.raises(ActionRefused, match="own_account"):
        close_account(actor=hoa, person=hoa)


def test_a_forgotten_password_is_set_anew_by_mail(hoa: User) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "hoa@parindex.example"})
    (sent,) = mail.outbox
    assert sent.subject.strip() == "Đặt mật khẩu mới"
    found = re.search(r"https?://[^/\s]+(/\S+)", str(sent.body))
    assert found
    form = client.get(found.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    assert client.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    assert Client().post(reverse("account_login"), {"login": "hoa", "password": NEW}).status_code == 302
    again = Client().get(found.group(1), follow=True)
    assert "đã được dùng hoặc đã quá hạn" in again.content.decode()


def test_who_has_no_account_is_not_told_so_and_gets_no_mail(hoa: User) -> None:
    answer = Client().post(reverse("account_reset_password"), {"email": "khach@parindex.example"}, follow=True)
    assert "Nếu có tài khoản dùng địa chỉ này" in answer.content.decode()
    assert mail.outbox == []
