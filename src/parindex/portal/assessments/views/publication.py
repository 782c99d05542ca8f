"""Approval and publication: the page that states what follows, the job, published versions and their files."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import approve_results, replay_publications
from parindex.portal.assessments.actions.publication_checks import check_computed, check_nothing_open, check_vote_stands
from parindex.portal.assessments.actions.register_draft_decision import register_draft_decision
from parindex.portal.assessments.engine_bridge.announcing import WORD_MEDIA_TYPE, DecisionRefused, decision_document
from parindex.portal.assessments.forms.council import ApprovalForm, PublishForm
from parindex.portal.assessments.jobs.publishing import publish_round
from parindex.portal.assessments.models import Publication, Round
from parindex.portal.assessments.queries.announcements import decision_of, workbook_of
from parindex.portal.assessments.queries.council import appeals_of, publication_by_number, publications_of
from parindex.portal.assessments.queries.readiness import Readiness
from parindex.portal.platform import clock, excel, files, jobs
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@require_safe
def publications(request: HttpRequest, public_id: str) -> HttpResponse:
    """Published versions with hashes, files, last replay; who may act finds the next step."""
    round_ = _round(request, public_id)
    return _list(request, round_)


def _list(request: HttpRequest, round_: Round, *, refusal: str = "", status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "publications": publications_of(round_),
        "appeals": len(appeals_of(round_)),
        "may_publish": bool(permissions.may_publish(request.user, round_)),
        "refusal": refusal,
    }
    return render(request, "assessments/publications.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve, then publish: consequence, counts, what is missing, who will be told. POST does one of the two."""
    person = request.user
    assert isinstance(person, User)
    round_ = _round(request, public_id)
    permissions.may_publish(person, round_).or_refuse()
    permissions.may_see_results(person, round_).or_refuse()
    if request.method != "POST":
        return _announce_page(request, round_, ApprovalForm(), PublishForm())
    if request.POST.get("act") == "approve":
        return _approve(request, person, round_)
    return _publish(request, person, round_)


def _approve(request: HttpRequest, person: User, round_: Round) -> HttpResponse:
    form = ApprovalForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            approve_results(actor=person, round_=round_, **form.cleaned_data)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            messages.success(request, _("Results approved. They can be published now."))
            return redirect("assessments:announce", round_.public_id)
    return _announce_page(request, round_, form, PublishForm(), refusal=refusal, status=422)


def _publish(request: HttpRequest, person: User, round_: Round) -> HttpResponse:
    form = PublishForm(request.POST)
    reason = request.POST.get("changed_reason", "").strip()
    ready = Readiness(round_)
    try:
        check_computed(round_)
        check_nothing_open(round_)
        if ready.approval is None:
            raise ActionRefused("assessments.not_approved", {"title": round_.title})
        check_vote_stands(round_, ready.approval)
    except ActionRefused as refused:
        return _announce_page(request, round_, ApprovalForm(), form, refusal=words_of(refused), status=422)
    progress = jobs.start(
        publish_round,
        kind="assessments.publish_round",
        actor=person,
        round_id=round_.pk,
        person_id=person.pk,
        changed_reason=reason,
    )
    return redirect("job", progress.public_id)


def _announce_page(
    request: HttpRequest,
    round_: Round,
    approval_form: ApprovalForm,
    publish_form: PublishForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    assert isinstance(request.user, User)
    ready = Readiness(round_)
    context = {
        "round": round_,
        "may_see_appraisal": bool(permissions.may_see_appraisal(request.user, round_)),
        "simulated": round_.simulated,
        "ready": ready,
        "ranking": queries.ranking_of(round_),
        "approval_form": approval_form,
        "publish_form": publish_form,
        "refusal": refusal,
    }
    return render(request, "assessments/announce.html", context, status=status)


@require_POST
def replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """Recompute the published versions now, as every night."""
    assert isinstance(request.user, User)
    round_ = _round(request, public_id)
    permissions.may_publish(request.user, round_).or_refuse()
    found = replay_publications(round_=round_)
    if any(each.differs for each in found):
        messages.error(request, _("A published version no longer comes out the same: see the findings."))
    else:
        messages.success(request, _("Every published version came out the same, byte for byte."))
    return redirect("assessments:publications", public_id)


@require_safe
def package(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The open data package of a published version."""
    publication = publication_by_number(_round(request, public_id), number)
    return _download(files.read(publication.package), "application/zip", publication, "zip")


@require_safe
def workbook(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The results of a published version as a workbook: the file that was kept at its publication, if there is one."""
    round_ = _round(request, public_id)
    publication = publication_by_number(round_, number)
    if publication.workbook_file is not None:
        content = files.read(publication.workbook_file)
    else:
        content = workbook_of(round_, publication, compared_at=clock.now())
    return _download(content, excel.MEDIA_TYPE, publication, "xlsx")


@require_safe
def decision(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The decision of a published version as Word: the file that was kept at its publication, if there is one."""
    publication = publication_by_number(_round(request, public_id), number)
    if publication.decision_file is not None:
        return _download(files.read(publication.decision_file), WORD_MEDIA_TYPE, publication, "docx")
    try:
        content = decision_document(decision_of(publication.round, publication))
    except DecisionRefused as refused:
        said = words_of(ActionRefused(refused.code, refused.values))
        return _list(request, publication.round, refusal=said, status=422)
    return _download(content, WORD_MEDIA_TYPE, publication, "docx")


@require_safe
def draft_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """The decision for the newest results as Word; number and date blank for the clerk."""
    assert isinstance(request.user, User)
    round_ = _round(request, public_id)
    permissions.may_publish(request.user, round_).or_refuse()
    permissions.may_see_results(request.user, round_).or_refuse()
    try:
        content = decision_document(decision_of(round_))
    except DecisionRefused as refused:
        said = words_of(ActionRefused(refused.code, refused.values))
        return _announce_page(request, round_, ApprovalForm(), PublishForm(), refusal=said, status=422)
    return _file(content, WORD_MEDIA_TYPE, f"du-thao-quyet-dinh-{round_.year}.docx")


@require_POST
def draft_to_sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the draft into the catalogue; its page there leads to the PDF to sign."""
    assert isinstance(request.user, User)
    round_ = _round(request, public_id)
    try:
        document = register_draft_decision(actor=request.user, round_=round_)
    except NotAllowed:
        raise
    except ActionRefused as refused:
        return _announce_page(request, round_, ApprovalForm(), PublishForm(), refusal=words_of(refused), status=422)
    messages.success(request, _("The draft stands in the catalogue. Take the PDF to sign from there."))
    return redirect("documents:document", document.public_id)


def _round(request: HttpRequest, public_id: str) -> Round:
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(request.user, round_).or_refuse()
    return round_


def _download(content: bytes, media_type: str, publication: Publication, ending: str) -> HttpResponse:
    return _file(content, media_type, f"ket-qua-{publication.round.year}-ban-{publication.number}.{ending}")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
