"""A request holds one of few places while it is worked on, and none while its body is still on the way.

The server has many threads, so that clients on weak lines who send a file for minutes keep nobody else waiting; how
many requests are worked on at the same time stays small, because more would only wait for the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

PLACES = 4
THREADS = 64
"""Of the server: so many bodies can be on the way at the same time."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Body(Protocol):
    """What the server gives as ``wsgi.input``; Django reads it by these two."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""

    def readline(self, size: int = -1, /) -> bytes:
        """A line of at most ``size`` bytes."""


class PatientBody:
    """A body whose reader gives its place back while it waits for the client."""

    def __init__(self, body: Body, places: threading.Semaphore) -> None:
        self._body, self._places = body, places

    def read(self, size: int = -1, /) -> bytes:
        """As ``Body.read``."""
        return self._without_a_place(self._body.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        """As ``Body.readline``."""
        return self._without_a_place(self._body.readline, size)

    def _without_a_place(self, read: Callable[[int], bytes], size: int) -> bytes:
        self._places.release()
        try:
            return read(size)
        finally:
            self._places.acquire()


def with_places(application: Application, places: int = PLACES) -> Application:
    """The application, worked on by at most ``places`` requests at a time that have arrived."""
    free = threading.Semaphore(places)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = PatientBody(environ["wsgi.input"], free)
        with free:
            return application(environ, start_response)

    return answer
