"""The clamd client against a small real server that speaks INSTREAM."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parindex.tools.clamav import Clean, Infected, ScanFailed, scan

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Serve = Callable[[socket.socket], None]


def _exactly(line: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        piece = line.recv(count - len(got))
        if not piece:
            raise EOFError
        got += piece
    return got


def like_clamd(line: socket.socket) -> None:
    """Read the stream as clamd does, then tell what is in it."""
    assert _exactly(line, 10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!I", _exactly(line, 4))[0]:
        content += _exactly(line, size)
        if len(content) > 1_000_000:
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


def in_pieces(content: bytes) -> Iterator[bytes]:
    """As a large file is read."""
    yield from (content[at : at + 7] for at in range(0, len(content), 7))


def silent(line: socket.socket) -> None:
    time.sleep(3)


def babbling(line: socket.socket) -> None:
    _exactly(line, 10)
    line.sendall(b"UNKNOWN COMMAND\0")
    time.sleep(0.2)


@pytest.fixture
def serving() -> Iterator[Callable[[Serve], str]]:
    """`serving(like_clamd)` starts the server and gives its address."""
    server = socket.create_server(("127.0.0.1", 0))

    def start(serve: Serve) -> str:
        def run() -> None:
            try:
                line, _ = server.accept()
                with line:
                    serve(line)
            except (OSError, EOFError):
                return

        threading.Thread(target=run, daemon=True).start()
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"

    yield start
    server.close()


def test_clean(serving: Callable[[Serve], str]) -> None:
    assert scan(b"a" * 300_000, address=serving(like_clamd)) == Clean()


def test_infected(serving: Callable[[Serve], str]) -> None:
    content = b"b" * 200_000 + EICAR
    assert scan(content, address=serving(like_clamd)) == Infected("Eicar-Test-Signature")


def test_a_file_in_pieces_is_one_file(serving: Callable[[Serve], str]) -> None:
    pieces = in_pieces(b"b" * 2_000 + EICAR)
    assert scan(pieces, address=serving(like_clamd)) == Infected("Eicar-Test-Signature")


def test_the_daemon_has_a_limit_of_its_own(serving: Callable[[Serve], str]) -> None:
    with pytest.raises(ScanFailed) as failed:
        scan(b"c" * 1_200_000, address=serving(like_clamd))
    assert failed.value.reason in {"too_large", "unreachable"}  # the answer may be lost when the line is reset


def test_a_silent_daemon_is_given_up(serving: Callable[[Serve], str]) -> None:
    began = time.monotonic()
    with pytest.raises(ScanFailed, match="timeout"):
        scan(b"d", address=serving(silent), timeout_s=0.3)
    assert time.monotonic() - began < 1.5


def test_an_answer_that_nobody_understands_is_no_verdict(serving: Callable[[Serve], str]) -> None:
    with pytest.raises(ScanFailed, match="answer"):
        scan(b"e", address=serving(babbling))


def test_nobody_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", f"unix://{tmp_path}/clamd.ctl"):
        with pytest.raises(ScanFailed, match="unreachable"):
            scan(b"f", address=address)
    with pytest.raises(ScanFailed, match="address"):
        scan(b"f", address="clamd")


def test_over_a_unix_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(path)
        server.listen(1)

        def run() -> None:
            line, _ = server.accept()
            with line:
                like_clamd(line)

        threading.Thread(target=run, daemon=True).start()
        assert scan(b"g", address=f"unix://{path}") == Clean()
