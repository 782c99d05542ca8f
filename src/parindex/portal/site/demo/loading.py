"""The loading job of the demonstration: one load after the other, each with its own progress."""

import time

import structlog
from django.db import transaction
from django_tasks import task

from parindex.portal.platform import clock, jobs
from parindex.portal.platform.models import JobProgress
from parindex.portal.site.demo.loaders import THEN, Load

log = structlog.get_logger(__name__)
PATIENCE = 0.5  # seconds between two writes of a progress


@transaction.atomic
def ask_for_loading() -> list[JobProgress]:
    """Ask for every load that is not done yet; the rows show how far each is."""
    done = set(JobProgress.objects.filter(state=JobProgress.State.DONE).values_list("kind", flat=True))
    waiting = [load.kind for load in THEN if load.kind not in done]
    if not waiting:
        return []
    JobProgress.objects.filter(kind__in=waiting).delete()
    rows = [JobProgress.objects.create(kind=kind, requested_at=clock.now()) for kind in waiting]
    transaction.on_commit(lambda: load_demonstration.enqueue([row.pk for row in rows]))
    return rows


@task()
def load_demonstration(progress_ids: list[int]) -> None:
    """Run the loads in their order. One that breaks is told in its progress; the next ones are tried all the same."""
    loads = {load.kind: load for load in THEN}
    for row in JobProgress.objects.filter(pk__in=progress_ids).order_by("pk"):
        try:
            with jobs.running(row.pk) as progress:
                _run(loads[row.kind], progress)
        except Exception:
            log.exception("a load of the demonstration broke", kind=row.kind)


def _run(load: Load, progress: jobs.Progress) -> None:
    told_at = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= PATIENCE or done == total:
            told_at = time.monotonic()
            progress.stand_at(done, total)

    load.load(tell)
