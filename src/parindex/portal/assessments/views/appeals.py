"""Appeals after publication: the list with its decisions, and the form of the unit's head."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import decide_appeal, file_appeal
from parindex.portal.assessments.forms.council import AppealDecisionForm, AppealForm
from parindex.portal.assessments.models import Round, RoundUnit, Thread, ThreadKind
from parindex.portal.assessments.queries.council import appeals_of
from parindex.portal.assessments.queries.threads import documents_offered
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import engine_bridge as document_checks
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.actions.attach_file import attach_examined
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def appeals(request: HttpRequest, public_id: str) -> HttpResponse:
    """Appeals that the person may see; POST decides one."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(person, round_).or_refuse()
    if request.method != "POST":
        return _list(request, person, round_)
    rows = Thread.objects.filter(entry__round_unit__round=round_, kind=ThreadKind.APPEAL)
    thread = get_object_or_404(rows, public_id=request.POST.get("thread", ""))
    form = AppealDecisionForm(request.POST, prefix=thread.public_id)
    if not form.is_valid():
        return _list(request, person, round_, form, status=422)
    try:
        decide_appeal(actor=person, thread=thread, **form.cleaned_data)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _list(request, person, round_, form, refusal=words_of(refusal), status=422)
    messages.success(request, _("Decision recorded. Published points change only by a correction."))
    return redirect("assessments:appeals", public_id)


def _list(
    request: HttpRequest,
    person: User,
    round_: Round,
    given: AppealDecisionForm | None = None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_decide = bool(permissions.may_publish(person, round_))
    seen = [thread for thread in appeals_of(round_) if permissions.may_see_unit_result(person, thread.entry.round_unit)]
    lines = [(thread, _form_of(thread, given) if may_decide and thread.is_running else None) for thread in seen]
    context = {"round": round_, "simulated": round_.simulated, "lines": lines, "refusal": refusal}
    context |= {"may_correct": may_decide and any(thread.state == "upheld" for thread in seen)}
    return render(request, "assessments/appeals.html", context, status=status)


def _form_of(thread: Thread, given: AppealDecisionForm | None) -> AppealDecisionForm:
    if given is not None and given.prefix == thread.public_id:
        return given
    return AppealDecisionForm(prefix=thread.public_id, initial={"row_version": thread.row_version})


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """The head appeals against the points of one sub-criterion."""
    person = request.user
    assert isinstance(person, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_appeal(person, member).or_refuse()
    leaf = get_object_or_404(NodeRow, version=member.round.set_version_id, code=leaf_code, is_leaf=True)
    form = AppealForm(request.POST or None, request.FILES or None, offered=documents_offered(member))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _file(person, member, leaf, form)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            messages.success(request, _("Appeal sent. Its decision appears on this page."))
            return redirect("assessments:appeals", public_id)
    context = {"round": member.round, "member": member, "leaf": leaf, "form": form, "refusal": refusal}
    context |= {"simulated": member.round.simulated, "shown_unit": member.name}
    return render(request, "assessments/appeal.html", context, status=422 if request.method == "POST" else 200)


def _file(person: User, member: RoundUnit, leaf: NodeRow, form: AppealForm) -> Thread:
    sent = form.cleaned_data.get("file")
    examined = None
    if isinstance(sent, UploadedFile):
        examined = document_checks.examine(sent.read(), sent.name or "")
    with transaction.atomic():
        documents = form.chosen()
        if examined is not None:
            documents.append(_document(person, member, leaf, examined))
        reason = form.cleaned_data["reason"]
        return file_appeal(actor=person, round_unit=member, leaf=leaf, reason=reason, documents=documents)


def _document(person: User, member: RoundUnit, leaf: NodeRow, examined: document_checks.Examined) -> Document:
    title = _("Proof of the appeal, %(leaf)s: %(file)s") % {"leaf": leaf.number, "file": examined.name}
    card = DocumentCard(DocumentKind.OTHER, title, unit=member.unit, simulated=member.round.simulated)
    document = register_document(actor=person, card=card)
    attach_examined(actor=person, document=document, examined=examined)
    return document
