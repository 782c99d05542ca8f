"""The steps of an import that is killed, each a process of its own, on the database and folder of the environment:
``python -m tests.portal.dossiers.killed_import prepare|import <where to die>|settle|state``.
"""
# ruff: noqa: PLC0415, T201  (models are imported after Django is set up; a process answers by printing)

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path


def prepare() -> None:
    """Units, a source, one import that stands (one dossier) and one whose columns are confirmed (two dossiers)."""
    from django.core.management import call_command
    from tests.portal import conftest
    from tests.portal.dossiers.conftest import NOW, dossier, export

    from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
    from parindex.portal.dossiers.actions.declare_source import declare_source
    from parindex.portal.dossiers.actions.run_import import run_import
    from parindex.portal.dossiers.actions.take_in_export import take_in_export
    from parindex.portal.organisations.actions.import_units import UnitRow, import_units
    from parindex.portal.platform import clock

    call_command("migrate", "--run-syncdb", verbosity=0)
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


def import_and_die(place: str) -> None:
    """Run the confirmed import; the process is killed as it reaches the function ``place`` (module.name)."""
    from tests.portal.dossiers.conftest import NOW

    from parindex.portal.dossiers.actions.run_import import run_import
    from parindex.portal.dossiers.models import ImportBatch
    from parindex.portal.platform import clock

    def killed(*_given: object, **_named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    module, name = place.rsplit(".", 1)
    setattr(importlib.import_module(module), name, killed)
    with clock.stopped_at(NOW):
        run_import(actor=None, batch=ImportBatch.objects.get(file_name="hai.csv"))


def settle() -> None:
    """What the timetable does each minute."""
    from parindex.portal.dossiers.actions.settle_imports import settle_imports

    settle_imports()


def state() -> None:
    """Print how the import stands, why, how many records the store holds, and how many uploaded files are left."""
    from django.conf import settings

    from parindex.portal.dossiers import engine_bridge
    from parindex.portal.dossiers.models import ImportBatch

    batch = ImportBatch.objects.get(file_name="hai.csv")
    left = len(list((Path(settings.VAR) / "dossier_uploads").iterdir()))
    print(batch.state, batch.problem_code or "-", engine_bridge.lake().count(), left)


STEPS: dict[str, Callable[..., None]] = {"prepare": prepare, "import": import_and_die, "settle": settle, "state": state}

if __name__ == "__main__":
    import django

    django.setup()
    STEPS[sys.argv[1]](*sys.argv[2:])
