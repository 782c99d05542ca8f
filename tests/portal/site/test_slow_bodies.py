"""A client that dribbles its body holds no place; requests that have arrived are few at a time."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest

from parindex.portal.site.arriving_bodies import Limits
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

    def ask(body: object) -> None:
        answers.append(list(application({"wsgi.input": body, "CONTENT_LENGTH": "1"}, print)))

    waiting = [start(partial(ask, body)) for body in slow]
    assert all(body.asked.wait(WAIT) for body in slow), "all of them are being read, with one place"
    quick = start(partial(ask, AtOnce()))
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


class Answered:
    """What the server was told to answer."""

    def __init__(self) -> None:
        self.status, self.headers = "", dict[str, str]()

    def __call__(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)


class Trickling:
    """A body of which one byte comes each ``pause`` seconds, without end."""

    def __init__(self, pause: float) -> None:
        self.pause, self.gone = pause, threading.Event()

    def read(self, size: int = -1, /) -> bytes:
        return b"" if self.gone.wait(self.pause) else b"x"

    readline = read


KEPT: list[bytes] = []


def keep(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """An application that keeps what it read whole."""
    KEPT.append(environ["wsgi.input"].read())
    start_response("200 OK", [])
    return [b"kept"]


def keep_whatever_comes(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """As Django: an error of the body becomes an answer of the application."""
    try:
        return keep(environ, start_response)
    except OSError:
        start_response("403 Forbidden", [])
        return [b"forbidden"]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    KEPT.clear()


def asked(application: Any, body: object, length: int) -> tuple[Answered, str]:
    answered = Answered()
    content = application({"wsgi.input": body, "CONTENT_LENGTH": str(length)}, answered)
    return answered, b"".join(content).decode()


@pytest.mark.parametrize("application", [keep, keep_whatever_comes])
def test_a_body_that_never_ends_is_cut_off_and_nothing_of_it_is_kept(application: Any) -> None:
    body = Trickling(0.01)
    limits = Limits(seconds=30, grace=0.3, rate=10_000)
    began = time.monotonic()
    answered, words = asked(with_places(application, places=1, limits=limits), body, 5_000)
    assert time.monotonic() - began < 2
    assert answered.status.startswith("408") and answered.headers["Connection"] == "close"
    assert "Chưa lưu" in words and KEPT == []
    body.gone.set()


def test_the_whole_time_is_limited_however_fast_the_bytes_come() -> None:
    limits = Limits(seconds=0.4, grace=0.1, rate=1)
    body = Trickling(0.01)
    answered, _ = asked(with_places(keep, limits=limits), body, 10**9)
    assert answered.status.startswith("408") and KEPT == []
    body.gone.set()


def test_a_silent_body_is_cut_off_too_and_its_place_is_free_again() -> None:
    application = with_places(keep, places=1, limits=Limits(grace=0.2, seconds=0.2))
    silent = Dribbling()
    assert asked(application, silent, 10)[0].status.startswith("408")
    assert asked(application, io.BytesIO(b"0123456789"), 10)[0].status == "200 OK"
    assert KEPT == [b"0123456789"]
    silent.arrived.set()


@pytest.mark.parametrize("application", [keep, keep_whatever_comes])
def test_a_body_that_breaks_off_is_not_taken_for_a_shorter_one(application: Any) -> None:
    """The server ends such a body as if it were whole: a form would be kept without its last fields."""
    answered, words = asked(with_places(application), io.BytesIO(b"ly-do=Kh"), 100)
    assert answered.status.startswith("400") and "Chưa lưu" in words and KEPT == []


def test_with_too_many_on_the_way_the_slowest_gives_way_to_a_new_one() -> None:
    application = with_places(keep, places=2, limits=Limits(at_once=2, patience=0.2))
    slow, slower = Trickling(0.02), Trickling(0.1)
    answers: dict[str, Answered] = {}

    def ask(name: str, body: object) -> None:
        answers[name] = asked(application, body, 1000)[0]

    waiting = [start(lambda: ask("slow", slow)), start(lambda: ask("slower", slower))]
    time.sleep(0.05)
    young = asked(application, Trickling(0.1), 1000)[0]
    assert young.status.startswith("503") and young.headers["Retry-After"]
    time.sleep(0.5)
    assert asked(application, io.BytesIO(b"y" * 1000), 1000)[0].status == "200 OK"
    waiting[1].join(WAIT)
    assert answers["slower"].status.startswith("503") and "slow" not in answers
    for body in (slow, slower):
        body.gone.set()
    waiting[0].join(WAIT)
    assert answers["slow"].status.startswith("400") and KEPT == [b"y" * 1000]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 70_000, 3_000_001])
def test_the_bytes_are_those_that_were_sent(size: int) -> None:
    sent = bytes(number * 7 % 251 for number in range(size))
    assert asked(with_places(keep), io.BytesIO(sent), size)[1] == "kept"
    assert KEPT == [sent]


def test_lines_are_those_that_were_sent() -> None:
    sent = b"".join(b"%d\n" % number * (number % 5) for number in range(3000)) + b"end"
    lines: list[bytes] = []

    def read_lines(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        while line := environ["wsgi.input"].readline(40):
            lines.append(line)
        return []

    list(with_places(read_lines)({"wsgi.input": io.BytesIO(sent), "CONTENT_LENGTH": str(len(sent))}, print))
    whole = io.BytesIO(sent)
    assert lines == list(iter(lambda: whole.readline(40), b""))
