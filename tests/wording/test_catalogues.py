"""Both languages say the same things."""

import pytest

from parindex.wording import codes
from parindex.wording.catalogues import LANGUAGES, Language, catalogue, claimed_twice, room_catalogue, rooms
from parindex.wording.sentences import FORMS, WORD, forms, placeholders


def test_both_languages_have_the_same_rooms() -> None:
    assert rooms("vi") == rooms("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_stands_in_one_room_only(language: Language) -> None:
    assert claimed_twice(language) == ()


@pytest.mark.parametrize("room", rooms("vi"))
def test_both_languages_hold_the_same_codes(room: str) -> None:
    assert set(room_catalogue("vi", room)) == set(room_catalogue("en", room))


@pytest.mark.parametrize("code", sorted(codes("vi")))
def test_both_languages_use_the_same_placeholders(code: str) -> None:
    assert placeholders(catalogue("vi")[code]) == placeholders(catalogue("en")[code])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_after_a_colon_is_known(language: Language) -> None:
    sentences = catalogue(language)
    unknown = {
        code: [form for form in forms(text) if form not in FORMS and not form.startswith(WORD)]
        for code, text in sentences.items()
    }
    assert {code: names for code, names in unknown.items() if names} == {}
