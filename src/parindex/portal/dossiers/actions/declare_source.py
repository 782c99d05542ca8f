"""Declare a system whose exports will be brought in."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.actions import stream_of
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

LONGEST_CODE = 40


@transaction.atomic
def declare_source(*, actor: User | None, owner: OrgUnit, title: str) -> DossierSource:
    """Write a source; its code is made of its title and never changes. Of records that several hold, the first counts.

    Raises ``NotAllowed``, ``ActionRefused`` without a title or for one that stands.
    """
    permissions.may_add_source(actor, owner).or_refuse()
    title = " ".join(title.split())[:200]
    code = "_".join(fold(title).split())[:LONGEST_CODE].strip("_")
    if not code:
        raise ActionRefused("dossiers.source_without_title")
    if DossierSource.objects.filter(code=code).exists():
        raise ActionRefused("dossiers.source_stands", {"title": title})
    last = DossierSource.objects.aggregate(last=Max("place"))["last"] or 0
    source = DossierSource.objects.create(
        code=code, title=title, owner=owner, place=last + 1, added_at=clock.now(), added_by=actor
    )
    audit.record(
        stream=stream_of(source),
        actor=actor,
        action="dossiers.declare_source",
        subject=source.public_id,
        references={"source": code, "unit": owner.public_id},
    )
    return source
