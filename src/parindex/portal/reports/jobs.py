"""What takes longer than a save may wait: proof-reading a document."""

from __future__ import annotations

from django_tasks import task

from parindex.portal.platform import jobs
from parindex.portal.platform.models import JobProgress
from parindex.portal.reports.actions.proof_draft import proof_draft
from parindex.portal.reports.models import Draft


def start_proofing(draft: Draft) -> JobProgress:
    """Have the saved words proof-read; it begins once the running transaction is committed."""
    return jobs.start(proof_one, kind="reports.job_proof_draft", actor=None, draft_id=draft.pk)


@task()
def proof_one(progress_id: int, draft_id: int) -> None:
    """Proof-read one document. One that cannot be printed yet is left as it is; the job itself is done."""
    with jobs.running(progress_id):
        proof_draft(draft=Draft.objects.select_related("unit").get(pk=draft_id))
