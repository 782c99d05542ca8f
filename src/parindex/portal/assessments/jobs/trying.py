"""Try a draft of a criteria set on the figures of a round when that takes longer than a page may wait."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django_tasks import task

from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.draft_trials import tables_to_bytes, trial_of, units_to_try
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.drafts import view_of
from parindex.portal.platform import files, jobs
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.refusals import ActionRefused

KIND = "assessments.try_draft"


@task()
def try_draft_on_round(progress_id: int, draft_id: int, round_id: int) -> None:
    """Keep the finished trial with the draft's row version. A job that dies leaves nothing."""
    with jobs.running(progress_id) as progress:
        draft = CriteriaSetDraft.objects.select_related("base", "owner").get(pk=draft_id)
        round_ = Round.objects.select_related("owner", "set_version").get(pk=round_id)
        document = view_of(draft).judged.document
        if document is None:
            raise ActionRefused("assessments.draft_has_errors", {"draft": draft.title})
        progress.expect(units_to_try(round_))
        tables = trial_of(round_, document, progress.advance)
        with transaction.atomic():
            kept = files.keep(tables_to_bytes(tables), media_type="application/json")
            job = JobProgress.objects.get(pk=progress_id)
            address = reverse("assessments:draft_trial", args=[draft.public_id])
            progress.finish_with(
                {"file": kept.public_id, "row_version": draft.row_version, "round": round_.public_id},
                address=f"{address}?dot={round_.public_id}&ket-qua={job.public_id}",
            )
