"""A measurement on SQLite, then on PostgreSQL where its server is installed, each on an empty database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def on_both(command: Sequence[str], *, settings: str) -> int:
    """Run it with the Django settings module, each time in a process of its own: Django is set up once a process.

    ``tools/with_postgres`` starts the second server for this run, also when a goal was missed on the first. Gives 0
    when both gave 0.
    """
    sqlite = _run(command, settings)
    if not list(Path("/usr/lib/postgresql").glob("*/bin")):
        sys.stdout.write("PostgreSQL is not installed here: left out\n")
        return sqlite
    # the tool starts a server and says where it is in a variable of the tests
    at_its_address = ["sh", "-c", 'PARINDEX_DATABASE_URL=$PARINDEX_TEST_POSTGRES exec "$@"', "sh"]
    return _run([str(ROOT / "tools" / "with_postgres"), *at_its_address, *command], settings) or sqlite


def _run(command: Sequence[str], settings: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix="parindex-bench-"))
    set_here = {
        "DJANGO_SETTINGS_MODULE": settings,
        "PARINDEX_VAR": str(folder),
        "PARINDEX_SQLITE": str(folder / "measured.sqlite3"),
        "PARINDEX_SECRET_KEY": "benchmark-only-" * 4,
        "PARINDEX_HTTPS": "0",
        "PARINDEX_DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    try:
        return subprocess.run(command, env={**os.environ, **set_here}, cwd=ROOT, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)
