"""Worker threads in the web process: jobs need no second program to be started."""

import threading

import structlog
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

log = structlog.get_logger(__name__)

# Not a documented door of django-tasks-db (the version is pinned; tests/portal/platform/test_jobs.py holds it).
_threads: list[tuple[threading.Thread, Worker]] = []


def start_threads(number: int) -> None:
    """Start `number` threads that take jobs until the process ends."""
    for place in range(number):
        worker = Worker(
            queue_names=["*"],
            interval=0.2,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"thread-{place}-{threading.get_ident()}",
            excluded_queue_names=[],
        )
        thread = threading.Thread(target=_work, args=(worker,), name=f"worker-{place}", daemon=True)
        _threads.append((thread, worker))
        thread.start()


def stop_threads(timeout: float = 5) -> None:
    """Let every thread finish the job at hand, then end."""
    for _, worker in _threads:
        worker.running = False
    while _threads:
        _threads.pop()[0].join(timeout)


def run_waiting() -> int:
    """Do all waiting jobs in this thread, until none is left: for tests and single commands. Gives their number."""
    before = DBTaskResult.objects.ready().count()
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="here",
        excluded_queue_names=[],
    ).run()
    return int(before)


def _work(worker: Worker) -> None:
    try:
        worker.run()
    except Exception:
        log.exception("worker thread ended", worker=worker.worker_id)
    finally:
        connections.close_all()
