"""Work on dossiers that takes longer than a page may wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions import in_memory
from parindex.portal.dossiers.actions.print_letters import print_letters
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.models import ApologyLetter, ImportBatch
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import jobs
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused

UNDOING = "dossiers.job_undo"
"""Kind of the job that undoes an import."""


def start_import(batch: ImportBatch, person: User) -> JobProgress:
    """Ask for the import; it begins once the running transaction is committed."""
    return jobs.start(import_batch, kind="dossiers.job_import", actor=person, batch_id=batch.pk, person_id=person.pk)


@task()
def import_batch(progress_id: int, batch_id: int, person_id: int) -> None:
    """Import one confirmed file."""
    with jobs.running(progress_id) as progress:
        batch = ImportBatch.objects.select_related("source__owner").get(pk=batch_id)
        progress.finish_with({}, address=reverse("dossiers:batch", args=[batch.public_id]))
        batch = run_import(actor=User.objects.get(pk=person_id), batch=batch, tell=progress.stand_at)
        outcome = {"rows": batch.rows, "rejected": batch.rejected}
        progress.finish_with(outcome, address=reverse("dossiers:batch", args=[batch.public_id]))


def start_undoing(batch: ImportBatch, reason: str, later_too: bool, *, person: User) -> JobProgress:
    """Ask for the undoing; it begins once the running transaction is committed."""
    return jobs.start(
        undo_batch,
        kind=UNDOING,
        actor=person,
        batch_id=batch.pk,
        person_id=person.pk,
        reason=reason,
        later_too=later_too,
    )


@task()
def undo_batch(progress_id: int, batch_id: int, person_id: int, reason: str, later_too: bool) -> None:
    """Undo one import, and later ones with it where the person said so."""
    with jobs.running(progress_id) as progress:
        batch = ImportBatch.objects.select_related("source__owner").get(pk=batch_id)
        progress.finish_with({}, address=reverse("dossiers:batch", args=[batch.public_id]))
        undone = undo_import(
            actor=User.objects.get(pk=person_id),
            batch=batch,
            reason=reason,
            later_too=later_too,
            tell=progress.stand_at,
        )
        progress.finish_with({"undone": len(undone)}, address=reverse("dossiers:batch", args=[batch.public_id]))


@task()
def record_figures(progress_id: int, owner_id: int, person_id: int, year: int | None, first: str, last: str) -> None:
    """Record figures as facts: of an assessment year, or (``year`` None) of the window itself."""
    with jobs.running(progress_id) as progress:
        recorded = record_dossier_figures(
            actor=User.objects.get(pk=person_id),
            owner=OrgUnit.objects.get(pk=owner_id),
            year=year,
            window=engine_bridge.Window(date.fromisoformat(first), date.fromisoformat(last)),
        )
        shown = f"nam={year}" if year is not None else f"ky={first}_{last}"
        progress.finish_with({"values": len(recorded)}, address=f"{reverse('dossiers:figures_recorded')}?{shown}")


def start_printing(
    letters: Sequence[ApologyLetter], person: User, *, names: Mapping[str, str], as_zip: bool
) -> JobProgress:
    """Ask for the file of many letters. The names wait in memory; the job knows only the word by which it gets them."""
    return jobs.start(
        print_many,
        kind="dossiers.job_letters",
        actor=person,
        word=in_memory.lay(person.pk, dict(names)),
        letter_ids=[letter.pk for letter in letters],
        person_id=person.pk,
        as_zip=as_zip,
    )


@task()
def print_many(progress_id: int, word: str, letter_ids: list[int], person_id: int, as_zip: bool) -> None:
    """Print letters; the file waits in memory for its person."""
    with jobs.running(progress_id) as progress:
        names = in_memory.take(word, person_id)
        if not isinstance(names, dict):
            raise ActionRefused("dossiers.names_gone")
        rows = ApologyLetter.objects.select_related("unit").in_bulk(letter_ids)
        progress.expect(len(letter_ids))
        printed = print_letters(
            actor=User.objects.get(pk=person_id),
            letters=[rows[pk] for pk in letter_ids],
            names=names,
            as_zip=as_zip,
            told=lambda done: progress.stand_at(done, len(letter_ids)),
        )
        address = reverse("dossiers:letters_file", args=[in_memory.lay(person_id, printed)])
        progress.finish_with({"letters": len(letter_ids)}, address=address)
