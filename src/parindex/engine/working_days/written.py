"""What the documents of this room have in common: where something was read, clock times, faults told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from ruamel.yaml.error import YAMLError

from parindex.engine.numbers.yaml_documents import load_yaml

MINUTES_OF_DAY = 24 * 60
Grade = Literal["A", "B", "C", "D"]
"""A: the official text was read. B: an official copy or a newspaper. C: running software. D: derived."""


class Part(BaseModel):
    """Base of every part of a document: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _minute(value: object) -> object:
    """``"07:30"`` → 450."""
    if not isinstance(value, str):
        raise ValueError("a time is written as text, like '07:30'")
    hours, colon, minutes = value.partition(":")
    if not colon or not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError("a time is written like '07:30'")
    minute = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or minute > MINUTES_OF_DAY:
        raise ValueError("no such time of day")
    return minute


Minute = Annotated[int, BeforeValidator(_minute)]
"""Minute of the day, written ``"07:30"``."""


class Read(Part):
    """Where something was read. ``unsure`` says what may not be relied on; what names no act must say so."""

    act: str | None = None
    act_date: date | None = None
    grade: Grade
    url: str | None = None
    note: str | None = None
    unsure: str | None = None

    @model_validator(mode="after")
    def _act_or_doubt(self) -> Self:
        if self.act is None and self.unsure is None and self.note is None:
            raise ValueError("without an act, note or unsure must say where it comes from")
        return self


class DocumentFault(NamedTuple):
    """One fault of a document: path, what stands there, and why it is refused (pydantic's words)."""

    path: str
    value: str
    reason: str


class DocumentRefused(ValueError):
    """The document cannot be used; ``faults`` names everything at once."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in self.faults))


_Document = TypeVar("_Document", bound=Part)


def read_document(content: bytes, kind: type[_Document]) -> _Document:
    """Read YAML as ``kind``. Raises ``DocumentRefused`` with every fault."""
    try:
        document: Any = load_yaml(content)
    except (YAMLError, ValueError) as error:
        raise DocumentRefused([DocumentFault("", "", f"yaml: {error}")]) from error
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise DocumentRefused(
            [
                DocumentFault(".".join(map(str, fault["loc"])), repr(fault["input"])[:80], fault["msg"])
                for fault in error.errors()
            ]
        ) from error
