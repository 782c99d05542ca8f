"""Publication: the masked preview, and what is public."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.petitions import engine_bridge, labels, permissions, queries
from parindex.portal.petitions.actions.publish_petition import publish_petition
from parindex.portal.petitions.views.acting import version_of
from parindex.portal.petitions.views.petition import found
from parindex.portal.platform.folding import fold
from parindex.portal.platform.personal_words import warning
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import words_of

PER_PAGE = 20


@keeps_nothing
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """The two texts as they would be public, to be shortened by hand; what identifies anybody is refused."""
    assert isinstance(request.user, User)
    petition = found(request.user, public_id)
    permissions.may_publish(request.user, petition).or_refuse()
    # what only looks personal is covered in the proposal; whoever publishes may put it back and say so
    content = request.POST.get("content", petition.published_content or engine_bridge.cover_likely(petition.content))
    reply = request.POST.get("reply", petition.published_reply or engine_bridge.cover_likely(petition.reply))
    context: dict[str, object] = {
        "petition": petition,
        "content": content,
        "reply": reply,
        "content_warning": warning(content),
        "reply_warning": warning(reply),
        "other_warning": warning("; ".join((petition.subject_field, petition.concerned, petition.forwarded_to))),
        "cover": engine_bridge.COVER,
        "simulated": petition.simulated,
    }
    if request.method != "POST":
        return render(request, "petitions/publish.html", context)
    try:
        publish_petition(
            actor=request.user,
            petition=petition,
            content=content,
            reply=reply,
            looked_at="da-xem" in request.POST,
            row_version=version_of(request),
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return render(request, "petitions/publish.html", context | {"refusal": words_of(refusal)}, status=status)
    messages.success(request, _("The petition is published."))
    return redirect("petitions:published_petition", public_id)


@require_safe
def published_list(request: HttpRequest) -> HttpResponse:
    """What is public, newest first."""
    assert isinstance(request.user, User)
    permissions.may_see_published(request.user).or_refuse()
    rows = queries.published()
    text = request.GET.get("q", "")
    for word in fold(text).split():
        rows = rows.filter(published_folded__contains=word)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = queries.with_unit_names(page.object_list)
    context = {
        "page": page,
        "rows": [(row, names[row.unit_id], labels.KINDS[row.kind]) for row in page.object_list],
        "search": text,
        "simulated": any(row.simulated for row in page.object_list),
    }
    return render(request, "petitions/published_list.html", context)


@require_safe
def published_petition(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them."""
    assert isinstance(request.user, User)
    permissions.may_see_published(request.user).or_refuse()
    petition = get_object_or_404(queries.published(), public_id=public_id)
    context = {
        "petition": petition,
        "unit": version_on(petition.unit),
        "kind": labels.KINDS[petition.kind],
        "simulated": petition.simulated,
    }
    return render(request, "petitions/published.html", context)
