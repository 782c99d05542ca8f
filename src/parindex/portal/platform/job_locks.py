"""Whether the process that runs a job still lives: it holds a lock, which the system takes away when the process ends.

A job's file of its own in ``var/jobs`` is locked while the job runs and deleted after it. A file that is there and not
locked belongs to a job whose process was killed. A job without a file runs on another machine, or is long over.
A worker that takes jobs has a file of the same kind under its own name, which stays when it ends in the midst.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

WORKER = "worker-"
"""Each worker's name begins so."""


def _file(job: str) -> Path:
    return Path(settings.VAR) / "jobs" / f"{job}.lock"


@contextmanager
def alive(job: str, *, left_when_broken: bool = False) -> Iterator[None]:
    """Around the work of a job (its public id) or of a worker (its name).

    ``left_when_broken``: an error that ends the block leaves the file, unlocked, as if the process had been killed.
    """
    path = _file(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    except BaseException:
        if not left_when_broken:
            path.unlink(missing_ok=True)
        raise
    else:
        path.unlink(missing_ok=True)
    finally:
        os.close(lock)


def was_killed(job: str) -> bool:
    """Whether the process that ran the job ended in the midst of it."""
    try:
        lock = os.open(_file(job), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def ended_workers() -> set[str]:
    """Names of workers whose process ended, or whose thread broke off, in the midst."""
    names = {path.stem for path in (Path(settings.VAR) / "jobs").glob(f"{WORKER}*.lock")}
    return {name for name in names if was_killed(name)}


def forget(job: str) -> None:
    """The job is settled: its file goes."""
    _file(job).unlink(missing_ok=True)
