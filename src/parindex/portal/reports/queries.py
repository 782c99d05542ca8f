"""Reading drafts: the list, the figures of a draft, the facts that may be bound."""

from __future__ import annotations

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import SigningCopy
from parindex.portal.documents.workflow import SigningState
from parindex.portal.facts.models import Fact
from parindex.portal.findings.models import Finding
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.folding import fold
from parindex.portal.reports import permissions
from parindex.portal.reports.models import BoundFigure, Draft

AT_ONCE = 40
"""Facts that a page offers; more are found by their name."""


def listed(actor: User, *, text: str = "") -> QuerySet[Draft]:
    """Documents that the person may see; every word in subject and unit aside from accents."""
    found = permissions.visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def figures_of(draft: Draft) -> list[BoundFigure]:
    """The bound figures with their versions, facts and the versions that count now; one query."""
    return list(
        draft.figures.select_related(
            "version__fact__indicator", "version__fact__current", "version__dossier_figure"
        ).order_by("pk")
    )


def facts_for(unit: OrgUnit, *, text: str = "") -> list[Fact]:
    """Facts of the unit and of those below it that have a value, newest period first."""
    below = OrgUnit.objects.filter(closure_up__ancestor=unit).values("pk")
    found = Fact.objects.filter(unit__in=below, current__isnull=False).select_related(
        "indicator", "current__dossier_figure", "unit"
    )
    for word in fold(text).split():
        found = found.filter(indicator__folded__contains=word)
    return list(found.order_by("-period_to", "indicator__title", "pk")[:AT_ONCE])


def findings_of(draft: Draft) -> QuerySet[Finding]:
    """What proof-reading ever found in the document, with what became of it."""
    return Finding.objects.filter(subject_kind=permissions.SUBJECT, subject_id=draft.public_id)


def last_copy_of(draft: Draft) -> SigningCopy | None:
    """The copy of the issued document that is out to be signed, came back or was confirmed; the newest."""
    if draft.document is None:
        return None
    copies = SigningCopy.objects.filter(document=draft.document).exclude(state=SigningState.GIVEN_UP)
    return copies.select_related("attached", "confirmed_by").order_by("-pk").first()
