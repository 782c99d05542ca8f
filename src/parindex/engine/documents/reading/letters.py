"""Vietnamese letters for regular expressions: ranges like ``à-ỹ`` mix small and capital letters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_BLOCKS = (range(0xC0, 0x200), range(0x1EA0, 0x1EFA))
_ALL = [chr(code) for block in _BLOCKS for code in block if chr(code).isalpha()]

LOW = "a-z" + "".join(each for each in _ALL if each.islower())
"""Small letters, to stand inside brackets."""
UP = "A-Z" + "".join(each for each in _ALL if each.isupper())
"""Capital letters, to stand inside brackets."""


@lru_cache(maxsize=4096)
def without_marks(text: str) -> str:
    """Lower case without marks ("NHIỆM VỤ" and "NHIÊM VU" are both "nhiem vu"), for words that noise may have hit."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(each for each in plain if not unicodedata.combining(each))
