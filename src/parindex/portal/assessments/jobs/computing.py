"""Compute a round's results, with progress in units."""

from __future__ import annotations

from django.urls import reverse
from django_tasks import task

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.compute_results import compute_results
from parindex.portal.assessments.models import Round
from parindex.portal.platform import jobs


@task()
def compute_round(progress_id: int, round_id: int, person_id: int) -> None:
    """Compute the newest results from the figures as they stand; may be asked for again and again."""
    with jobs.running(progress_id) as progress:
        round_ = Round.objects.select_related("owner", "set_version").get(pk=round_id)
        units = round_.units.count()
        progress.expect(units)
        compute_results(
            actor=User.objects.get(pk=person_id),
            round_=round_,
            progress=lambda done: progress.stand_at(done, units),
        )
        progress.stand_at(units, units)
        progress.finish_with({"units": units}, address=reverse("assessments:council", args=[round_.public_id]))
