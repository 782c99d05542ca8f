"""Reading drafts: the list, the figures of a draft, the facts that may be bound."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from parindex.engine.checks.printed import Severity
from parindex.portal.accounts.models import User
from parindex.portal.documents.models import SigningCopy
from parindex.portal.documents.workflow import SigningState
from parindex.portal.facts.models import Fact
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING, FindingState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.plans.models import Plan
from parindex.portal.platform.folding import fold
from parindex.portal.reports import permissions
from parindex.portal.reports.models import BoundFigure, Draft
from parindex.portal.reports.workflow import DraftState

Days = tuple[date, date]
AT_ONCE = 10
"""Facts that a page of the list offers."""
MOST_PERIODS = 60
_GRAVEST = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_FIRST = Coalesce("current__dossier_figure__first", "period_from")
_LAST = Coalesce("current__dossier_figure__last", "period_to")
"""Days as the page says them: of dossiers the window that was counted, else the fact's period."""


def listed(actor: User, *, text: str = "") -> QuerySet[Draft]:
    """Documents that the person may see; every word in subject and unit aside from accents."""
    found = permissions.visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def open_draft_of(plan: Plan) -> Draft | None:
    """The draft that was begun with the plan's lines and is not issued yet; of several the one changed last."""
    return Draft.objects.filter(plan=plan, state=DraftState.DRAFT).order_by("-changed_at", "-pk").first()


def figures_of(draft: Draft) -> list[BoundFigure]:
    """The bound figures with their versions, facts and the versions that count now; one query."""
    return list(
        draft.figures.select_related(
            "version__fact__indicator", "version__fact__current", "version__dossier_figure"
        ).order_by("pk")
    )


def facts_for(
    unit: OrgUnit, *, text: str = "", days: Days | None = None, before_others: Days | None = None
) -> QuerySet[Fact]:
    """Facts of the unit and of those below it that have a value, newest period first, as they were recorded.

    Figures of dossiers are recorded column by column of form II.06a, which is the order that a report tells them in.

    ``days``: only those counted over exactly these days (first, last); ``before_others``: those counted inside these
    days stand first.
    """
    found = _bindable(unit).select_related("indicator", "current__dossier_figure", "unit")
    for word in fold(text).split():
        found = found.filter(indicator__folded__contains=word)
    dated = found.annotate(first_day=_FIRST, last_day=_LAST)
    if days is not None:
        dated = dated.filter(first_day=days[0], last_day=days[1])
    if before_others is not None:
        inside = When(first_day__gte=before_others[0], last_day__lte=before_others[1], then=Value(0))
        dated = dated.annotate(outside=Case(inside, default=Value(1), output_field=IntegerField()))
        return dated.order_by("outside", "-last_day", "first_day", "pk")
    return dated.order_by("-last_day", "first_day", "pk")


def periods_for(unit: OrgUnit) -> list[Days]:
    """First and last day over which facts of ``facts_for`` were counted, newest first: months, quarters, years."""
    dated = _bindable(unit).annotate(first_day=_FIRST, last_day=_LAST).order_by("-last_day", "-first_day")
    return list(dated.values_list("first_day", "last_day").distinct()[:MOST_PERIODS])


def _bindable(unit: OrgUnit) -> QuerySet[Fact]:
    below = OrgUnit.objects.filter(closure_up__ancestor=unit).values("pk")
    return Fact.objects.filter(unit__in=below, current__isnull=False)


def findings_of(draft: Draft) -> QuerySet[Finding]:
    """What proof-reading ever found in the document, with what became of it."""
    return Finding.objects.filter(subject_kind=permissions.SUBJECT, subject_id=draft.public_id)


def open_in(draft: Draft) -> list[Finding]:
    """Findings of the saved words that wait for an answer, gravest first."""
    waiting = findings_of(draft).filter(state__in=WAITING).order_by("pk")
    return sorted(waiting, key=lambda each: _GRAVEST.index(Severity(each.severity)))


def answered_in(draft: Draft) -> QuerySet[Finding]:
    """Findings that a person closed with words: explained, called a false alarm, said to be corrected."""
    closed = (FindingState.EXPLAINED, FindingState.FALSE_ALARM, FindingState.CORRECTED)
    return findings_of(draft).filter(state__in=closed).select_related("answered_by")


def dismissed_high(draft: Draft, signer: User | None) -> QuerySet[Finding]:
    """High findings that somebody other than the signer called false alarms: he answers for each of them."""
    called = findings_of(draft).filter(state=FindingState.FALSE_ALARM, severity=Severity.HIGH)
    return called.exclude(answered_by=signer) if signer is not None else called


def confirmed_in(draft: Draft) -> QuerySet[Finding]:
    """False alarms that the signer confirmed when he issued the document."""
    return findings_of(draft).filter(public_id__in=draft.confirmed)


def last_copy_of(draft: Draft) -> SigningCopy | None:
    """The copy of the issued document that is out to be signed, came back or was confirmed; the newest."""
    if draft.document is None:
        return None
    copies = SigningCopy.objects.filter(document=draft.document).exclude(state=SigningState.GIVEN_UP)
    return copies.select_related("attached", "confirmed_by").order_by("-pk").first()
