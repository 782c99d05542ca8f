"""Who may record and see facts."""

from __future__ import annotations

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform.permissions import Answer


def may_record(actor: User | None, owner: OrgUnit | None) -> Answer:
    """Record figures for the units under ``owner`` (None: published figures of the whole country)."""
    return has_right(actor, Right.RUN_ROUNDS, owner)


def may_see_published(actor: User) -> Answer:
    """Published figures are open to everyone who may see results anywhere."""
    return has_right(actor, Right.SEE_RESULTS)
