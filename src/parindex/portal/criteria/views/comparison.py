"""What changed from one version to another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions, queries
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.criteria.views.changed_rows import comparison_context


def comparison(request: HttpRequest, public_id: str) -> HttpResponse:
    """This version against the one before, or against the version of `?voi=`."""
    assert isinstance(request.user, User)
    after = queries.version_by_id(public_id)
    permissions.may_see(request.user, after).or_refuse()
    before = _before(request.GET.get("voi", ""), after)
    permissions.may_see(request.user, before).or_refuse()
    context = {
        "before": before,
        "after": after,
        **comparison_context(queries.document(before), queries.document(after)),
        "others": permissions.visible_to(request.user).exclude(pk=after.pk).defer("canonical"),
    }
    return render(request, "criteria/comparison.html", context)


def _before(public_id: str, after: CriteriaSetVersion) -> CriteriaSetVersion:
    if public_id:
        return queries.version_by_id(public_id)
    before = queries.previous_version(after)
    if before is None:
        raise Http404("no version before")
    return before
