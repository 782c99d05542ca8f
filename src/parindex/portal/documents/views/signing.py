"""A document goes out to be signed and comes back: the page, the clean PDF, the signed file, its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions import confirm_signed, receive_signed, set_signed_aside
from parindex.portal.documents.engine_bridge.signing import is_signed, kind_to_sign
from parindex.portal.documents.forms import ReturnForm, SignedForm
from parindex.portal.documents.jobs import start_checking_signed, start_signing_copy
from parindex.portal.documents.models import Document, SigningCopy
from parindex.portal.documents.workflow import OPEN, SigningState
from parindex.portal.platform import files
from parindex.portal.platform.permissions import Allowed
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import say, words_of


@require_safe
def signing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the document stands on its way to be signed, and the next step."""
    return _page(request, _document(request, public_id))


@require_POST
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for the clean PDF of a file; the conversion has a progress page that leads back here."""
    assert isinstance(request.user, User)
    document = _document(request, public_id)
    file = get_object_or_404(document.files, public_id=request.POST.get("file", ""))
    return redirect("job", start_signing_copy(request.user, document, file).public_id)


@require_safe
def clean(request: HttpRequest, public_id: str, copy_id: str) -> HttpResponse:
    """The clean PDF, as a download."""
    copy = _copy(request, public_id, copy_id)
    response = HttpResponse(files.read(copy.clean_file), content_type="application/pdf")
    stem = copy.source.name.rpartition(".")[0] or copy.source.name
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stem)}-de-ky.pdf"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def hand_back(request: HttpRequest, public_id: str, copy_id: str) -> HttpResponse:
    """The signed file arrives; checking it has a progress page that leads back here."""
    person, copy = _person(request), _copy(request, public_id, copy_id)
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, copy.document, return_form=form, status=422)
    sent = form.cleaned_data["file"]
    assert isinstance(sent, UploadedFile)
    name = sent.name or ""
    try:
        stored = receive_signed(actor=person, copy=copy, name=name, content=sent.read())
    except NotAllowed:
        raise
    except ActionRefused as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return _page(request, copy.document, refusal=words_of(refused), status=status)
    return redirect("job", start_checking_signed(person, copy, stored, name).public_id)


@require_POST
def set_aside(request: HttpRequest, public_id: str, copy_id: str) -> HttpResponse:
    """It is not the right file."""
    person, copy = _person(request), _copy(request, public_id, copy_id)
    told = _("The file was set aside. Hand in the right one.")
    return _done(request, copy, lambda: set_signed_aside(actor=person, copy=copy), told)


@require_POST
def confirm(request: HttpRequest, public_id: str, copy_id: str) -> HttpResponse:
    """A person confirms file, number and date."""
    person, copy = _person(request), _copy(request, public_id, copy_id)
    form = SignedForm(request.POST, copy=copy)
    if not form.is_valid():
        return _page(request, copy.document, signed_form=form, status=422)
    return _done(
        request,
        copy,
        lambda: confirm_signed(actor=person, copy=copy, **form.cleaned_data),
        _("The signed document stands in the catalogue."),
        signed_form=form,
    )


def _done(
    request: HttpRequest, copy: SigningCopy, act: Callable[[], object], told: str, **forms: SignedForm
) -> HttpResponse:
    try:
        act()
    except NotAllowed:
        raise
    except ActionRefused as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        if refused.code == "documents.signed_number_taken":
            for form in forms.values():
                form.ask_about_number()
        return _page(request, copy.document, refusal=words_of(refused), status=status, **forms)
    messages.success(request, told)
    return redirect("documents:signing", copy.document.public_id)


def _page(request: HttpRequest, document: Document, *, status: int = 200, **more: object) -> HttpResponse:
    kept = document.files.select_related("stored__checked")
    copies = document.signing_copies.select_related(
        "clean_file", "source", "returned", "made_by", "confirmed_by", "attached"
    )
    copy = copies.filter(state__in=OPEN).first()
    returned = copy is not None and copy.state == SigningState.RETURNED
    may_sign = permissions.may_have_signed(_person(request), document)
    context = {
        "document": document,
        "simulated": document.simulated,
        "copy": copy,
        "returned": returned,
        "may_sign": may_sign,
        "no_right": "" if isinstance(may_sign, Allowed) else say(may_sign.reason, may_sign.values),
        "files": [each for each in kept if kind_to_sign(each) and not is_signed(each)],
        "confirmed": copies.filter(state=SigningState.CONFIRMED).order_by("-pk"),
        "return_form": ReturnForm(),
        "signed_form": SignedForm(copy=copy) if copy is not None and returned else None,
    }
    return render(request, "documents/signing.html", {**context, **more}, status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _document(request: HttpRequest, public_id: str) -> Document:
    visible = permissions.visible_to(_person(request)).select_related("unit")
    return get_object_or_404(visible, public_id=public_id)


def _copy(request: HttpRequest, public_id: str, copy_id: str) -> SigningCopy:
    copy = _document(request, public_id).signing_copies.select_related(
        "document__unit", "clean_file", "source", "returned"
    )
    found = copy.filter(public_id=copy_id).first()
    if found is None:
        raise Http404(copy_id)
    return found
