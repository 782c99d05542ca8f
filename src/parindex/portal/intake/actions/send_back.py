"""Send findings back to the author of a document: each is asked, and the list goes out as Word and as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import FindingState
from parindex.portal.intake import permissions
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.models import Intake
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def send_back(*, actor: User | None, intake: Intake, findings: Sequence[Finding], words: str = "") -> Intake:
    """Ask the author about these findings. ``words`` go with the list; those asked before stay on it.

    Raises ``NotAllowed``; ``ActionRefused`` when none is chosen, one is of another document, or one is closed.
    """
    permissions.may_send_back(actor, intake).or_refuse()
    if not findings:
        raise ActionRefused("intake.no_finding_chosen")
    if any((each.subject_kind, each.subject_id) != (permissions.SUBJECT, intake.public_id) for each in findings):
        raise ActionRefused("intake.finding_of_another")
    for each in findings:
        if each.state != FindingState.ASKED:
            answer_finding(actor=actor, finding=each, answer=FindingAnswer.ASK, note=words)
    intake = Intake.objects.select_for_update(of=("self",)).select_related("unit").get(pk=intake.pk)
    intake.sent_back_at, intake.sent_back_words = clock.now(), words.strip()
    intake.save(update_fields=["sent_back_at", "sent_back_words"])
    audit.record(
        stream=stream_of(intake),
        actor=actor,
        action="intake.send_back",
        subject=intake.public_id,
        references={"findings": len(findings)},
    )
    return intake
