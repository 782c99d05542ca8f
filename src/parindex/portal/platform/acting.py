"""The position in which the person of the running request acts, when he chose one of several or one lent to him.

Without a choice a person acts by all his own positions together; a position lent to him counts only while chosen, so
that every act done by it is known as done for its holder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acting:
    """Row ids of person and position; `holder`: public id of the person who lent the position, empty for one's own."""

    person: int
    position: int
    public_id: str
    holder: str = ""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting | None:
    """The choice of the running request or job."""
    return _acting.get()


def chosen_by(person_id: int | None) -> Acting | None:
    """The choice, if it is this person's."""
    choice = _acting.get()
    return choice if choice is not None and choice.person == person_id else None


@contextmanager
def acting_as(choice: Acting | None) -> Iterator[None]:
    """Within the block the person acts in this position."""
    token = _acting.set(choice)
    try:
        yield
    finally:
        _acting.reset(token)
