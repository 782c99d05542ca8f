"""The list of criteria sets."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions
from parindex.portal.criteria.labels import LEVELS, STANDINGS, STATES


def versions(request: HttpRequest) -> HttpResponse:
    """Every version that the person may open, with its standing in words."""
    assert isinstance(request.user, User)
    rows = permissions.visible_to(request.user).defer("canonical").order_by("criteria_set__code", "-version")
    rows = rows.annotate(leaves=Count("nodes", filter=Q(nodes__is_leaf=True)))
    shown = [(row, LEVELS[row.criteria_set.level], STANDINGS[row.standing], STATES[row.state]) for row in rows]
    drafts = permissions.drafts_visible_to(request.user).filter(issued_version=None).defer("content", "base__canonical")
    return render(request, "criteria/versions.html", {"rows": shown, "drafts": list(drafts)})
