"""Vietnamese letters for regular expressions: ranges like ``à-ỹ`` mix small and capital letters."""

from __future__ import annotations

_BLOCKS = (range(0xC0, 0x200), range(0x1EA0, 0x1EFA))
_ALL = [chr(code) for block in _BLOCKS for code in block if chr(code).isalpha()]

LOW = "a-z" + "".join(each for each in _ALL if each.islower())
"""Small letters, to stand inside brackets."""
UP = "A-Z" + "".join(each for each in _ALL if each.isupper())
"""Capital letters, to stand inside brackets."""
