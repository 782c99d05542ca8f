"""Reading findings for the list."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.findings import permissions
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import CLOSED, WAITING
from parindex.portal.platform.folding import fold

VIEWS = {"open": WAITING, "closed": CLOSED}
"""Views of the list besides "all", with their states."""


def counts(actor: User) -> dict[str, int]:
    """How many findings each view holds, and how many of each severity wait; one query."""
    visible = permissions.visible_to(actor).order_by()
    waiting = Q(state__in=WAITING)
    return visible.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=waiting),
        closed=Count("pk", filter=Q(state__in=CLOSED)),
        high=Count("pk", filter=waiting & Q(severity="high")),
        medium=Count("pk", filter=waiting & Q(severity="medium")),
        low=Count("pk", filter=waiting & Q(severity="low")),
    )


def listed(actor: User, *, view: str = "open", severity: str = "", text: str = "") -> QuerySet[Finding]:
    """Findings of a view, narrowed by severity and by words (accents and case aside)."""
    found = permissions.visible_to(actor)
    if view in VIEWS:
        found = found.filter(state__in=VIEWS[view])
    if severity:
        found = found.filter(severity=severity)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def waiting_for(actor: User) -> int:
    """Number of open findings that the person sees; for the navigation."""
    return permissions.visible_to(actor).filter(state__in=WAITING).count()
