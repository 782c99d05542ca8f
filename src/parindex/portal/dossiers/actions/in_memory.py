"""What a printing job is handed and what it makes: names of people, and files that hold them.

They stand in the memory of this process for a few minutes and nowhere else. After a restart, or in another process,
they are gone, and the person is told to print again.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

KEPT_SECONDS = 600.0
MOST = 50


@dataclass(frozen=True, slots=True)
class _Laid:
    owner: int
    until: float
    thing: object = field(repr=False)


_laid: dict[str, _Laid] = {}
_lock = threading.Lock()


def lay(owner: int, thing: object) -> str:
    """Put something down for a person (row id); gives the word by which only he gets it back."""
    word = secrets.token_urlsafe(18)
    with _lock:
        _drop_old()
        while len(_laid) >= MOST:
            _laid.pop(next(iter(_laid)))
        _laid[word] = _Laid(owner, time.monotonic() + KEPT_SECONDS, thing)
    return word


def look(word: str, owner: int) -> object | None:
    """What was put down; None when it is somebody else's or gone."""
    with _lock:
        _drop_old()
        found = _laid.get(word)
    return found.thing if found is not None and found.owner == owner else None


def take(word: str, owner: int) -> object | None:
    """The same, and it is gone afterwards."""
    thing = look(word, owner)
    if thing is not None:
        with _lock:
            _laid.pop(word, None)
    return thing


def _drop_old() -> None:
    now = time.monotonic()
    for word in [word for word, laid in _laid.items() if laid.until <= now]:
        del _laid[word]
