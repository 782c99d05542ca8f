"""Say which version of a fact counts, where sources differ: a person's act, with a reason."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.facts import permissions
from parindex.portal.facts.models import Fact, FactVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def confirm_version(*, actor: User | None, version: FactVersion, owner: OrgUnit | None, reason: str) -> FactVersion:
    """Make ``version`` the current one of its fact; no version is changed or lost.

    ``owner``: the unit under which the fact's unit stands (None: published figures). Raises ``NotAllowed``, and
    ``ActionRefused`` without a reason.
    """
    permissions.may_record(actor, owner).or_refuse()
    if not reason.strip():
        raise ActionRefused("facts.reason_missing")
    fact = Fact.objects.select_for_update().get(pk=version.fact_id)
    before = fact.current_id
    fact.current = version
    fact.save()
    audit.record(
        stream="facts",
        actor=actor,
        action="facts.confirm_version",
        subject=owner.public_id if owner else "published",
        references={
            "fact": fact.pk,
            "from": before,
            "to": version.pk,
            "reason_hash": sha256(reason.strip().encode()).hexdigest(),
        },
    )
    return version
