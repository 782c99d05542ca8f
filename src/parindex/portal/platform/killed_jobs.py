"""After a process that was killed: its jobs say so, who asked for them is told; one that never began is taken again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parindex.portal.platform import clock, job_locks, jobs, notifications
from parindex.portal.platform.models import JobProgress

TAKEN_AT_MOST = 3
"""So often a job is taken before it counts as interrupted: one that ends its worker each time must not go round."""
QUEUED_WITHIN = timedelta(days=1)
"""A waiting job that names no task (``JobProgress.task``) is given up after this."""


def settle_killed_jobs() -> int:
    """See to each job whose process was killed; gives how many those were.

    One that had begun, or cannot begin, is closed with the reason's code and its person told. One that was only taken
    goes back into the queue.
    """
    # Read before the jobs: what a worker of this list has taken, it had taken before it ended.
    ended = job_locks.ended_workers()
    unfinished = JobProgress.objects.filter(state__in=(JobProgress.State.WAITING, JobProgress.State.RUNNING))
    settled = sum(_settle(row, ended) for row in unfinished.select_related("started_by"))
    for name in ended:
        job_locks.forget(name)
    return settled


def _settle(row: JobProgress, ended: set[str]) -> bool:
    if row.state == JobProgress.State.RUNNING and job_locks.was_killed(row.public_id):
        closed = _close(row)
        job_locks.forget(row.public_id)
        return closed
    if row.task is None:
        late = row.state == JobProgress.State.WAITING and clock.now() - row.requested_at >= QUEUED_WITHIN
        return late and _close(row)
    queued = DBTaskResult.objects.filter(pk=row.task).first()
    if queued is None:
        return _close(row)
    if queued.status == TaskResultStatus.FAILED:  # it broke outside `jobs.running`, which closes what breaks inside
        return jobs.give_up(row, "jobs.broke", {"job": row.public_id})
    if row.state != JobProgress.State.WAITING or queued.status != TaskResultStatus.RUNNING:
        return False
    if not ended.intersection(queued.worker_ids[-1:]):
        return False
    return _close(row) if len(queued.worker_ids) >= TAKEN_AT_MOST else jobs.put_back(queued)


@transaction.atomic
def _close(row: JobProgress) -> bool:
    if not jobs.give_up(row, "jobs.interrupted"):
        return False
    if row.started_by is not None:
        notifications.tell(
            row.started_by,
            key=f"job-interrupted:{row.public_id}",
            code="jobs.told_interrupted",
            values={"at": f"{row.requested_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"},
            address=reverse("job", args=[row.public_id]),
        )
    return True
