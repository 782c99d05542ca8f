"""Begin next year's set: a draft with the same nodes and a crosswalk to the version it is copied from."""

from __future__ import annotations

import re

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions
from parindex.portal.criteria.actions.draft_changes import stream_of
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.models import CriteriaSet, CriteriaSetDraft, CriteriaSetVersion, DraftExample
from parindex.portal.criteria.queries.codes import code_for
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold
from parindex.portal.platform.public_ids import new_public_id
from parindex.portal.platform.refusals import ActionRefused

_CODE = re.compile(r"[a-z][a-z0-9_]{0,99}$")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,49}$")


@transaction.atomic
def copy_last_years_set(
    *,
    actor: User | None,
    base: CriteriaSetVersion,
    owner: OrgUnit,
    code: str = "",
    version: str = "",
    title: str = "",
) -> CriteriaSetDraft:
    """A draft for ``owner``. ``code``: of the set (its own when it owns the base, else one with its name);
    ``version``: the next number when not given.

    Raises ``ActionRefused`` when the base is no issued version, the code is another unit's or malformed, or the
    version stands already or is being written.
    """
    permissions.may_copy(actor, base, owner).or_refuse()
    if base.state != "issued":
        raise ActionRefused("criteria.base_not_issued", {"title": base.title, "version": base.version})
    code = code.strip() or code_for(base, owner)
    version = version.strip() or draft_tree.next_version(base.version)
    _refuse_names(code, version, owner)
    tree = drafts.tree_from_canonical(base.canonical)
    title = title.strip() or base.title.replace(base.version, version)
    now = clock.now()
    draft = CriteriaSetDraft.objects.create(
        owner=owner,
        base=base,
        code=code,
        version=version,
        title=title,
        folded=fold(f"{code} {version} {title}")[:600],
        content=draft_tree.copied_for_next_year(tree, code=code, version=version, title=title),
        created_at=now,
        created_by=actor,
        saved_at=now,
        saved_by=actor,
    )
    _copy_examples(base, draft)
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.copy_last_years_set",
        subject=draft.public_id,
        references={"base": base.public_id, "base_hash": base.hash, "code": code, "version": version},
    )
    return draft


def _copy_examples(base: CriteriaSetVersion, draft: CriteriaSetDraft) -> None:
    """The examples that were kept while the base was written go on with their own year."""
    examples = list(DraftExample.objects.filter(draft__issued_version=base))
    for example in examples:
        example.pk, example.public_id, example.draft = None, new_public_id(), draft
    DraftExample.objects.bulk_create(examples)


def _refuse_names(code: str, version: str, owner: OrgUnit) -> None:
    if not _CODE.match(code):
        raise ActionRefused("criteria.code_malformed", {"code": code})
    if not _VERSION.match(version):
        raise ActionRefused("criteria.version_malformed", {"version": version})
    taken = CriteriaSet.objects.filter(code=code).first()
    if taken is not None and taken.owner_id != owner.pk:
        raise ActionRefused("criteria.code_taken", {"code": code})
    if CriteriaSetVersion.objects.filter(criteria_set__code=code, version=version).exists():
        raise ActionRefused("criteria.version_issued_before", {"code": code, "version": version})
    others = CriteriaSetDraft.objects.filter(code=code, version=version).first()
    if others is not None:
        kind = "criteria.version_being_written" if others.owner_id == owner.pk else "criteria.code_taken"
        raise ActionRefused(kind, {"code": code, "version": version})
