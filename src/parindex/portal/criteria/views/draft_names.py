"""Title, year and issuing body of a draft that was copied from a set which nobody issued."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.confirm_names import confirm_names
from parindex.portal.criteria.labels import STANDINGS
from parindex.portal.criteria.queries.names import names_unconfirmed, year_of
from parindex.portal.criteria.views.drafts import permitted_draft, row_version_in
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was taken over from the base, and the names to issue under."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    refusal, status, given = "", 200, request.POST
    if request.method == "POST":
        year = given.get("year", "").strip()
        try:
            confirm_names(
                actor=request.user, draft=draft, row_version=row_version_in(request), title=given.get("title", ""),
                year=int(year) if year.isdecimal() and len(year) == 4 else None, issuer=given.get("issuer", ""),
                drop_notes=bool(given.get("drop_notes")),
            )  # fmt: skip
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 409 if isinstance(refused, Conflict) else 422
            draft = permitted_draft(request, public_id)
        else:
            messages.success(request, _("Title, year and issuing body are confirmed."))
            return redirect("criteria:draft", public_id)
    context = {
        "draft": draft,
        "standing": STANDINGS[draft.base.standing],
        "unconfirmed": names_unconfirmed(draft),
        "title": given.get("title", draft.title),
        "year": given.get("year", "") if given else (year_of(draft) if draft.named_at else ""),
        "issuer": given.get("issuer", draft.issuer),
        "owner": version_on(draft.owner).name,
        "notes": draft.content.get("notes") or [],
        "sources": draft.content.get("sources") or [],
        "refusal": refusal,
    }
    return render(request, "criteria/draft/names.html", context, status=status)
