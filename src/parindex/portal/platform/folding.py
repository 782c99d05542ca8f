"""Search without accents and Vietnamese sort order.

SQLite knows neither (`LIKE` and `upper` are ASCII there), so each searched row keeps a folded column and a sort key.
"""

import unicodedata

# The order of the Vietnamese dictionary: letter first, then tone. A key has one part per level.
_LETTERS = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
_RANK = {letter: f"{place:02d}" for place, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def fold(text: str) -> str:
    """Lower case, no accents, đ as d, single spaces: "Xã Đắk Wil" → "xa dak wil"."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(letters.split())


def sort_key(text: str) -> str:
    """A key whose plain order is the Vietnamese order of `text`; numbers inside sort by value ("Quận 2" before "Quận
    10").
    """
    letters: list[str] = []
    tones: list[str] = []
    digits = ""
    for character in f"{unicodedata.normalize('NFC', text.lower().strip())} ":
        if character.isdigit() and character.isascii():
            digits += character
            continue
        if digits:
            letters.append(f"0{int(digits):08d}")
            tones.append("0")
            digits = ""
        letter, tone = _letter_and_tone(character)
        letters.append(_RANK.get(letter, "" if not letter.strip() else f"~{ord(letter):05d}") or " ")
        tones.append(tone)
    return f"{''.join(letters).rstrip()}|{''.join(tones).rstrip('0')}"


def _letter_and_tone(character: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), "0")
    letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return letter, tone
