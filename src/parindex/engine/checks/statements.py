"""Figures printed in a report, and what should equal what: sums, rates, the same notion in two places, what is missing.

Which figures there are and which identities must hold is data. What holds, or cannot be judged because a figure is not
printed, is silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class StatementCode(StrEnum):
    """Every finding in printed figures. Sentences: ``finding.<code>``."""

    SUM_DIFFERS = "sum_differs"
    RATE_DIFFERS = "rate_differs"
    FIGURES_DIFFER = "figures_differ"
    OPENING_DIFFERS = "opening_differs"
    TOTAL_ROW_DIFFERS = "total_row_differs"
    FIGURE_MISSING = "figure_missing"


class StatementCause(StrEnum):
    """What may have happened; proposed, never applied. Sentences: ``cause.<code>``."""

    OTHER_FIGURE_USED = "other_figure_used"
    """Another printed figure was taken for the one that was meant."""
    SAME_AS_OTHER = "same_as_other"
    """The figure is that of another notion."""
    ONE_OF_THESE_OFF = "one_of_these_off"
    """Every figure is borne out by its own parts; one of them is off all the same."""
    MEAN_OF_RATES = "mean_of_rates"
    DATES_MAY_DIFFER = "dates_may_differ"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Codes = Annotated[tuple[Code, ...], Field(min_length=1)]


class PrintedFigure(_Part):
    """One figure as printed; a percentage as text, so that it keeps its decimals. None: not printed."""

    code: Code
    value: Decimal | None
    title: str
    place: str = ""


class SumIdentity(_Part):
    """``whole`` = Σ ``parts``."""

    whole: Code = Field(alias="sum")
    parts: Codes = Field(alias="of")


class RateIdentity(_Part):
    """``rate`` in percent = Σ ``numerator`` ÷ Σ ``denominator``; numerators and denominators go in pairs."""

    rate: Code
    numerator: Codes
    denominator: Codes

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.numerator) != len(self.denominator):
            raise ValueError("numerators and denominators go in pairs")
        return self


class SameIdentity(_Part):
    """Two figures of one notion. ``dates_may_differ``: they may be of different dates; ask before correcting."""

    one: Code = Field(alias="same")
    other: Code = Field(alias="as")
    dates_may_differ: bool = False


class RequiredFigure(_Part):
    """``figure`` must be printed when any of ``beside`` is more than 0."""

    figure: Code = Field(alias="required")
    beside: Codes


Identity = SumIdentity | RateIdentity | SameIdentity | RequiredFigure


def codes_in(identity: Identity) -> tuple[str, ...]:
    """Figures that an identity speaks of."""
    if isinstance(identity, SumIdentity):
        return (identity.whole, *identity.parts)
    if isinstance(identity, RateIdentity):
        return (identity.rate, *identity.numerator, *identity.denominator)
    if isinstance(identity, SameIdentity):
        return (identity.one, identity.other)
    return (identity.figure, *identity.beside)


class PrintedStatement(_Part):
    """Figures of one document about one unit."""

    schema_version: Literal["parindex/printed-statement/1"] = Field(
        alias="schema", default="parindex/printed-statement/1"
    )
    unit: str
    title: str = ""
    source_title: str = ""
    source_url: str | None = None
    figures: Annotated[tuple[PrintedFigure, ...], Field(min_length=1)]
    identities: tuple[Identity, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        codes = [figure.code for figure in self.figures]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"figures twice: {', '.join(twice)}")
        unknown = sorted({code for identity in self.identities for code in codes_in(identity)} - set(codes))
        if unknown:
            raise ValueError(f"unknown figures: {', '.join(unknown)}")
        return self


class StatementFault(NamedTuple):
    """One fault of a document: path, what stands there, and why it is refused."""

    path: str
    value: str
    reason: str


class StatementRefused(ValueError):
    """The document cannot be read; ``faults`` names everything at once."""

    def __init__(self, faults: Sequence[StatementFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in self.faults))


_Document = TypeVar("_Document", bound=BaseModel)


def read_statement(content: bytes) -> PrintedStatement:
    """Read printed figures with their identities (YAML). Raises ``StatementRefused`` with every fault."""
    return read_yaml(content, PrintedStatement)


def read_yaml(content: bytes, kind: type[_Document]) -> _Document:
    """Read a document of ``kind``. Raises ``StatementRefused`` with every fault."""
    try:
        document: Any = YAML(typ="safe", pure=True).load(BytesIO(content))
    except (YAMLError, ValueError) as error:
        raise StatementRefused([StatementFault("", "", f"yaml: {error}")]) from error
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise StatementRefused(
            [
                StatementFault(".".join(map(str, fault["loc"])), repr(fault["input"])[:80], fault["msg"])
                for fault in error.errors()
            ]
        ) from error
