"""A worker that is really killed during an import leaves the store at its last good version, and the import says so."""

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
from tests.portal.dossiers.conftest import NOW, dossier, export
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.platform import clock
rows = [
    UnitRow(key, name, short, level, kind, conftest.TWO_LEVELS, code=code, parent=parent)
    for key, code, name, short, level, kind, parent in conftest._ROWS
]
places = conftest.Places(**import_units(actor=None, rows=rows, source="tests").units)
source = declare_source(actor=None, owner=places.province, title="Mot cua")
with clock.stopped_at(NOW):
    for name, lines in (("mot.csv", [dossier(1)]), ("hai.csv", [dossier(2), dossier(3)])):
        batch = take_in_export(actor=None, source=source, name=name, content=[export(lines)])
        columns = {line[0]: line[1] for line in batch.proposal if line[1]}
        batch = confirm_columns(actor=None, batch=batch, columns=columns)
        if name == "mot.csv":
            run_import(actor=None, batch=batch)
"""
IMPORT = """
import os, signal, sys
import django
django.setup()
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.platform import clock
from tests.portal.dossiers.conftest import NOW
step = sys.argv[1]
module, name = step.rsplit(".", 1)
import importlib
room = importlib.import_module(module)
def killed(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(room, name, killed)
with clock.stopped_at(NOW):
    run_import(actor=None, batch=ImportBatch.objects.get(file_name="hai.csv"))
"""
SETTLE = """
import django
django.setup()
from parindex.portal.dossiers.actions.settle_imports import settle_imports
settle_imports()
"""
STATE = """
import os
import django
django.setup()
from django.conf import settings
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.models import ImportBatch
batch = ImportBatch.objects.get(file_name="hai.csv")
uploads = os.listdir(os.path.join(settings.VAR, "dossier_uploads"))
print(batch.state, batch.problem_code or "-", engine_bridge.lake().count(), len(uploads))
"""


def run(code: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "parindex.portal.site.settings",
        "PARINDEX_SQLITE": str(folder / "dossiers.sqlite3"),
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
    prepared = run(PREPARE, tmp_path)
    assert prepared.returncode == 0, prepared.stderr[-2000:]
    killed = run(IMPORT, tmp_path, step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert run(STATE, tmp_path).stdout.split()[0] == "running"
    settled = run(SETTLE, tmp_path)
    assert settled.returncode == 0, settled.stderr[-2000:]
    assert run(STATE, tmp_path).stdout.strip() == after
