"""Fields of procedures as exports and catalogues write them: which words mean the same field, and what it is called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from parindex.engine.tables.rows import fold


class KnownField(NamedTuple):
    """A field: the short code that systems write, and its name."""

    code: str
    title: str


def known_field(word: str) -> KnownField | None:
    """The field that a code, a name or another spelling means, accents aside; None where it is not known."""
    return _by_word().get(fold(word))


def certainly_differ(one: str, other: str) -> bool:
    """Whether two words certainly mean different fields: both are known, and they are not the same."""
    first, second = known_field(one), known_field(other)
    return first is not None and second is not None and first != second


@cache
def _by_word() -> dict[str, KnownField]:
    path = files("parindex") / "rulebooks" / "aliases" / "dossier_fields.yaml"
    stored: Any = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    found: dict[str, KnownField] = {}
    for each in stored["fields"]:
        field = KnownField(each["code"], each["title"])
        for word in (field.code, field.title, *each["aliases"]):
            if found.setdefault(fold(word), field) != field:
                raise ValueError(f"{word} means two fields")
    return found
