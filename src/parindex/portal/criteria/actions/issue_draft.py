"""Issue a draft by a decision: it becomes a version that never changes."""

from __future__ import annotations

import json
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.actions.draft_changes import DraftConflict, draft_to_write, stream_of
from parindex.portal.criteria.actions.import_criteria_set import import_criteria_set
from parindex.portal.criteria.actions.issue_criteria_set import issue_criteria_set
from parindex.portal.criteria.engine_bridge import drafts
from parindex.portal.criteria.models import CriteriaSet, CriteriaSetDraft
from parindex.portal.criteria.queries.examples import ExampleLine, examples_of
from parindex.portal.criteria.queries.names import names_unconfirmed
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_ACT = 200


class DraftHasErrors(ActionRefused):
    """Errors remain; all of them are in ``faults``."""

    def __init__(self, draft: CriteriaSetDraft, faults: tuple[engine_bridge.Fault, ...]) -> None:
        super().__init__("criteria.draft_has_errors", {"title": draft.title, "count": len(faults)})
        self.faults = faults


class DraftExamplesFail(ActionRefused):
    """Kept examples no longer hold; all of them are in ``broken``."""

    def __init__(self, draft: CriteriaSetDraft, broken: list[ExampleLine]) -> None:
        super().__init__("criteria.draft_examples_fail", {"title": draft.title, "count": len(broken)})
        self.broken = broken


@transaction.atomic
def issue_draft(
    *, actor: User | None, draft: CriteriaSetDraft, row_version: int, act: str, issued_on: date | None
) -> CriteriaSetDraft:
    """Make the draft a version, issued by the decision ``act`` of ``issued_on``; warnings do not stop it.

    Raises ``ActionRefused`` without number or date of the decision, with a date to come, or while title, year and
    issuer of a set copied from an unofficial one are not confirmed; ``DraftHasErrors`` with every error,
    ``DraftExamplesFail`` with every kept example that does not hold, ``DraftConflict`` when the draft was saved since
    ``row_version`` (what was looked at is not this).
    """
    draft = draft_to_write(actor, draft)
    if row_version != draft.row_version:
        raise DraftConflict(draft, row_version, draft.row_version, None)
    act = act.strip()
    if not act or len(act) > LONGEST_ACT:
        raise ActionRefused("criteria.decision_number_missing", {"title": draft.title})
    if issued_on is None:
        raise ActionRefused("criteria.decision_date_missing", {"title": draft.title})
    if issued_on > clock.today():
        raise ActionRefused("criteria.decision_date_to_come", {"date": issued_on})
    if CriteriaSet.objects.filter(code=draft.code).exclude(owner=draft.owner_id).exists():
        raise ActionRefused("criteria.code_taken", {"code": draft.code})
    _refuse_errors(draft)
    if names_unconfirmed(draft):
        raise ActionRefused("criteria.names_unconfirmed", {"title": draft.title})
    version = issue_criteria_set(
        actor=actor,
        version=import_criteria_set(
            actor=actor, content=_issued_content(draft, act, issued_on), source=draft.address, owner=draft.owner
        ),
    )
    draft.issued_version = version
    draft.row_version += 1
    draft.saved_at, draft.saved_by = clock.now(), actor
    draft.save()
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.issue_draft",
        subject=draft.public_id,
        references={
            "version": version.public_id, "hash": version.hash, "decision": act, "date": issued_on.isoformat(),
        },
    )  # fmt: skip
    return draft


def _refuse_errors(draft: CriteriaSetDraft) -> None:
    base = engine_bridge.document_of(draft.base.hash, draft.base.canonical)
    errors = drafts.judged(draft.content, base).errors
    if errors:
        raise DraftHasErrors(draft, errors)
    broken = [line for line in examples_of(draft) if not line.holds]
    if broken:
        raise DraftExamplesFail(draft, broken)


def _issued_content(draft: CriteriaSetDraft, act: str, issued_on: date) -> bytes:
    """The document as issued: official, with the act that issued it."""
    issued_by = {"act": act, "date": issued_on.isoformat(), "issuer": draft.issuer or version_on(draft.owner).name}
    tree = draft.content | {"standing": "official", "issued_by": issued_by}
    return json.dumps(tree, ensure_ascii=False).encode("utf-8")
