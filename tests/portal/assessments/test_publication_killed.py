"""A worker process that is really killed while it publishes leaves the round as it was; asking again works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "--run-syncdb", verbosity=0)
from tests.portal import conftest
from tests.portal.assessments import publication_cast as cast
from parindex.portal.assessments.actions import approve_results
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.platform import clock
rows = [
    UnitRow(key, name, short, level, kind, conftest.TWO_LEVELS, code=code, parent=parent)
    for key, code, name, short, level, kind, parent in conftest._ROWS
]
places = conftest.Places(**import_units(actor=None, rows=rows, source="tests").units)
with clock.stopped_at(cast.NOW):
    round_ = cast.small_round(places, None)
    cast.voted(None, round_, cast.minutes_of(places, None))
    approve_results(actor=None, round_=round_, decision_number="318/QĐ-UBND", decided_on=cast.DAY)
"""
PUBLISH = """
import os, signal, sys
import django
django.setup()
from parindex.portal.assessments.actions import publish_results
from parindex.portal.assessments.models import Round
from parindex.portal.platform import clock
from tests.portal.assessments.publication_cast import NOW
module = sys.modules["parindex.portal.assessments.actions.publish_results"]
step = sys.argv[1]
if step:
    real = getattr(module, step)
    def killed(*args, **named):
        real(*args, **named)  # this step is done, the transaction is not
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, step, killed)
with clock.stopped_at(NOW):
    publish_results(actor=None, round_=Round.objects.get())
"""
STATE = """
import django
django.setup()
from parindex.portal.assessments.models import Publication, Round, Score, Stage
from parindex.portal.platform.models import Event
print(
    Round.objects.get().state,
    Publication.objects.count(),
    Score.objects.filter(stage=Stage.FINAL).count(),
    Score.objects.exclude(sealed_at=None).count(),
    Event.objects.filter(kind="assessments.round_published").count(),
)
"""


def run(code: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
        "PARINDEX_SQLITE": str(folder / "round.sqlite3"),
        "PARINDEX_VAR": str(folder),
        "PARINDEX_WORKER_THREADS": "0",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    return subprocess.run(  # ourselves
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_a_killed_worker_leaves_no_half_publication(tmp_path: Path) -> None:
    prepared = run(PREPARE, tmp_path)
    assert prepared.returncode == 0, prepared.stderr[-2000:]
    for step in ("package_of", "write_final_scores", "tell"):
        killed = run(PUBLISH, tmp_path, step)
        assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
        assert run(STATE, tmp_path).stdout.split() == ["computed", "0", "0", "0", "0"], step
    again = run(PUBLISH, tmp_path, "")
    assert again.returncode == 0, again.stderr[-2000:]
    assert run(STATE, tmp_path).stdout.split() == ["published", "1", "6", "12", "1"]
