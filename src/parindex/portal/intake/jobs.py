"""Reading a document takes longer than a page may wait."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.models import Intake
from parindex.portal.intake.workflow import IntakeState
from parindex.portal.platform import jobs
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused


def start_reading(intake: Intake, person: User) -> JobProgress:
    """Ask for the reading; it begins once the running transaction is committed."""
    return jobs.start(read, kind="intake.job_read", actor=person, intake_id=intake.pk)


@task()
def read(progress_id: int, intake_id: int) -> None:
    """Read one document. One that cannot be read keeps the reason, and so does the job."""
    with jobs.running(progress_id) as progress:
        intake = Intake.objects.select_related("unit", "stored").get(pk=intake_id)
        intake = read_document(intake=intake, tell=progress.stand_at)
        if intake.state == IntakeState.FAILED:
            raise ActionRefused(intake.problem_code, intake.problem_values)
        progress.finish_with({"lines": intake.lines}, address=reverse("intake:intake", args=[intake.public_id]))
