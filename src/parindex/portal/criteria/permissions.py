"""Who may see, import and issue criteria sets. A set without owner is shared: everyone sees it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.criteria.models import CriteriaSetDraft, CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.organisations.queries import is_under, memberships_of
from parindex.portal.platform.permissions import Allowed, Answer, Refused


def may_import(actor: User | None, owner: OrgUnit | None) -> Answer:
    """Import a set for ``owner`` (None: shared)."""
    return has_right(actor, Right.ISSUE_CRITERIA, owner)


def may_issue(actor: User | None, version: CriteriaSetVersion) -> Answer:
    """Issue a draft."""
    return has_right(actor, Right.ISSUE_CRITERIA, version.criteria_set.owner)


def may_see(actor: User, version: CriteriaSetVersion) -> Answer:
    """Issued sets are open to everyone below their owner; drafts only to those who may issue them."""
    owner = version.criteria_set.owner
    if version.state == "draft":
        return may_issue(actor, version)
    scopes = [held.scope for held in memberships_of(actor)]
    if owner is None or any(is_under(scope, owner) or is_under(owner, scope) for scope in scopes):
        return Allowed()
    return Refused("criteria.other_owner", {"title": version.title})


def visible_to(actor: User) -> QuerySet[CriteriaSetVersion]:
    """Versions that the person may open."""
    versions = CriteriaSetVersion.objects.select_related("criteria_set__owner")
    if has_right(actor, Right.ISSUE_CRITERIA):
        return versions
    owners = [held.scope_id for held in memberships_of(actor)]
    up_or_down = Q(criteria_set__owner__closure_down__descendant__in=owners) | Q(
        criteria_set__owner__closure_up__ancestor__in=owners
    )
    return versions.filter(Q(criteria_set__owner=None) | up_or_down, state="issued").distinct()


def may_copy(actor: User | None, base: CriteriaSetVersion, owner: OrgUnit) -> Answer:
    """Begin ``owner``'s next set from a version that the person may see."""
    if actor is not None and not (seen := may_see(actor, base)):
        return seen
    return has_right(actor, Right.ISSUE_CRITERIA, owner)


def may_edit_draft(actor: User | None, draft: CriteriaSetDraft) -> Answer:
    """See and write a draft: who may issue sets for its owner."""
    return has_right(actor, Right.ISSUE_CRITERIA, draft.owner)


def drafts_visible_to(actor: User) -> QuerySet[CriteriaSetDraft]:
    """Drafts of the units for which the person may issue sets."""
    scopes = [held.scope_id for held in positions_with(actor, Right.ISSUE_CRITERIA)]
    drafts = CriteriaSetDraft.objects.select_related("owner", "base__criteria_set", "saved_by")
    return drafts.filter(owner__closure_up__ancestor__in=scopes).distinct() if scopes else drafts.none()


def owners_to_copy_for(actor: User) -> list[OrgUnit]:
    """Units for which the person may begin a set."""
    return list(dict.fromkeys(held.scope for held in positions_with(actor, Right.ISSUE_CRITERIA)))
