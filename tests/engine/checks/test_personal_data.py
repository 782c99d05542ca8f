"""Nothing of a person's identity stays in a covered text, however it is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks.personal_data import COVER, KnownPerson, PersonalKind, cover, find_personal

BINH = KnownPerson(
    full_name="Nguyễn Văn Bình",
    phone="0912 345 678",
    address="Số 12 đường Hùng Vương, thôn Đắk Prí, xã Nâm Nung, tỉnh Lâm Đồng",
    identity_number="068 090 001 234",
    mail="binh.nv@thu.example",
)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Nguyễn Văn Bình", PersonalKind.NAME),
        ("NGUYỄN VĂN BÌNH", PersonalKind.NAME),
        ("nguyen van  binh", PersonalKind.NAME),
        (unicodedata.normalize("NFD", "Nguyễn Văn Bình"), PersonalKind.NAME),
        ("Văn Bình", PersonalKind.NAME),
        ("ông Bình", PersonalKind.NAME),
        ("0912345678", PersonalKind.PHONE),
        ("0912.345.678", PersonalKind.PHONE),
        ("+84 912 345 678", PersonalKind.PHONE),
        ("068090001234", PersonalKind.IDENTITY_NUMBER),
        ("068.090.001.234", PersonalKind.IDENTITY_NUMBER),
        ("binh.nv@thu.example", PersonalKind.MAIL),
        ("số 12 đường hùng vương", PersonalKind.ADDRESS),
        ("thon dak pri", PersonalKind.ADDRESS),
        ("Đắk Prí", PersonalKind.ADDRESS),
        ("Hùng Vương", PersonalKind.ADDRESS),
        ("binh.nv", PersonalKind.MAIL),
    ],
)
def test_what_is_known_of_a_person_is_found_and_covered(written: str, kind: PersonalKind) -> None:
    text = f"Tôi ở đây: {written}, đề nghị xem xét."
    (found,) = find_personal(text, BINH)
    assert found.kind is kind
    assert cover(text, BINH) == f"Tôi ở đây: {COVER}, đề nghị xem xét."


@pytest.mark.parametrize("text", ["0987654321", "gọi 0263 3822 111 nhé", "số 241234567", "ai.do@noi.example"])
def test_numbers_of_anybody_are_found_without_knowing_the_person(text: str) -> None:
    assert find_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 05/12/2026 nộp hồ sơ tại Trung tâm Phục vụ hành chính công xã Nâm Nung, tỉnh Lâm Đồng.",
        "Phí 1.500.000 đồng theo Nghị định 20/2008/NĐ-CP; 1.310 hồ sơ, 85,96 %.",
        "Đường bình quân đầu người; hòa bình; thửa đất số 45, tờ bản đồ 12.",
    ],
)
def test_dates_money_acts_and_the_commune_are_left(text: str) -> None:
    assert find_personal(text, BINH) == ()
    assert cover(text, BINH) == text


@given(st.lists(st.sampled_from(["Nguyễn Văn Bình", "0912345678", "068090001234", " và ", "đường ", "ông Bình", ", "])))
def test_a_covered_text_holds_nothing_more(parts: list[str]) -> None:
    covered = cover("".join(parts), BINH)
    assert find_personal(covered, BINH) == ()
    assert cover(covered, BINH) == covered
