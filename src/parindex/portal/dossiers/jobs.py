"""Work on dossiers that takes longer than a page may wait."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.models import ImportBatch
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import jobs
from parindex.portal.platform.models import JobProgress


def start_import(batch: ImportBatch, person: User) -> JobProgress:
    """Ask for the import; it begins once the running transaction is committed."""
    return jobs.start(import_batch, kind="dossiers.job_import", actor=person, batch_id=batch.pk, person_id=person.pk)


@task()
def import_batch(progress_id: int, batch_id: int, person_id: int) -> None:
    """Import one confirmed file."""
    with jobs.running(progress_id) as progress:
        batch = ImportBatch.objects.select_related("source__owner").get(pk=batch_id)
        batch = run_import(actor=User.objects.get(pk=person_id), batch=batch, tell=progress.stand_at)
        outcome = {"rows": batch.rows, "rejected": batch.rejected}
        progress.finish_with(outcome, address=reverse("dossiers:batch", args=[batch.public_id]))


@task()
def record_figures(progress_id: int, owner_id: int, person_id: int, year: int, first: str, last: str) -> None:
    """Record figures as facts."""
    with jobs.running(progress_id) as progress:
        recorded = record_dossier_figures(
            actor=User.objects.get(pk=person_id),
            owner=OrgUnit.objects.get(pk=owner_id),
            year=year,
            window=engine_bridge.Window(date.fromisoformat(first), date.fromisoformat(last)),
        )
        progress.finish_with({"values": len(recorded)}, address=f"{reverse('dossiers:figures_recorded')}?nam={year}")
