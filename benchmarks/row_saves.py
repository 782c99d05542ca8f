"""Sixty officers fill 150 sheets of 100 leaves at once: no save is lost, how long one takes, what it costs.

    .venv/bin/python benchmarks/row_saves.py [seconds]

On SQLite, then on PostgreSQL where its server is installed (started for this run through ``tools/with_postgres``): a
throw-away database, the portal under granian on a loopback port, sixty signed-in people who each save one row every two
seconds for a minute (or ``seconds``). Afterwards every save is looked for in the database, value by value, and in the
history. Then one person alone: a row save beside a bare Django view on the same database, by turns. The bare view
stands behind the same server and middleware (session, sign-in check, CSRF, language: what every page of the portal has)
and writes the same rows in one transaction (one changed, two new, in the same three tables, through the same ORM); it
reads, checks and computes nothing.
The officers run in a process of their own on the same two cores; what it takes of them is said.
Goals: nothing lost, no error, p95 ≤ 300 ms, at most 3 × the bare view.
Ends with 1 when a save is lost or fails, or a goal is missed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = "60"


def main() -> int:
    """Both databases, each in a process of its own: Django is set up once a process."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else SECONDS
    command = [sys.executable, "-m", "benchmarks.bare", seconds]
    sqlite = _run(command)
    if not list(Path("/usr/lib/postgresql").glob("*/bin")):
        sys.stdout.write("PostgreSQL is not installed here: left out\n")
        return sqlite
    # the tool starts a server and says where it is in a variable of the tests
    at_its_address = ["sh", "-c", 'PARINDEX_DATABASE_URL=$PARINDEX_TEST_POSTGRES exec "$@"', "sh"]
    return _run([str(ROOT / "tools" / "with_postgres"), *at_its_address, *command]) or sqlite


def _run(command: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="parindex-rows-"))
    settings = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "PARINDEX_VAR": str(folder),
        "PARINDEX_SQLITE": str(folder / "rows.sqlite3"),
        "PARINDEX_SECRET_KEY": "benchmark-only-" * 4,
        "PARINDEX_HTTPS": "0",
        "PARINDEX_DATABASE_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    try:
        return subprocess.run(command, env={**os.environ, **settings}, cwd=ROOT, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
