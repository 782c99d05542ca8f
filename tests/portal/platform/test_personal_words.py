"""What looks personal is said beside the box while it is typed: to who is signed in, and nothing of it stays."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.personal_words import LONGEST, MOST_SHOWN, warning

TYPED = "Bà Trần Thị Bưởi, số 0987 111 222, ở số nhà 9 đường Hùng Vương"


def test_the_sentence_names_what_was_recognised_and_says_what_is_not(lan: User, signed_in: SignedIn) -> None:
    answer = signed_in(lan).post(reverse("personal_words"), {"text": TYPED})
    told = answer.content.decode()
    for words in ("họ tên “Trần Thị Bưởi”", "số điện thoại “0987 111 222”", "số nhà 9 đường Hùng Vương", "tự đọc lại"):
        assert words in told, words
    assert answer.headers["Content-Type"].startswith("text/plain") and "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("text", ["", "UBND xã Hàm Thuận đã trả lời, ông Chủ tịch UBND ký.", "1.310 hồ sơ; 85,96 %"])
def test_nothing_is_said_of_offices_and_figures(text: str) -> None:
    assert warning(text) == ""


def test_nothing_is_kept_and_strangers_are_not_answered(lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    entries = AuditEntry.objects.count()
    browser.post(reverse("personal_words"), {"text": TYPED})
    assert AuditEntry.objects.count() == entries
    assert "Bưởi" not in str(dict(browser.session))
    outside = Client().post(reverse("personal_words"), {"text": TYPED})
    assert outside.status_code == 302 and "Bưởi" not in outside.headers["Location"]
    assert browser.get(reverse("personal_words")).status_code == 405


def test_a_long_text_is_looked_at_in_part_and_few_finds_are_shown() -> None:
    assert warning("a " * LONGEST + TYPED) == ""
    many = warning(", ".join(f"0987 111 {number}" for number in range(200, 200 + 2 * MOST_SHOWN)))
    assert many.count("0987") == MOST_SHOWN and "…" in many
