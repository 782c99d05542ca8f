"""Which documents of the catalogue are offered as evidence of a unit: its own, of those above it, of who may issue."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.evidence_warnings import departments_above, yardstick_of
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.documents.queries import listed
from parindex.portal.organisations.models import OrgClosure
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock


def evidence_choices(
    person: User, member: RoundUnit, *, text: str = "", without: Iterable[int] = (), most: int = 20
) -> list[Document]:
    """At most ``most`` documents that the person may see and that may speak for the unit, newest first.

    Its own, its departments' and those of everything above it; of the country's published acts those whose issuer may
    issue for the unit. Tables of results and pages of news sites are sources of figures, never evidence.
    """
    line = OrgClosure.objects.filter(on_day(clock.today()), descendant=member.unit_id).values("ancestor")
    near = Q(unit__in=line) | Q(unit=member.unit_id) | Q(unit__in=departments_above(member))
    found: QuerySet[Document] = listed(person, text=text).filter(near | Q(unit=None))
    found = found.exclude(pk__in=list(without)).exclude(kind=DocumentKind.PUBLICATION)
    measure = yardstick_of(member)
    speaks = (each for each in found.iterator() if each.unit_id or (each.issuer and measure.may_issue(each.issuer)))
    return list(islice(speaks, most))
