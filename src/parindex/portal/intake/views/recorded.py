"""Where a recorded figure went: the fact with every version that a source gave of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.intake import queries
from parindex.portal.intake.tables import version_lines
from parindex.portal.intake.views.page import found
from parindex.portal.organisations.queries import version_on


@require_safe
def fact(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    """The fact of one reading."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    item = get_object_or_404(
        intake.items.filter(fact__isnull=False).select_related("fact__indicator", "fact__unit"), public_id=item_id
    )
    assert item.fact is not None, "filtered"
    context = {
        "intake": intake,
        "item": item,
        "fact": item.fact,
        "unit_name": version_on(item.fact.unit).name,
        "simulated": intake.simulated,
        "versions": version_lines(item.fact, queries.versions_of(item.fact)),
    }
    return render(request, "intake/fact.html", context)
