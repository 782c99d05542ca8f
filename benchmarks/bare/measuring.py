"""Sixty officers at once, then one alone beside the bare view; runs with Django set up (``__main__.py``)."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from benchmarks.bare.province import DENOMINATOR, FIELDS, LEAVES_A_FIELD, UNITS, Officer, leaf_codes, prepare
from django.conf import settings
from django.db import connection

from parindex.portal.assessments.models import Score

EVERY = 2.0
ALONE = 150
P95_GOAL, RATIO_GOAL = 0.300, 3.0


def measure(seconds: float) -> int:
    """Fill the database, serve it, save for so many seconds, look for what was saved; 1 when a goal is missed."""
    officers, scores = prepare()
    with _served(Path(settings.VAR)) as port:
        began, before = time.monotonic(), time.process_time()
        _all_at_once(officers, port, began + seconds)
        load = time.process_time() - before
        bare, row = _alone(officers[0], scores, port)
    elapsed = time.monotonic() - began
    sys.stdout.write(f"officers' own processor time: {load:.1f} s of {2 * seconds:.0f} s that two cores have\n")
    return _report(connection.display_name, officers, elapsed, bare, row)


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The portal under granian, as the demonstration serves it."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "parindex.portal.site.wsgi:application",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 90
            while not _answers(port):
                if time.monotonic() > until or server.poll() is not None:
                    raise RuntimeError((folder / "server.log").read_text())
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/tai-khoan/login/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _all_at_once(officers: list[Officer], port: int, until: float) -> None:
    threads = [
        threading.Thread(target=_work, args=(officer, port, until, number * EVERY / len(officers)))
        for number, officer in enumerate(officers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(officer: Officer, port: int, until: float, wait: float) -> None:
    """One save each two seconds, each on another leaf; the next waits for the answer, as a person does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    due = time.monotonic() + wait
    for number, leaf in enumerate(leaf_codes()):
        if due >= until:
            break
        time.sleep(max(0.0, due - time.monotonic()))
        _save(officer, connection, leaf, 2000 + number)
        due += EVERY
    connection.close()


def _save(officer: Officer, connection: HTTPConnection, leaf: str, value: int) -> None:
    sent = {"x-done-tu": str(value), "x-done-mau": str(DENOMINATOR), "phien": "1"}
    began = time.monotonic()
    try:
        status, text = _post(officer, connection, officer.address.replace("LEAF", leaf), sent)
    except OSError as failed:
        officer.errors.append(f"{leaf}: {failed!r}")
        connection.close()
        return
    officer.took.append(time.monotonic() - began)
    officer.saved[leaf] = value
    if status != 200:
        officer.errors.append(f"{leaf}: {status} {text[:200]!r}")


def _post(officer: Officer, connection: HTTPConnection, address: str, sent: dict[str, str]) -> tuple[int, bytes]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": officer.cookies,
        "X-CSRFToken": officer.token,
        "X-Sheet": "1",
    }
    connection.request("POST", address, urlencode(sent), headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _alone(officer: Officer, scores: list[int], port: int) -> tuple[float, float]:
    """(bare view, row save): medians of one person alone, taken by turns."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    bare, row = [], []
    for number in range(ALONE):
        began = time.monotonic()
        status, _ = _post(officer, connection, f"/bare/{scores[number % len(scores)]}/", {})
        between = time.monotonic()
        sent = {"x-done-tu": str(3000 + number), "x-done-mau": str(DENOMINATOR)}
        also, _ = _post(officer, connection, officer.address.replace("LEAF", "L10-10"), sent)
        bare.append(between - began)
        row.append(time.monotonic() - between)
        if (status, also) != (200, 200):
            officer.errors.append(f"alone: {status} {also}")
    officer.saved["L10-10"] = 3000 + ALONE - 1
    connection.close()
    return median(bare), median(row)


def _report(name: str, officers: list[Officer], seconds: float, bare: float, row: float) -> int:
    lost = [problem for officer in officers for problem in _lost(officer)]
    errors = [error for officer in officers for error in officer.errors]
    took = [each for officer in officers for each in officer.took]
    p95 = quantiles(took, n=20)[-1]
    good = not lost and not errors and p95 <= P95_GOAL and row <= RATIO_GOAL * bare
    lines = [
        f"{name}: {UNITS} units × {FIELDS * LEAVES_A_FIELD} leaves, {len(officers)} officers, {len(took)} saves "
        f"in {seconds:.0f} s",
        f"  lost {len(lost)}, errors {len(errors)}",
        f"  a save: median {median(took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (goal {P95_GOAL * 1000:.0f}), "
        f"slowest {max(took) * 1000:.0f} ms",
        f"  alone: row save {row * 1000:.1f} ms, bare view {bare * 1000:.1f} ms: {row / bare:.2f} × "
        f"(goal {RATIO_GOAL:.0f})",
        *(f"  {problem}" for problem in [*lost, *errors][:5]),
        f"  {'goals kept' if good else 'GOAL MISSED'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if good else 1


def _lost(officer: Officer) -> Iterator[str]:
    """Saves that the database does not hold, with value and history."""

    rows = Score.objects.filter(entry__round_unit=officer.unit).select_related("entry__leaf")
    standing = {score.entry.leaf.code: score for score in rows.prefetch_related("versions")}
    for leaf, value in officer.saved.items():
        found = standing[leaf].inputs.get("done")
        if str(value) not in str(found):
            yield f"{leaf}: sent {value}, stored {found}"
        numbers = sorted(version.number for version in standing[leaf].versions.all())
        if numbers != list(range(2, standing[leaf].row_version + 1)):
            yield f"{leaf}: history {numbers}, row version {standing[leaf].row_version}"
