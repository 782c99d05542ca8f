"""Reading facts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from parindex.portal.facts.models import Fact, FactVersion


def published(codes: Iterable[str]) -> QuerySet[Fact]:
    """Facts of the indicators with their current version and every other version, in two queries."""
    return (
        Fact.objects.filter(indicator__code__in=list(codes))
        .select_related("indicator", "current", "unit")
        .prefetch_related(Prefetch("versions", queryset=FactVersion.objects.order_by("number")))
        .order_by("-period_from", "pk")
    )
