"""Words that help reading, all of them data: types of documents, measures, unit aliases, spelling, cited acts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from parindex.engine.numbers.yaml_documents import load_yaml


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentType(_Part):
    """A type of document; ``head``: its name stands alone as a line at the head of such a document."""

    name: str
    symbols: tuple[str, ...] = ()
    head: bool = False
    also: tuple[str, ...] = ()


class UnitAlias(_Part):
    """One name of a unit and how else it is spelt."""

    name: str
    spellings: tuple[str, ...] = ()


class UnitWords(_Part):
    """How names of units begin, and their aliases."""

    heads: Annotated[tuple[str, ...], Field(min_length=1)]
    aliases: tuple[UnitAlias, ...] = ()


class Spelling(_Part):
    """What noise looks like and how it is read."""

    pattern: str
    read_as: str


class CitedAct(_Part):
    """What is known of an act's standing."""

    number: str
    state: str
    replaced_by: tuple[str, ...] = ()
    until: date | None = None
    unsure: bool = False


class ReadingWords(_Part):
    """Everything that reading needs besides the file."""

    schema_name: Annotated[Literal["parindex/reading-words/1"], Field(alias="schema")]
    types: tuple[DocumentType, ...]
    measures: tuple[str, ...]
    units: UnitWords
    spelling: tuple[Spelling, ...] = ()
    doubled_words: tuple[str, ...] = ()
    acts: tuple[CitedAct, ...] = ()

    @cached_property
    def type_of_symbol(self) -> dict[str, str]:
        """Symbol in a number → name of the type."""
        return {symbol: each.name for each in self.types for symbol in each.symbols}

    @cached_property
    def type_pattern(self) -> str:
        """A regular expression of all names of types, longest first."""
        names = {name for each in self.types for name in (each.name, *each.also)}
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

    @cached_property
    def head_names(self) -> dict[str, str]:
        """Upper-case line → name of the type."""
        return {each.name.upper(): each.name for each in self.types if each.head}

    @cached_property
    def measure_pattern(self) -> str:
        """A regular expression of all measures, longest first."""
        return "|".join(re.escape(name) for name in sorted(self.measures, key=len, reverse=True))

    @cached_property
    def unit_pattern(self) -> str:
        """A regular expression of how the name of a unit begins, longest first."""
        return "|".join(re.escape(name) for name in sorted(self.units.heads, key=len, reverse=True))

    @cached_property
    def repairs(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Compiled spelling repairs."""
        return tuple((re.compile(each.pattern, re.IGNORECASE), each.read_as) for each in self.spelling)

    @cached_property
    def doubled(self) -> re.Pattern[str] | None:
        """A word of the list, said twice in a row."""
        if not self.doubled_words:
            return None
        words = "|".join(re.escape(word) for word in sorted(self.doubled_words, key=len, reverse=True))
        return re.compile(rf"\b({words}) (\1)\b", re.IGNORECASE)

    @cached_property
    def act(self) -> dict[str, CitedAct]:
        """Number → what is known of the act."""
        return {each.number: each for each in self.acts}

    @cached_property
    def alias(self) -> dict[str, str]:
        """Folded spelling → name of the unit."""
        found = {}
        for each in self.units.aliases:
            for spelling in (each.name, *each.spellings):
                found[fold_name(spelling)] = each.name
        return found

    @cached_property
    def names_with_comma(self) -> tuple[str, ...]:
        """Lower-case names of units that hold a comma, longest first."""
        names = {spelling.lower() for each in self.units.aliases for spelling in (each.name, *each.spellings)}
        return tuple(sorted((each for each in names if "," in each), key=len, reverse=True))


def fold_name(text: str) -> str:
    """A name made comparable: one kind of dash and of space, "oà" as "òa", lower case."""
    plain = unicodedata.normalize("NFC", text).lower().replace("–", "-").replace("—", "-")
    plain = re.sub(r"\s*-\s*", " - ", plain.replace("“", "").replace("”", "").replace('"', ""))
    for old, new in (("oà", "òa"), ("oá", "óa"), ("uỷ", "ủy"), ("hoá", "hóa")):
        plain = plain.replace(old, new)
    return " ".join(plain.split())


def read_words(content: bytes, *, acts: bytes | None = None) -> ReadingWords:
    """Read the list of words (``rulebooks/aliases/reading_words.yaml``) and the acts (``legal_acts.yaml``).

    Raises ``ValueError`` (pydantic's) when a list is not what it should be.
    """
    loaded: Any = load_yaml(content)
    known = [] if acts is None else [_act(each) for each in load_yaml(acts)["acts"]]
    return ReadingWords.model_validate({**loaded, "acts": known})


def _act(row: Any) -> CitedAct:
    return CitedAct(
        number=row["act"],
        state=row["state"],
        replaced_by=tuple(row.get("replaced_by", ())),
        until=row.get("until"),
        unsure=bool(row.get("unsure")),
    )
