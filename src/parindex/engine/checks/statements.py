"""Figures printed in a report, and what should equal what: sums, rates, the same notion in two places, what is missing.

Which figures there are and which identities must hold is data. What holds, or cannot be judged because a figure is not
printed, is silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml.error import YAMLError

from parindex.engine.numbers.yaml_documents import load_yaml


class StatementCode(StrEnum):
    """Every finding in printed figures. Sentences: ``finding.<code>``."""

    SUM_DIFFERS = "sum_differs"
    RATE_DIFFERS = "rate_differs"
    FIGURES_DIFFER = "figures_differ"
    OPENING_DIFFERS = "opening_differs"
    TOTAL_ROW_DIFFERS = "total_row_differs"
    FIGURE_MISSING = "figure_missing"
    BALANCE_DIFFERS = "balance_differs"
    PART_ABOVE_WHOLE = "part_above_whole"
    BASES_DIFFER = "bases_differ"
    QUOTIENT_DIFFERS = "quotient_differs"
    GROWTH_DIFFERS = "growth_differs"


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
    BASE_MAY_DIFFER = "base_may_differ"
    """The percentage may be of something that is not printed."""


class StatementFaultCode(StrEnum):
    """Why a document of printed figures cannot be read. Sentences: ``statement_fault.<code>``, value ``names``."""

    NOT_YAML = "not_yaml"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    NOT_A_NUMBER = "not_a_number"
    NOT_TEXT = "not_text"
    NOT_A_LIST = "not_a_list"
    EMPTY_LIST = "empty_list"
    BAD_CODE = "bad_code"
    UNKNOWN_IDENTITY = "unknown_identity"
    UNPAIRED = "unpaired"
    FIGURE_TWICE = "figure_twice"
    UNKNOWN_FIGURE = "unknown_figure"
    UNFIT = "unfit"


_KINDS = {
    "missing": StatementFaultCode.MISSING,
    "extra_forbidden": StatementFaultCode.UNKNOWN_KEY,
    "decimal_type": StatementFaultCode.NOT_A_NUMBER,
    "decimal_parsing": StatementFaultCode.NOT_A_NUMBER,
    "finite_number": StatementFaultCode.NOT_A_NUMBER,
    "string_type": StatementFaultCode.NOT_TEXT,
    "tuple_type": StatementFaultCode.NOT_A_LIST,
    "too_short": StatementFaultCode.EMPTY_LIST,
    "string_pattern_mismatch": StatementFaultCode.BAD_CODE,
    "union_tag_not_found": StatementFaultCode.UNKNOWN_IDENTITY,
    "union_tag_invalid": StatementFaultCode.UNKNOWN_IDENTITY,
}


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
    """``rate`` in percent = Σ ``numerator`` ÷ Σ ``denominator``.

    Numerators and denominators go in pairs, or several numerators are parts of one denominator, or, said by
    ``together``, one numerator is a part of several denominators together (338 of 338 + 9). ``base_may_differ``: the
    words do not say for certain of what it is; ask before correcting.
    """

    rate: Code
    numerator: Codes
    denominator: Codes
    together: bool = False
    base_may_differ: bool = False

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.denominator) not in (1, len(self.numerator)) and not self.together:
            raise PydanticCustomError(StatementFaultCode.UNPAIRED.value, "numerators and denominators go in pairs")
        return self

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Numerator and denominator of each ratio; none when several numerators are parts of one denominator."""
        if len(self.numerator) != len(self.denominator):
            return ()
        return tuple(zip(self.numerator, self.denominator, strict=True))


class SameIdentity(_Part):
    """Two figures of one notion. ``dates_may_differ``: they may be of different dates; ask before correcting."""

    one: Code = Field(alias="same")
    other: Code = Field(alias="as")
    dates_may_differ: bool = False


class RequiredFigure(_Part):
    """``figure`` must be printed when any of ``beside`` is more than 0."""

    figure: Code = Field(alias="required")
    beside: Codes


class BalanceIdentity(_Part):
    """Stock and flow: Σ ``into`` = Σ ``out`` (opening + received = resolved + pending)."""

    into: Codes = Field(alias="balance")
    out: Codes = Field(alias="equals")


class AtMostIdentity(_Part):
    """``part`` is no more than ``whole`` (present and quota, score and maximum, one of several in a whole)."""

    part: Code
    whole: Code = Field(alias="within")


class AmountAndPercent(_Part):
    """An amount and the percentage that it is printed to be of a base that is not printed."""

    amount: Code
    percent: Code


class BaseIdentity(_Part):
    """The unprinted base of the whole (amount ÷ percentage) is the sum of the bases of its parts."""

    whole: AmountAndPercent = Field(alias="base")
    parts: Annotated[tuple[AmountAndPercent, ...], Field(min_length=1)]


class QuotientIdentity(_Part):
    """``quotient`` = Σ weight × ``numerator`` ÷ Σ ``denominator``, or ÷ ``count`` where no denominator is printed:
    averages («bình quân 71,7 người/lớp»), weighted ones (points 5 to 1), «gấp 1,5 lần»."""

    quotient: Code
    numerator: Codes
    weights: tuple[Decimal, ...] = ()
    """One for each numerator; none: all are 1."""
    denominator: tuple[Code, ...] = ()
    count: Annotated[Decimal, Field(gt=0)] = Decimal(1)

    @model_validator(mode="after")
    def _weighted(self) -> Self:
        if self.weights and len(self.weights) != len(self.numerator):
            raise PydanticCustomError(StatementFaultCode.UNPAIRED.value, "one weight for each numerator")
        return self


