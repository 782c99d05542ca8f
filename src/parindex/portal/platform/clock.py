"""The one clock of the portal. Tests and the demonstration may stop it; business code never asks the system
directly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _stopped_at.get() or timezone.now()


def today() -> date:
    """The present date in Vietnam."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at `moment` (must know its time zone)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
