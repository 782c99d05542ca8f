"""Asks a ClamAV daemon whether bytes carry something harmful (clamd protocol, command INSTREAM)."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_TIMEOUT_S = 30.0
_CHUNK = 128 * 1024
_LONGEST_ANSWER = 4096


class Clean(NamedTuple):
    """Nothing was found."""


class Infected(NamedTuple):
    """The daemon named what it found."""

    virus: str


class ScanFailed(RuntimeError):
    """No verdict; ``reason`` is a code: ``address``, ``unreachable``, ``timeout``, ``too_large``, ``answer``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def scan(content: bytes | Iterable[bytes], *, address: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> Clean | Infected:
    """The daemon's verdict on bytes, or on the pieces of a file that is too large for the memory.

    ``address`` is ``tcp://host:3310`` or ``unix:///run/clamd.ctl``; ``timeout_s`` is for all.
    Raises ``ScanFailed``: whoever asks decides what no verdict means.
    """
    until = time.monotonic() + timeout_s
    try:
        with _connect(address, until) as line:
            _send(line, content, until)
            answer = _receive(line, until)
    except TimeoutError as fault:
        raise ScanFailed("timeout", f"{timeout_s:g} s") from fault
    except OSError as fault:
        raise ScanFailed("unreachable", str(fault)) from fault
    return _verdict(answer)


def _connect(address: str, until: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=_left(until))
    if parts.scheme == "unix" and parts.path:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_left(until))
        try:
            line.connect(parts.path)
        except BaseException:
            line.close()
            raise
        return line
    raise ScanFailed("address", address)


def _send(line: socket.socket, content: bytes | Iterable[bytes], until: float) -> None:
    """The stream in pieces, each behind its length, closed by a piece of length 0.

    A daemon that has had enough (its own size limit) answers and closes: then its answer is read instead.
    """
    try:
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            line.settimeout(_left(until))
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _pieces(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    for part in [content] if isinstance(content, bytes) else content:
        for start in range(0, len(part), _CHUNK):
            yield part[start : start + _CHUNK]


def _receive(line: socket.socket, until: float) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", errors="replace").strip()


def _verdict(answer: str) -> Clean | Infected:
    if answer == "stream: OK":
        return Clean()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if "size limit exceeded" in answer:
        raise ScanFailed("too_large", answer)
    raise ScanFailed("answer", answer[:200])


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
