"""A request holds one of few places while it is worked on, and none while its body is still on the way.

The server has many threads, so that clients on weak lines who send a file for minutes keep nobody else waiting; how
many requests are worked on at the same time stays small, because more would only wait for the database. How long and
for how many a body is waited for: ``arriving_bodies.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from parindex.portal.site.arriving_bodies import Arrivals, ArrivingBody, BodyLost, Limits
from parindex.wording import sentence

PLACES = 4
THREADS = 64
"""Of the server; more than bodies are waited for at once, so that some are always free for requests that are there."""
RETRY_SECONDS = "30"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_places(application: Application, places: int = PLACES, limits: Limits | None = None) -> Application:
    """The application, worked on by at most ``places`` requests at a time that have arrived.

    A body that is late or not whole is answered with 408, 503 or 400 in plain words, whatever the application made of
    it, and the connection is closed.
    """
    free, arrivals = threading.Semaphore(places), Arrivals(limits or Limits())

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        body = ArrivingBody(environ["wsgi.input"], int(length) if length.isdigit() else 0, free, arrivals)
        environ["wsgi.input"] = body
        started: list[tuple[Any, ...]] = []
        try:
            with free:
                content = application(environ, lambda *told: started.append(told))
        except BodyLost as lost:
            return _refused(lost, start_response)
        finally:
            body.stop()
        if body.lost is not None:
            getattr(content, "close", lambda: None)()
            return _refused(body.lost, start_response)
        for told in started[-1:]:
            start_response(*told)
        return content

    return answer


def _refused(lost: BodyLost, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Plain text: the page's own words would need the request that did not come."""
    words = "\n".join(sentence(lost.code, {}, language) for language in ("vi", "en")).encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(words)))]
    start_response(lost.status, [*headers, ("Connection", "close"), ("Retry-After", RETRY_SECONDS)])
    return [words]
