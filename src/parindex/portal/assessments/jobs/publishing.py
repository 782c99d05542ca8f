"""Publish a round, or a correction, with progress in units."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.publish_correction import publish_correction
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.record_figures import FigureRow
from parindex.portal.assessments.models import Publication, Round
from parindex.portal.assessments.queries.uploaded_figures import read_corrections
from parindex.portal.platform import files, jobs
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.refusals import ActionRefused


@task()
def publish_round(progress_id: int, round_id: int, person_id: int, changed_reason: str = "") -> None:
    """Publish under the approval that stands. What the job did not finish, it did not begin: asking again works."""
    with jobs.running(progress_id) as progress:
        round_ = Round.objects.select_related("owner", "set_version").get(pk=round_id)
        units = round_.units.filter(submitted=True).count()
        progress.expect(units)
        publish_results(
            actor=User.objects.get(pk=person_id),
            round_=round_,
            changed_reason=changed_reason,
            progress=lambda done: progress.stand_at(done, units),
        )
        _finish(progress, round_)


@task()
def publish_round_correction(
    progress_id: int,
    round_id: int,
    person_id: int,
    decision_number: str,
    decided_on: str,
    reason: str,
    file_id: int,
    file_name: str,
) -> None:
    """Publish the corrected figures of a kept file."""
    with jobs.running(progress_id) as progress:
        round_ = Round.objects.select_related("owner", "set_version").get(pk=round_id)
        units = round_.units.filter(submitted=True).count()
        progress.expect(units)
        content = files.read(StoredFile.objects.get(pk=file_id))
        read = read_corrections(round_, content, file_name)
        if read.refused:
            first = read.refused[0]
            raise ActionRefused(first.code, first.values)
        publish_correction(
            actor=User.objects.get(pk=person_id),
            round_=round_,
            decision_number=decision_number,
            decided_on=date.fromisoformat(decided_on),
            reason=reason,
            rows=[FigureRow(row.unit, row.leaf, row.inputs, place=row.place) for row in read.rows],
            progress=lambda done: progress.stand_at(done, units),
        )
        _finish(progress, round_)


def _finish(progress: jobs.Progress, round_: Round) -> None:
    newest = Publication.objects.filter(round=round_).order_by("-number").first()
    outcome = {"publication": newest.number if newest else 0}
    progress.finish_with(outcome, address=reverse("assessments:publications", args=[round_.public_id]))
