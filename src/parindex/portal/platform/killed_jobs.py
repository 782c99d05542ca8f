"""After a process that was killed: its jobs say so, and who asked for them is told."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from parindex.portal.platform import clock, job_locks, jobs, notifications
from parindex.portal.platform.models import JobProgress


def settle_killed_jobs() -> int:
    """Close each job whose process was killed, with the reason's code; tell its person. Gives their number."""
    running = JobProgress.objects.filter(state=JobProgress.State.RUNNING).select_related("started_by")
    killed = [row for row in running if job_locks.was_killed(row.public_id)]
    for row in killed:
        _close(row)
        job_locks.forget(row.public_id)
    return len(killed)


@transaction.atomic
def _close(row: JobProgress) -> None:
    jobs.give_up(row, "jobs.interrupted")
    if row.started_by is not None:
        notifications.tell(
            row.started_by,
            key=f"job-interrupted:{row.public_id}",
            code="jobs.told_interrupted",
            values={"at": f"{row.requested_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"},
            address=reverse("job", args=[row.public_id]),
        )
