"""Worker threads in the web process: jobs need no second program to be started."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import structlog
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from parindex.portal.platform import job_locks

log = structlog.get_logger(__name__)

# Not a documented door of django-tasks-db (the version is pinned; tests/portal/platform/test_jobs.py holds it).
_threads: list[tuple[threading.Thread, "_Taking"]] = []
_PAUSE = 2.0
"""Seconds before jobs are taken again after the database did not answer."""


class _Taking:
    """Jobs are taken until it is stopped. A database that does not answer for a while ends no thread."""

    def __init__(self, place: int) -> None:
        self._place = place
        self._stopped = threading.Event()
        self._worker: Worker | None = None

    def stop(self) -> None:
        """Finish the job at hand, then end."""
        self._stopped.set()
        if self._worker is not None:
            self._worker.running = False

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                with _named() as name:
                    self._worker = _worker(name, interval=0.2, batch=False)
                    self._worker.run()
            except Exception:
                log.exception("worker thread broke off, it takes jobs again", place=self._place)
                self._stopped.wait(_PAUSE)
            finally:
                connections.close_all()


@contextmanager
def _named() -> Iterator[str]:
    """A worker's name, locked while it takes jobs: what it has taken when its process ends is seen to be nobody's."""
    name = f"{job_locks.WORKER}{uuid4().hex}"
    with job_locks.alive(name, left_when_broken=True):
        yield name


def _worker(worker_id: str, *, interval: float, batch: bool) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


def start_threads(number: int) -> None:
    """Start `number` threads that take jobs until the process ends."""
    for place in range(number):
        taking = _Taking(place)
        thread = threading.Thread(target=taking.run, name=f"worker-{place}", daemon=True)
        _threads.append((thread, taking))
        thread.start()


def stop_threads(timeout: float = 5) -> None:
    """Let every thread finish the job at hand, then end."""
    for _, taking in _threads:
        taking.stop()
    while _threads:
        _threads.pop()[0].join(timeout)


def run_waiting() -> int:
    """Do all waiting jobs in this thread, until none is left: for tests and single commands. Gives their number."""
    before = DBTaskResult.objects.ready().count()
    with _named() as name:
        _worker(name, interval=0, batch=True).run()
    return int(before)
