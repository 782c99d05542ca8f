"""Telling that something happened. Actions call `happened`; `site/reactions.py` says what follows."""

from collections.abc import Callable, Mapping

from django.db import transaction

from parindex.portal.platform import clock
from parindex.portal.platform.models import Event

# Set once by site/reactions.py: receives the id of a committed event.
_after_commit: list[Callable[[int], None]] = []


def happened(kind: str, subject: str, values: Mapping[str, object] | None = None) -> Event:
    """Write an event in the running transaction; its reactions start after the commit.

    `kind` is a dotted name in the past tense (`assessments.round_published`), `subject` a public id, `values` are
    ids and codes.
    """
    event = Event.objects.create(kind=kind, subject=subject, values=dict(values or {}), happened_at=clock.now())
    transaction.on_commit(lambda: deliver(event.pk))
    return event


def deliver(event_id: int) -> None:
    """Hand a committed event to those who listen."""
    for listener in _after_commit:
        listener(event_id)


def listen(listener: Callable[[int], None]) -> None:
    """Register the one dispatcher (site/reactions.py)."""
    if listener not in _after_commit:
        _after_commit.append(listener)
