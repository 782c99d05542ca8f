"""Text that was recognised in the picture of a page: what an outside program gives, and what the reader is told.

Nothing recognised is certain. Every passage of such a page says so (``Passage.recognised``), and a person holds it
against the picture before it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from parindex.engine.documents.reading.model import Doubt, DoubtCode
from parindex.engine.documents.reading.pdf_layout import Run

FEWEST_LETTERS = 20
"""Letters that a page with a text has at least."""


class RecognisedPage(BaseModel):
    """One page as it was recognised; sizes and places in points from the lower left corner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    """1-based page of the file."""
    width: float
    height: float
    sure: Annotated[int, Field(ge=0, le=100)]
    """How sure the program says it is, in percent, over all words."""
    runs: tuple[Run, ...] = ()

    @property
    def letters(self) -> int:
        """How many letters were recognised."""
        return sum(len(each.text) for each in self.runs)


Recognised = Mapping[int, RecognisedPage]
"""By number of the page."""

_PAGES: TypeAdapter[tuple[RecognisedPage, ...]] = TypeAdapter(tuple[RecognisedPage, ...])


def recognised_to_json(pages: Recognised) -> bytes:
    """The pages as bytes, for another process."""
    return _PAGES.dump_json(tuple(pages.values()))


def recognised_from_json(told: bytes) -> dict[int, RecognisedPage]:
    """The pages again. Raises ``pydantic.ValidationError``."""
    return {each.number: each for each in _PAGES.validate_json(told)}


def pages_without_text(doubts: Sequence[Doubt]) -> list[int]:
    """Pages of a file that were read, except for these, which are pictures."""
    numbers = (each.values.get("page") for each in doubts if each.code is DoubtCode.NO_TEXT_LAYER)
    return [number for number in numbers if isinstance(number, int)]
