"""Putting right what the catalogue says of a document."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions import edit_document_card
from parindex.portal.documents.forms import CardForm, card_values
from parindex.portal.documents.models import Document
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of the card; a refusal keeps what was typed, a conflict shows what stands now beside it."""
    assert isinstance(request.user, User)
    document = get_object_or_404(permissions.visible_to(request.user), public_id=public_id)
    permissions.may_edit(request.user, document).or_refuse()
    form = CardForm(request.POST or None, initial=card_values(document))
    status, context = 200, {"document": document, "form": form}
    if request.method == "POST":
        status, context["refusal"] = 422, ""
        if form.is_valid():
            try:
                _save(request.user, document, form)
            except NotAllowed:
                raise
            except ActionRefused as refusal:
                status = 409 if isinstance(refusal, Conflict) else 422
                context |= {"refusal": words_of(refusal), "standing": document if status == 409 else None}
            else:
                messages.success(request, _("The document's card is saved."))
                return redirect("documents:document", public_id)
    return render(request, "documents/edit.html", context, status=status)


def _save(actor: User, document: Document, form: CardForm) -> None:
    version = form.cleaned_data["row_version"] or 0
    edit_document_card(actor=actor, document=document, card=form.card(document), row_version=version)
