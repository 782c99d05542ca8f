"""Reads the catalogues of sentences: one ``.po`` file a room and language, the message id is the engine's code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


class CatalogueFault(ValueError):
    """A catalogue cannot be used: a code has no sentence."""


def rooms(language: Language) -> tuple[str, ...]:
    """Names of the rooms that have a catalogue in ``language``, sorted."""
    folder = files("parindex.wording") / language
    return tuple(sorted(entry.name[:-3] for entry in folder.iterdir() if entry.name.endswith(".po")))


@cache
def room_catalogue(language: Language, room: str) -> Mapping[str, str]:
    """Code → sentence of one room. Raises ``CatalogueFault`` for a code without a sentence."""
    with (files("parindex.wording") / language / f"{room}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=language, abort_invalid=True)
    sentences = {str(message.id): str(message.string) for message in catalogue if message.id}
    for code, text in sentences.items():
        if not text:
            raise CatalogueFault(f"{language}/{room}.po: {code} has no sentence")
    return MappingProxyType(sentences)


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Code → sentence of every room. No two rooms hold the same code (``claimed_twice``, kept by a test)."""
    merged: dict[str, str] = {}
    for room in rooms(language):
        for code, text in room_catalogue(language, room).items():
            merged.setdefault(code, text)
    return MappingProxyType(merged)


def claimed_twice(language: Language) -> tuple[tuple[str, str], ...]:
    """(code, room) of every code that an earlier room holds already."""
    seen: set[str] = set()
    twice: list[tuple[str, str]] = []
    for room in rooms(language):
        found = room_catalogue(language, room).keys()
        twice.extend((code, room) for code in sorted(found & seen))
        seen |= found
    return tuple(twice)
