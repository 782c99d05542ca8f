"""A worker that is really killed in a trial or a publication: nothing half-written, its person is told, again works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TRIAL = "parindex.portal.assessments.jobs.trying:tables_to_bytes"
TAKEN = "parindex.portal.platform.jobs:running"
PUBLICATION = "parindex.portal.assessments.actions.publish_results:write_final_scores"


def run(folder: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    """Steps of ``killed_job``, one after the other in one process of their own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
        "PARINDEX_SQLITE": str(folder / "round.sqlite3"),
        "PARINDEX_VAR": str(folder),
        "PARINDEX_WORKER_THREADS": "0",
        "PARINDEX_HOSTS": "testserver",
        "PARINDEX_HTTPS": "0",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    return subprocess.run(  # ourselves
        [sys.executable, "-m", "tests.portal.assessments.killed_job", " then ".join(steps)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


LOOK = ("state", "settle", "settle", "state", "page")
"""How it stands after the kill; the timetable's work, twice; how it stands then; what its person reads."""


def check_settled(told: list[str], *, number: int) -> None:
    """The killed job is closed once with words; nothing of it was kept; ``number``: persons told so far."""
    before, _, first, second, after, kept, *page = told
    assert before == "running - - computed 0 0"
    assert (first, second) == ("1", "0"), "settled once"
    assert after == "failed jobs.interrupted - computed 0 0"
    # One trial is kept in the end: that which was asked for again.
    assert kept == f"{number - 1} {number}"
    shown = "\n".join(page)
    assert "bị dừng giữa chừng" in shown and "bấm chạy lại" in shown and "hx-trigger" not in shown


@pytest.mark.slow
def test_a_killed_job_says_so_and_is_done_when_asked_again(tmp_path: Path) -> None:
    trial = run(tmp_path, "prepare", "ask trial", f"work {TRIAL}")
    assert trial.returncode == -signal.SIGKILL, trial.stderr[-2000:]
    again = ("ask trial", "work", "state")
    publication = run(tmp_path, *LOOK, *again, "ask publication", f"work {PUBLICATION}")
    assert publication.returncode == -signal.SIGKILL, publication.stderr[-2000:]
    *settled, done, kept = publication.stdout.splitlines()
    check_settled(settled, number=1)
    assert (done, kept) == ("done - result computed 0 0", "1 1")
    last = run(tmp_path, *LOOK, "ask publication", "work", "state")
    assert last.returncode == 0, last.stderr[-2000:]
    *settled, done, _ = last.stdout.splitlines()
    check_settled(settled, number=2)
    assert done == "done - result published 1 6"


@pytest.mark.slow
def test_a_job_that_was_taken_but_never_begun_is_taken_again(tmp_path: Path) -> None:
    before = run(tmp_path, "prepare", "ask trial", "standing", f"work {TAKEN}")
    assert before.returncode == -signal.SIGKILL, before.stderr[-2000:]
    assert before.stdout.splitlines() == ["waiting - READY 0"]
    again = run(tmp_path, "standing", "settle", "standing", "settle", "work", "standing", "state")
    assert again.returncode == 0, again.stderr[-2000:]
    taken, first, put_back, second, done, *kept = again.stdout.splitlines()
    assert taken == "waiting - RUNNING 1", "taken by a worker that is gone, not begun"
    assert (first, put_back, second) == ("1", "waiting - READY 1", "0")
    assert done == "done - SUCCESSFUL 2"
    assert kept == ["done - result computed 0 0", "1 0"], "done once, nobody was frightened"
