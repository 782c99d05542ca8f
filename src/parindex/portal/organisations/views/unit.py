"""One unit: what it was called, where it stood, what it came from and became."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import (
    ancestors_on,
    lineage_of,
    names_on,
    subtree_on,
    version_on,
    versions_on,
)


def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The unit with its names over time, lineage, and the units directly under it."""
    row = get_object_or_404(OrgUnit, public_id=public_id)
    now = version_on(row)
    came_from, became = lineage_of(row)
    names = names_on([line.before_id for line in came_from] + [line.after_id for line in became])
    above = ancestors_on(row)
    above_names = names_on(above)
    below = versions_on().filter(unit__in=subtree_on(row, with_itself=False))
    return render(
        request,
        "organisations/unit.html",
        {
            "unit": row,
            "now": now,
            "versions": row.versions.order_by("valid_from"),
            "above": [above_names[higher.pk] for higher in above],
            "came_from": [(names[line.before_id], line) for line in came_from],
            "became": [(names[line.after_id], line) for line in became],
            "communes": below.filter(level=UnitLevel.COMMUNE).count(),
            "aliases": row.aliases.order_by("text"),
        },
    )
