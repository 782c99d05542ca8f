"""A client that dribbles its body holds no place; requests that have arrived are few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from parindex.portal.site.slow_bodies import with_places

WAIT = 5.0


class Dribbling:
    """A body that comes only when the test says so."""

    def __init__(self) -> None:
        self.asked, self.arrived = threading.Event(), threading.Event()

    def read(self, size: int = -1, /) -> bytes:
        self.asked.set()
        assert self.arrived.wait(WAIT)
        return b"x"

    readline = read


class AtOnce:
    """A body that is there."""

    def read(self, size: int = -1, /) -> bytes:
        return b"y"

    readline = read


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    return [environ["wsgi.input"].read(1)]


def start(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_slow_clients_keep_nobody_waiting() -> None:
    application = with_places(echo, places=1)
    answers: list[list[bytes]] = []
    slow = [Dribbling() for _ in range(20)]
    waiting = [start(lambda body=body: answers.append(list(application({"wsgi.input": body}, print)))) for body in slow]  # type: ignore[misc]
    assert all(body.asked.wait(WAIT) for body in slow), "all of them are being read, with one place"
    quick = start(lambda: answers.append(list(application({"wsgi.input": AtOnce()}, print))))
    quick.join(WAIT)
    assert answers == [[b"y"]]
    for body in slow:
        body.arrived.set()
    for thread in waiting:
        thread.join(WAIT)
    assert sorted(answers) == [*[[b"x"]] * 20, [b"y"]]


def test_few_are_worked_on_at_a_time_and_a_broken_one_gives_its_place_back() -> None:
    working, most, guard = 0, 0, threading.Lock()

    def busy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal working, most
        with guard:
            working += 1
            most = max(most, working)
        threading.Event().wait(0.02)
        with guard:
            working -= 1
        if environ["breaks"]:
            raise ValueError
        return []

    application = with_places(busy, places=2)

    def ask(breaks: bool) -> None:
        try:
            application({"wsgi.input": AtOnce(), "breaks": breaks}, print)
        except ValueError:
            assert breaks

    threads = [start(lambda number=number: ask(number % 2 == 0)) for number in range(12)]  # type: ignore[misc]
    for thread in threads:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads) and most == 2
