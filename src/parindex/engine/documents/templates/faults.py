"""Why a template or its values are refused: a code with values; the words stand in the catalogue ``templates``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class TemplateFault(StrEnum):
    """What is wrong. Sentences: ``template.fault.<code>``."""

    # the values
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_VALUE = "wrong_value"
    NOT_VALUES = "not_values"
    # the file
    NOT_WORD = "not_word"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    PASSWORD = "password"  # noqa: S105  # a reason, not a secret
    MACROS = "macros"
    EXTERNAL = "external"
    EMBEDDED = "embedded"
    ACTIVE_FIELD = "active_field"
    UNSAFE_XML = "unsafe_xml"
    DAMAGED = "damaged"
    NO_KIND = "no_kind"
    # what is written in it
    SYNTAX = "syntax"
    FORBIDDEN = "forbidden"
    UNKNOWN_NAME = "unknown_name"
    BROKEN_PARAGRAPHS = "broken_paragraphs"
    TOO_LONG = "too_long"
    TOOK_TOO_LONG = "took_too_long"


class Fault(NamedTuple):
    """One reason with what fills its sentence."""

    code: TemplateFault
    values: Mapping[str, str | int] = {}


class TemplateRefused(ValueError):
    """The document is not written; every reason that is known at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.code}: {dict(fault.values)}" for fault in faults))
        self.faults = tuple(faults)


def refuse(code: TemplateFault, **values: str | int) -> TemplateRefused:
    """A refusal for one reason."""
    return TemplateRefused((Fault(code, values),))