class GrowthIdentity(_Part):
    """``growth`` in percent is how far ``now`` is above or below ``before``: «tăng 12,5 % so với cùng kỳ (1.204)»."""

    growth: Code
    now: Code
    before: Code


_TAGS = ("sum", "rate", "same", "required", "balance", "within", "base", "quotient", "growth")


def _tag(given: object) -> str | None:
    """Which identity is meant: the first of its keys that stands there. A fault is then named once, in its place."""
    if isinstance(given, dict):
        return next((tag for tag in _TAGS if tag in given), None)
    return next((tag for kind, tag in _OWN.items() if isinstance(given, kind)), None)


_OWN: Mapping[type[_Part], str] = {
    SumIdentity: "sum",
    RateIdentity: "rate",
    SameIdentity: "same",
    RequiredFigure: "required",
    BalanceIdentity: "balance",
    AtMostIdentity: "within",
    BaseIdentity: "base",
    QuotientIdentity: "quotient",
    GrowthIdentity: "growth",
}


Identity = Annotated[
    Annotated[SumIdentity, Tag("sum")]
    | Annotated[RateIdentity, Tag("rate")]
    | Annotated[SameIdentity, Tag("same")]
    | Annotated[RequiredFigure, Tag("required")]
    | Annotated[BalanceIdentity, Tag("balance")]
    | Annotated[AtMostIdentity, Tag("within")]
    | Annotated[BaseIdentity, Tag("base")]
    | Annotated[QuotientIdentity, Tag("quotient")]
    | Annotated[GrowthIdentity, Tag("growth")],
    Discriminator(_tag),
]


def codes_in(identity: Identity) -> tuple[str, ...]:
    """Figures that an identity speaks of."""
    if isinstance(identity, SumIdentity):
        return (identity.whole, *identity.parts)
    if isinstance(identity, RateIdentity):
        return (identity.rate, *identity.numerator, *identity.denominator)
    if isinstance(identity, SameIdentity):
        return (identity.one, identity.other)
    if isinstance(identity, BalanceIdentity):
        return (*identity.into, *identity.out)
    if isinstance(identity, AtMostIdentity):
        return (identity.part, identity.whole)
    if isinstance(identity, BaseIdentity):
        return tuple(code for each in (identity.whole, *identity.parts) for code in (each.amount, each.percent))
    if isinstance(identity, QuotientIdentity):
        return (identity.quotient, *identity.numerator, *identity.denominator)
    if isinstance(identity, GrowthIdentity):
        return (identity.growth, identity.now, identity.before)
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
            raise _named(StatementFaultCode.FIGURE_TWICE, twice)
        unknown = sorted({code for identity in self.identities for code in codes_in(identity)} - set(codes))
        if unknown:
            raise _named(StatementFaultCode.UNKNOWN_FIGURE, unknown)
        return self


def _named(code: StatementFaultCode, names: Sequence[str]) -> PydanticCustomError:
    return PydanticCustomError(code.value, "{names}", {"names": ", ".join(names)})


class StatementFault(NamedTuple):
    """One fault of a document: path, what stands there, and why it is refused."""

    path: str
    value: str
    code: StatementFaultCode
    names: str = ""
    """The figures or the key that the fault is about."""


class StatementRefused(ValueError):
    """The document cannot be read; ``faults`` names everything at once."""

    def __init__(self, faults: Sequence[StatementFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in self.faults))


_Document = TypeVar("_Document", bound=BaseModel)


def read_statement(content: bytes) -> PrintedStatement:
    """Read printed figures with their identities (YAML). Raises ``StatementRefused`` with every fault."""
    return read_yaml(content, PrintedStatement)


def read_yaml(content: bytes, kind: type[_Document]) -> _Document:
    """Read a document of ``kind``. Raises ``StatementRefused`` with every fault."""
    try:
        document: Any = load_yaml(content)
    except (YAMLError, ValueError) as error:
        raise StatementRefused([StatementFault("", "", StatementFaultCode.NOT_YAML)]) from error
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise StatementRefused(
            [_fault(fault) for fault in error.errors(include_url=False) if not _only_echoes(fault)]
        ) from error


def _only_echoes(told: ErrorDetails) -> bool:
    """A list counted as empty because every entry has a fault of its own."""
    return told["type"] == "too_short" and bool(told["input"])


def _fault(told: ErrorDetails) -> StatementFault:
    place = [str(part) for part in told["loc"] if part not in _TAGS or part == told["loc"][-1]]
    kind = told["type"]
    own = next((code for code in StatementFaultCode if code == kind), None)
    code = own or _KINDS.get(kind, StatementFaultCode.UNFIT)
    names = str(told.get("ctx", {}).get("names", "")) or (place[-1] if place else "")
    given = told["input"]
    value = "" if code is StatementFaultCode.MISSING or isinstance(given, dict | list) else str(given)[:80]
    return StatementFault(".".join(place), value, code, names)
