"""Reading findings for the list."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.findings import permissions
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import CLOSED, WAITING
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.queries import memberships_of
from parindex.portal.platform.folding import fold

VIEWS = {"open": WAITING, "closed": CLOSED}
"""Views of the list besides "all", with their states."""
PUBLISHED = "published"
"""View of the findings about published documents of others: to be read, no work of the person."""


def counts(actor: User) -> dict[str, int]:
    """How many findings of his units each view holds, how many of each severity wait, and how many of published
    documents of others he may read (``of_others``).
    """
    held = list(memberships_of(actor))
    return _counts(permissions.visible_to(actor, held), permissions.of_own_units(actor, held))


def counts_to_answer(actor: User) -> dict[str, int]:
    """The same, only of findings that the person may answer."""
    return _counts(permissions.answerable_by(actor), Q(pk__isnull=False))


def _counts(findings: QuerySet[Finding], own: Q) -> dict[str, int]:
    waiting = own & Q(state__in=WAITING)
    told: dict[str, int] = findings.order_by().aggregate(
        seen=Count("pk"),
        all=Count("pk", filter=own),
        open=Count("pk", filter=waiting),
        closed=Count("pk", filter=own & Q(state__in=CLOSED)),
        high=Count("pk", filter=waiting & Q(severity="high")),
        medium=Count("pk", filter=waiting & Q(severity="medium")),
        low=Count("pk", filter=waiting & Q(severity="low")),
    )
    return {**told, "of_others": told["seen"] - told["all"]}


def listed(actor: User, *, view: str = "open", severity: str = "", text: str = "") -> QuerySet[Finding]:
    """Findings of a view, narrowed by severity and by words (accents and case aside)."""
    held = list(memberships_of(actor))
    own = permissions.of_own_units(actor, held)
    seen = permissions.visible_to(actor, held)
    found = seen.exclude(own) if view == PUBLISHED else seen.filter(own)
    if view in VIEWS:
        found = found.filter(state__in=VIEWS[view])
    if severity:
        found = found.filter(severity=severity)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def waiting_for(actor: User, positions: Sequence[Membership] | None = None) -> int:
    """Number of open findings that the person may answer; for the navigation and his work.

    ``positions``: all of the person, where they were read before; then one query, without it two.
    """
    return permissions.answerable_by(actor, positions).filter(state__in=WAITING).count()
