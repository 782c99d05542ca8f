"""A small real HTTP server on the loopback interface: a source of dossiers by pages, behind a token."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Portal:
    """A small portal; fails at will."""

    rows: list[dict[str, Any]]
    address: str = ""
    asked: list[int] = field(default_factory=list)
    fails_at: dict[int, int] = field(default_factory=dict)
    """Page → status."""
    key: str | None = "data"
    most: int = 10_000
    """Records it gives a page, whatever is asked for."""
    elsewhere: str | None = None
    """Where it points instead of answering."""
    meanwhile: Callable[[int], None] = lambda _: None
    """Called with the number of the request, from 1, before it is answered: what others do to the source."""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        page, size = int(query["page"][0]), min(self.most, int(query["size"][0]))
        self.asked.append(page)
        self.meanwhile(len(self.asked))
        status = self.fails_at.get(page, 200)
        rows = self.rows[(page - 1) * size : page * size]
        body = json.dumps({self.key: rows} if self.key else rows, ensure_ascii=False).encode()
        if self.elsewhere:
            handler.send_response(302)
            handler.send_header("Location", self.elsewhere)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        handler.send_response(status if handler.headers["Authorization"] == "Bearer thu" else 401)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def serving(served: Portal) -> Iterator[Portal]:
    """The portal at ``served.address`` as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}/ho-so"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
