"""A worker that is really killed during an import leaves the store at its last good version, and the import says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(folder: Path, *step: str) -> subprocess.CompletedProcess[str]:
    """One step of ``killed_import`` in a process of its own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
        "PARINDEX_SQLITE": str(folder / "dossiers.sqlite3"),
        "PARINDEX_VAR": str(folder),
        "PARINDEX_WORKER_THREADS": "0",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    return subprocess.run(  # ourselves
        [sys.executable, "-m", "tests.portal.dossiers.killed_import", *step],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "after"),
    [
        # before anything was written: the store stays, the import says that it was interrupted
        ("parindex.lake.imports._without_duplicates", "interrupted dossiers.interrupted 1 0"),
        # the store was written, the portal was not told: the rows stand, so the import stands
        ("parindex.portal.dossiers.actions.run_import.keep_imported", "imported - 3 0"),
    ],
)
def test_a_killed_import_is_settled(tmp_path: Path, step: str, after: str) -> None:
    prepared = run(tmp_path, "prepare")
    assert prepared.returncode == 0, prepared.stderr[-2000:]
    killed = run(tmp_path, "import", step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert run(tmp_path, "state").stdout.split()[0] == "running"
    settled = run(tmp_path, "settle")
    assert settled.returncode == 0, settled.stderr[-2000:]
    assert run(tmp_path, "state").stdout.strip() == after
