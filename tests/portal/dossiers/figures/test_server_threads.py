"""Threads of the web server are not Python's own: what a thread keeps must not call DuckDB while the thread ends."""

import os
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path

import pytest

from parindex.portal.dossiers.engine_bridge import figures

A_THREAD_THAT_READS_AND_ENDS = """
import ctypes
import django
import pyarrow

django.setup()
from parindex.portal.dossiers.engine_bridge import figures

numbers = []

def work(_nothing):
    reader = figures._reader()
    table = reader.engine.create_table("rows", pyarrow.table({"a": [1, 2, 3]}))
    reader.read["somewhere"] = figures._Read("somewhere", 1, figures.Prepared(table.cache(), None))
    numbers.append(reader.read["somewhere"].prepared.every.count().to_pyarrow().as_py())
    return 0

body = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(work)
system = ctypes.CDLL(None)
for _again in range(2):
    thread = ctypes.c_ulong()
    assert system.pthread_create(ctypes.byref(thread), None, body, None) == 0
    system.pthread_join(thread, None)
    figures._readers and figures._readers[next(iter(figures._readers))].engine.drop_table("rows")
print(numbers)
"""


def test_a_thread_of_the_server_ends_and_the_process_lives(tmp_path: Path) -> None:
    environment = os.environ | {
        "PARINDEX_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", A_THREAD_THAT_READS_AND_ENDS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "[3, 3]"), ran.stderr


def test_threads_that_come_and_go_leave_no_more_readers_than_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_readers", OrderedDict())
    alive = threading.Barrier(figures._MOST_READERS + 3)

    def read() -> None:
        figures._reader()
        alive.wait(30)

    threads = [threading.Thread(target=read) for _ in range(alive.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(figures._readers) == figures._MOST_READERS
