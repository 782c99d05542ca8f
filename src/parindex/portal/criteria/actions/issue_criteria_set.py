"""Issue a draft: from then on rounds may be opened on it, and it never changes."""

from __future__ import annotations

from django.db import transaction
from django_fsm import can_proceed

from parindex.engine.rulebook.document import Standing
from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def issue_criteria_set(*, actor: User | None, version: CriteriaSetVersion) -> CriteriaSetVersion:
    """Move ``version`` from draft to issued.

    Raises ``ActionRefused`` when it is issued already or is a set for tests.
    """
    permissions.may_issue(actor, version).or_refuse()
    if not can_proceed(version.issue):
        raise ActionRefused("criteria.already_issued", {"title": version.title, "version": version.version})
    if version.standing == Standing.TEST:
        raise ActionRefused("criteria.test_set_not_issued", {"title": version.title})
    version.issue()
    version.issued_at = clock.now()
    version.issued_by = actor
    version.save()
    audit.record(
        stream=f"criteria_set:{version.criteria_set.code}",
        actor=actor,
        action="criteria.issue_criteria_set",
        subject=version.public_id,
        references={"version": version.version, "hash": version.hash},
    )
    return version
