"""Work that takes longer than a page may wait.

A job is a django-tasks task whose first argument is the row id of its progress:

    @task()
    def load_units(progress_id: int) -> None:
        with jobs.running(progress_id) as progress:
            progress.expect(3355)
            ...
            progress.advance(100)

    progress = jobs.start(load_units, kind="organisations.load_units", actor=person)

`kind` is a wording code: the name of the work on the page. The work runs in a worker thread of the web process, so the
count is also kept in memory: what a job tells from inside its one transaction is seen by the page before the commit.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from parindex.portal.platform import acting, clock, job_locks
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused

log = structlog.get_logger(__name__)

_standing: dict[int, tuple[int, int | None]] = {}
"""Row id of a job that runs in this process → done, total. The row itself may be locked in the job's transaction."""


class Progress:
    """What a running job tells about itself."""

    def __init__(self, row: JobProgress) -> None:
        self.row = row

    def expect(self, total: int) -> None:
        """How many there are to do."""
        self.row.total = total
        self._tell()

    def advance(self, number: int = 1) -> None:
        """So many more are done."""
        self.row.done += number
        self._tell()

    def stand_at(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self.row.done, self.row.total = done, total
        self._tell()

    def _tell(self) -> None:
        _standing[self.row.pk] = (self.row.done, self.row.total)
        JobProgress.objects.filter(pk=self.row.pk).update(done=self.row.done, total=self.row.total)

    def finish_with(self, outcome: Mapping[str, object], *, address: str = "") -> None:
        """What came out (counts and public ids), and where to see it."""
        JobProgress.objects.filter(pk=self.row.pk).update(outcome=dict(outcome), result_address=address)


def seen(row: JobProgress) -> JobProgress:
    """The row with the newest count: that in memory when the job runs in this process, else what is committed."""
    told = _standing.get(row.pk)
    if told is not None and row.state == JobProgress.State.RUNNING:
        row.done, row.total = told
    return row


def start(work: Task[..., Any], *, kind: str, actor: AbstractBaseUser | None, **arguments: object) -> JobProgress:
    """Ask for the work; it begins once the running transaction is committed.

    The queue stands in the same database: the job and its place in the queue are there together or not at all.
    """
    choice = acting.chosen_by(actor.pk) if actor else None
    with transaction.atomic():
        row = JobProgress.objects.create(
            kind=kind,
            started_by_id=actor.pk if actor else None,
            requested_at=clock.now(),
            acting=asdict(choice) if choice else {},
        )
        row.task = UUID(work.enqueue(row.pk, **arguments).id)
        row.save(update_fields=["task"])
    return row


@contextmanager
def running(progress_id: int) -> Iterator[Progress]:
    """Around the work of a job: marks it running, then done or failed (with the refusal's code, or `jobs.broke`)."""
    row = JobProgress.objects.get(pk=progress_id)
    # Marked and closed only under its lock: a job that is marked running and has a free lock was killed.
    with job_locks.alive(row.public_id):
        try:
            with acting.acting_as(acting.Acting(**row.acting) if row.acting else None):
                own = JobProgress.objects.filter(pk=progress_id)
                own.update(state=JobProgress.State.RUNNING, started_at=clock.now())
                yield Progress(row)
        except ActionRefused as refusal:
            values = {name: str(value) for name, value in refusal.values.items()}
            _close(progress_id, JobProgress.State.FAILED, refusal.code, values)
        except Exception:
            log.exception("job broke", kind=row.kind, job=row.public_id)
            _close(progress_id, JobProgress.State.FAILED, "jobs.broke", {"job": row.public_id})
            raise
        else:
            _close(progress_id, JobProgress.State.DONE, "", {})
        finally:
            _standing.pop(progress_id, None)


def give_up(row: JobProgress, code: str, values: Mapping[str, object] | None = None) -> bool:
    """The process that did the work has ended: mark the job failed, with the reason's code. A finished one stays.

    Gives whether it was closed here.
    """
    if JobProgress.objects.get(pk=row.pk).is_finished:
        return False
    _close(row.pk, JobProgress.State.FAILED, code, values or {})
    return True


@transaction.atomic
def put_back(queued: DBTaskResult[..., Any]) -> bool:
    """Into the queue again, unless somebody did so meanwhile. Gives whether it was done here."""
    row = DBTaskResult.objects.select_for_update().get(pk=queued.pk)
    if row.status != TaskResultStatus.RUNNING or row.worker_ids != queued.worker_ids:
        return False
    row.status, row.started_at = TaskResultStatus.READY, None
    row.save(update_fields=["status", "started_at"])
    return True


def _close(progress_id: int, state: str, code: str, values: Mapping[str, object]) -> None:
    JobProgress.objects.filter(pk=progress_id).update(
        state=state, finished_at=clock.now(), problem_code=code, problem_values=dict(values)
    )
