"""The coordinator switches on, or off, that units of a peer group may object to each other's points."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, Thread, ThreadKind
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def allow_objections(*, actor: User | None, round_: Round, allowed: bool) -> Round:
    """Set the policy of the round. Raises ``ActionRefused`` once published, or when objections stand already."""
    permissions.may_run(actor, round_.owner).or_refuse()
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if round_.published_version is not None:
        raise ActionRefused("assessments.round_frozen", {"title": round_.title})
    standing = Thread.objects.filter(entry__round_unit__round=round_, kind=ThreadKind.OBJECTION)
    if not allowed and standing.exists():
        raise ActionRefused("assessments.objections_stand", {"title": round_.title})
    if round_.objections_allowed != allowed:
        round_.objections_allowed = allowed
        round_.save(update_fields=["objections_allowed"])
        audit.record(
            stream=f"round:{round_.public_id}",
            actor=actor,
            action="assessments.allow_objections",
            subject=round_.public_id,
            references={"allowed": allowed},
        )
    return round_
