"""Base of every part of the criteria-set document."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError


def _yes_is_no_number(given: object) -> object:
    """Pydantic takes true for 1, where nobody has written a number."""
    if isinstance(given, bool):
        raise PydanticKnownError("int_type")
    return given


NO_YES = BeforeValidator(_yes_is_no_number)
Whole = Annotated[int, NO_YES]
Points = Annotated[Decimal, Field(max_digits=15, decimal_places=9)]
InputCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[Decimal, Field(ge=0)]
"""A ratio written as a number: 0.95 for 95 %."""


class Document(BaseModel):
    """Immutable, and an unknown key is a fault, not noise."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
