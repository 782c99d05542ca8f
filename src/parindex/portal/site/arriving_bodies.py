"""A request's body on its way: how long the server waits for it, and how many it waits for at once.

The server gives a body whose ``read`` blocks until as many bytes came as were asked for, however long that takes, and
which ends as if it were whole when the client breaks off. So a thread of its own reads, piece by piece, and the one
that answers waits no longer than the limits allow; a body late or not whole is an error, never a shorter body.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

SMALLEST, LARGEST = 256, 65_536
"""Bytes asked for at once: few of a slow client, so that its reader soon notices that nobody waits any more."""
AHEAD = 4
"""Pieces that are read before somebody takes them."""
BRISK, SLUGGISH = 0.1, 1.0
"""Seconds for a piece below which the next one is larger, and above which it is smaller."""


class Body(Protocol):
    """What the server gives as ``wsgi.input``; Django reads it by these two."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int = -1, /) -> bytes:
        """A line of at most ``size`` bytes."""


class BodyLost(OSError):
    """The body did not come as announced. Django takes it as it takes a broken connection: nothing is done."""

    code = "site.body_broken_off"
    status = "400 Bad Request"


class BodyTooSlow(BodyLost):
    """It came below the least rate, or not within the time."""

    code = "site.body_too_slow"
    status = "408 Request Timeout"


class TooManyBodies(BodyLost):
    """As many are waited for as may be, and this one gave way."""

    code = "site.too_many_bodies"
    status = "503 Service Unavailable"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is waited for a body. Only the waiting counts, not what is done with the bytes meanwhile."""

    seconds: float = 1800.0
    """For the whole body."""
    grace: float = 60.0
    """So long the rate does not count: a line that drops for a moment."""
    rate: float = 256.0
    """Least bytes a second after the grace."""
    at_once: int = 48
    """Bodies waited for at the same time."""
    patience: float = 10.0
    """With so many, the slowest that has been waited for this long gives way to a new one."""

    def waits(self, received: int) -> float:
        """Seconds of waiting granted to a body of which so many bytes came."""
        return min(self.seconds, self.grace + received / self.rate)


@dataclass(slots=True)
class Arrivals:
    """The bodies that are waited for now, in one process."""

    limits: Limits = field(default_factory=Limits)
    _waiting: set[ArrivingBody] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, body: ArrivingBody) -> None:
        """Count the body among those waited for; the slowest gives way where they are too many.

        Raises TooManyBodies when all others are young.
        """
        slowest = None
        with self._guard:
            if len(self._waiting) >= self.limits.at_once:
                slow = [each for each in self._waiting if each.waited() >= self.limits.patience]
                if not slow:
                    raise TooManyBodies
                slowest = min(slow, key=lambda each: each.received / each.waited())
                self._waiting.discard(slowest)
            self._waiting.add(body)
        # Never while the guard is held: the one that gives way may be asking for it.
        if slowest is not None:
            slowest.give_way()

    def leave(self, body: ArrivingBody) -> None:
        """It is waited for no more."""
        with self._guard:
            self._waiting.discard(body)


class ArrivingBody:
    """A body whose reader waits within the limits and gives its place back meanwhile."""

    def __init__(self, body: Body, length: int, places: threading.Semaphore, arrivals: Arrivals) -> None:
        self._body, self._length, self._places, self._arrivals = body, length, places, arrivals
        self._changed = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._kept = b""
        """Bytes taken from a piece that nobody asked for yet."""
        self._reader: threading.Thread | None = None
        self._ended = self._stopped = False
        self._waited = 0.0
        self._since: float | None = None
        self.received = 0
        self.lost: BodyLost | None = None
        """Why it did not come as announced."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, as many as are left without one. Raises BodyLost."""
        parts, wanted = [], self._length if size is None or size < 0 else size
        while wanted > 0 and (piece := self._kept or self._next_piece()):
            parts.append(piece[:wanted])
            self._kept = piece[wanted:]
            wanted -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int = -1, /) -> bytes:
        """A line of at most ``size`` bytes. Raises BodyLost."""
        parts, left = [], self._length if size is None or size < 0 else size
        while left > 0 and (piece := self._kept or self._next_piece()):
            end = piece.find(b"\n", 0, left)
            cut = min(left, len(piece)) if end < 0 else end + 1
            parts.append(piece[:cut])
            self._kept = piece[cut:]
            if end >= 0:
                break
            left -= cut
        return b"".join(parts)

    def waited(self) -> float:
        """Seconds that were waited for it so far."""
        since = self._since
        return self._waited + (0.0 if since is None else time.monotonic() - since)

    def give_way(self) -> None:
        """Whoever waits for it gets TooManyBodies."""
        with self._changed:
            self.lost = TooManyBodies()
            self._changed.notify_all()

    def stop(self) -> None:
        """Nobody wants the rest: its reader ends after the piece that it reads."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _next_piece(self) -> bytes:
        """The next bytes, empty after the last. Raises BodyLost."""
        with self._changed:
            is_there = self._pieces or self._ended or self.lost
        if not is_there:
            self._wait()
        with self._changed:
            if self.lost is not None:
                raise self.lost
            if not self._pieces:
                return b""
            piece = self._pieces.popleft()
            self._changed.notify_all()
            return piece

    def _wait(self) -> None:
        """Until bytes are there, the end, or the limits are reached; without a place."""
        try:
            self._arrivals.enter(self)
        except TooManyBodies as refused:
            self.lost = refused
            return
        self._places.release()
        self._since = time.monotonic()
        try:
            if self._reader is None:
                self._reader = threading.Thread(target=self._read_on, name="body", daemon=True)
                self._reader.start()
            with self._changed:
                self._wait_within_limits()
        finally:
            self._waited, self._since = self.waited(), None
            self._arrivals.leave(self)
            self._places.acquire()

    def _wait_within_limits(self) -> None:
        while not (self._pieces or self._ended or self.lost):
            left = self._arrivals.limits.waits(self.received) - self.waited()
            if left <= 0:
                self.lost = BodyTooSlow()
                return
            self._changed.wait(left)

    def _read_on(self) -> None:
        size = SMALLEST
        while not self._stopped and self.received < self._length:
            began = time.monotonic()
            try:
                piece = self._body.read(min(size, self._length - self.received))
            except OSError:
                piece = b""
            took = time.monotonic() - began
            size = min(size * 4, LARGEST) if took < BRISK else max(size // 4, SMALLEST) if took > SLUGGISH else size
            with self._changed:
                if not piece:
                    self.lost = self.lost or BodyLost()
                    self._changed.notify_all()
                    return
                self.received += len(piece)
                self._pieces.append(piece)
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._stopped or len(self._pieces) < AHEAD)
        with self._changed:
            self._ended = True
            self._changed.notify_all()
