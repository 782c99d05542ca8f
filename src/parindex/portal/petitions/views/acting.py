"""What is done with a petition from its page. A refusal shows the page again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import examine
from parindex.portal.petitions import labels, permissions
from parindex.portal.petitions.actions.answer_petition import Reply, answer_petition
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.raise_again import note_rating, raise_again
from parindex.portal.petitions.actions.see_petitioner import Purpose, open_reply_file, see_petitioner
from parindex.portal.petitions.actions.tell_progress import tell_progress
from parindex.portal.petitions.forms import ReplyForm
from parindex.portal.petitions.models import Petition, PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.views.petition import context_of, found
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.typed_texts import keeps_nothing
from parindex.portal.platform.words import words_of


@keeps_nothing
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Classify, forward, refuse, take up, ask, take what came."""
    assert isinstance(request.user, User)
    actor, petition, post = request.user, found(request.user, public_id), request.POST
    if post.get("act", "") not in set(Act):
        return HttpResponse(status=400)
    kind = post.get("kind", "")
    handling = Handling(
        act=Act(post["act"]),
        text=post.get("text", ""),
        to=post.get("to", ""),
        kind=PetitionKind(kind) if kind in PetitionKind.values else None,
        subject_field=post.get("subject_field", ""),
        procedure_code=post.get("procedure_code", ""),
    )
    return _done(
        request,
        petition,
        lambda: handle_petition(actor=actor, petition=petition, handling=handling, row_version=version_of(request)),
    )


@keeps_nothing
@require_POST
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note what the petitioner was told."""
    assert isinstance(request.user, User)
    actor, petition, text = request.user, found(request.user, public_id), request.POST.get("text", "")
    return _done(
        request,
        petition,
        lambda: tell_progress(actor=actor, petition=petition, text=text, row_version=version_of(request)),
    )


@keeps_nothing
@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Raised again."""
    assert isinstance(request.user, User)
    actor, petition, source = request.user, found(request.user, public_id), request.POST.get("source", "")
    if source not in PetitionSource.values:
        return HttpResponse(status=400)
    return _done(
        request,
        petition,
        lambda: raise_again(
            actor=actor,
            petition=petition,
            content=request.POST.get("text", ""),
            source=PetitionSource(source),
            row_version=version_of(request),
        ),
    )


@keeps_nothing
@require_POST
def rating(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the petitioner says of the answer."""
    assert isinstance(request.user, User)
    actor, petition, given = request.user, found(request.user, public_id), request.POST.get("rating", "")
    if given not in Rating.values:
        return HttpResponse(status=400)
    return _done(
        request,
        petition,
        lambda: note_rating(actor=actor, petition=petition, rating=Rating(given), row_version=version_of(request)),
    )


@keeps_nothing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reply's form."""
    assert isinstance(request.user, User)
    petition = found(request.user, public_id)
    permissions.may_handle(request.user, petition).or_refuse()
    form = ReplyForm(request.POST or None, request.FILES or None, initial={"row_version": petition.row_version})
    context: dict[str, object] = {"petition": petition, "form": form, "simulated": petition.simulated}
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request.user, petition, form)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return render(request, "petitions/reply.html", context | {"refusal": words_of(refusal)}, status=status)
        messages.success(request, _("The reply is saved; the clock has stopped."))
        return redirect("petitions:petition", public_id)
    return render(request, "petitions/reply.html", context, status=422 if request.method == "POST" else 200)


def _answer(actor: User, petition: Petition, form: ReplyForm) -> None:
    typed = form.cleaned_data
    uploaded = typed["file"]
    # outside a transaction: the scanner may take its time
    examined = examine(uploaded.read(), uploaded.name) if uploaded else None
    given = Reply(typed["text"], typed["sign"], typed["signed_on"], examined)
    answer_petition(actor=actor, petition=petition, reply=given, row_version=typed["row_version"])


@keeps_nothing
@never_cache
@require_POST
def petitioner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who raised it: shown once, in the answer to a request that says what for."""
    assert isinstance(request.user, User)
    petition, asked = found(request.user, public_id), request.POST.get("purpose", "")
    try:
        purpose = Purpose(asked) if asked in set(Purpose) else None
        person = see_petitioner(actor=request.user, petition=petition, purpose=purpose)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _refused(request, petition, refusal)
    context = {
        "petition": petition,
        "person": person,
        "purpose": labels.PURPOSES[asked],
        "simulated": petition.simulated,
    }
    return render(request, "petitions/petitioner.html", context)


@keeps_nothing
@never_cache
@require_POST
def reply_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The signed reply, always as a download."""
    assert isinstance(request.user, User)
    petition = found(request.user, public_id)
    try:
        content, name = open_reply_file(actor=request.user, petition=petition)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _refused(request, petition, refusal)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def version_of(request: HttpRequest) -> int | None:
    """The row version that the form was made from."""
    text = request.POST.get("row_version", "")
    return int(text) if text.isdecimal() else None


def _done(request: HttpRequest, petition: Petition, do: Callable[[], object]) -> HttpResponse:
    try:
        after = do()
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _refused(request, petition, refusal)
    messages.success(request, _("Saved."))
    shown = after if isinstance(after, Petition) else petition
    return redirect("petitions:petition", shown.public_id)


def _refused(request: HttpRequest, petition: Petition, refusal: ActionRefused) -> HttpResponse:
    assert isinstance(request.user, User)
    standing = found(request.user, petition.public_id)
    context = context_of(request.user, standing) | {"refusal": words_of(refusal), "typed": request.POST}
    status = 409 if isinstance(refusal, Conflict) else 422
    return render(request, "petitions/petition.html", context, status=status)
