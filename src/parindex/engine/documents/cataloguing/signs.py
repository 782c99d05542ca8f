"""Numbers, symbols and names of bodies made comparable: what people write in many ways and mean as one."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_CENTRAL = re.compile(r"/(?:cp|ttg|qh\d*|ubtvqh\d*|tw|b[a-z]{1,6}|vpcp|ttcp)$")
_YEAR = re.compile(r"^\d+/(?:19|20)\d\d/")
_SPOKEN = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"))
_HEADS = ("chu tich ", "tm ", "thuong truc ")


class Numbered(NamedTuple):
    """A sign in its two parts: ``151/QĐ-UBND`` is number 151 of the series ``qd/ubnd``."""

    number: int
    series: str


def sign_key(sign: str) -> str:
    """``09/2015/ QĐ-TTg`` → ``9/2015/qd/ttg``; empty when no number stands in front.

    Blanks, dashes for strokes, leading zeros and accents make no other sign.
    """
    words = _WORD.findall(_plain(sign))
    if len(words) < 2 or not words[0].isdecimal():
        return ""
    return "/".join([str(int(words[0])), *words[1:]])


def numbered(key: str) -> Numbered | None:
    """The parts of a ``sign_key``; ``None`` for an empty one."""
    number, _, series = key.partition("/")
    return Numbered(int(number), series) if series else None


def body_key(name: str) -> str:
    """``Ủy ban nhân dân xã Nâm Nung`` and ``Chủ tịch UBND xã Nâm Nung`` → ``ubnd xa nam nung``: one set of numbers."""
    plain = " ".join(_WORD.findall(_plain(name)))
    for spoken, short in _SPOKEN:
        plain = plain.replace(spoken, short)
    for head in _HEADS:
        if plain.startswith(f"{head}ubnd") or plain.startswith(f"{head}hdnd"):
            plain = plain.removeprefix(head)
    return plain


def bodies_agree(one: str, other: str) -> bool | None:
    """Whether two ``body_key`` may be one body; one told shorter ("ubnd tinh") agrees. ``None``: one is not told."""
    if not one or not other:
        return None
    short, long = sorted((one, other), key=len)
    return long == short or long.startswith(f"{short} ")


def is_central(key: str) -> bool:
    """Whether the symbol of a ``sign_key`` names its issuer for the whole country: Chính phủ, Thủ tướng, a ministry."""
    return _CENTRAL.search(key) is not None


def has_year(key: str) -> bool:
    """Whether the year is part of the number (``61/2018/NĐ-CP``), so that it does not begin again."""
    return _YEAR.match(key) is not None


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(each for each in apart if not unicodedata.combining(each))
