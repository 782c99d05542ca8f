"""What is typed into a petition's form never waits in a session: it may name the petitioner."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.petitions.conftest import CONTENT, IDENTIFYING

from parindex.portal.accounts.models import User
from parindex.portal.petitions.urls import urlpatterns
from parindex.portal.platform.typed_texts import WHOSE

TAKES_NO_FORM = {
    "list",
    "template",
    "published",
    "published_petition",
    "report",
    "report_word",
    "dialogues",
    "petition",
}


@pytest.mark.django_db
def test_neither_signed_out_nor_on_an_old_page_is_a_petition_kept(lan: User, signed_in: SignedIn) -> None:
    form = {WHOSE: str(lan.pk), "content": CONTENT, "petitioner_name": IDENTIFYING[0]}
    page = reverse("petitions:receive")
    came_from = {"referer": f"http://testserver{page}"}
    signed_out = Client()
    assert signed_out.post(page, form, headers=came_from).status_code == 302
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(lan, backend="parindex.portal.accounts.sign_in.PasswordBackend")
    assert stale.post(page, form, headers=came_from).status_code == 403
    for client in (signed_out, stale):
        assert not any(part in str(dict(client.session)) for part in IDENTIFYING)


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: str(pattern.name))
def test_every_form_is_marked(pattern: object) -> None:
    name, view = getattr(pattern, "name", ""), getattr(pattern, "callback", None)
    assert hasattr(view, "keeps_nothing") == (name not in TAKES_NO_FORM)
