"""Answer a finding: ask the unit, explain, mark corrected, call a false alarm, open again."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.findings import permissions
from parindex.portal.findings.models import Finding
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


class FindingAnswer(StrEnum):
    """What a person says to a finding."""

    ASK = "ask"
    EXPLAIN = "explain"
    CORRECT = "correct"
    FALSE_ALARM = "false_alarm"
    REOPEN = "reopen"


_TRANSITIONS: Mapping[FindingAnswer, str] = {
    FindingAnswer.ASK: "ask",
    FindingAnswer.EXPLAIN: "explain",
    FindingAnswer.CORRECT: "correct",
    FindingAnswer.FALSE_ALARM: "call_false",
    FindingAnswer.REOPEN: "reopen",
}
NEEDS_WORDS = (FindingAnswer.EXPLAIN, FindingAnswer.CORRECT, FindingAnswer.FALSE_ALARM)
"""Answers that close a finding say why; a finding closed without words helps nobody next year."""


@transaction.atomic
def answer_finding(*, actor: User | None, finding: Finding, answer: FindingAnswer, note: str = "") -> Finding:
    """Give an answer with its words. The printed figure stays as it is.

    Raises ``NotAllowed``; ``ActionRefused`` when the state does not allow the answer or the words are missing.
    """
    permissions.may_answer(actor, finding).or_refuse()
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    take = getattr(finding, _TRANSITIONS[answer])
    if not can_proceed(take):
        raise ActionRefused("findings.state_forbids")
    if answer in NEEDS_WORDS and not note.strip():
        raise ActionRefused("findings.words_missing")
    take()
    finding.note = note.strip()
    finding.answered_by = actor
    finding.answered_at = clock.now()
    finding.save()
    audit.record(
        stream=f"finding:{finding.public_id}",
        actor=actor,
        action=f"findings.{answer.value}",
        subject=finding.public_id,
        references={"rule": finding.rule, "state": finding.state},
    )
    return finding
