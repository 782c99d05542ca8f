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

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a script

from benchmarks.both_databases import on_both

SECONDS = "60"


def main() -> int:
    seconds = sys.argv[1] if len(sys.argv) > 1 else SECONDS
    return on_both([sys.executable, "-m", "benchmarks.bare", seconds], settings="benchmarks.bare.settings")


if __name__ == "__main__":
    sys.exit(main())
