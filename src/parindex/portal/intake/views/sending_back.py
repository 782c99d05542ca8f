"""Findings of a document: explained, called a false alarm, or sent back to the author as Word and as a list."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.findings.actions import FindingAnswer, answer_finding
from parindex.portal.findings.models import Finding
from parindex.portal.findings.permissions import visible_to as findings_visible_to
from parindex.portal.intake import labels, permissions, queries
from parindex.portal.intake.actions.send_back import send_back
from parindex.portal.intake.engine_bridge.remarks import Remark, with_remarks
from parindex.portal.intake.models import Intake
from parindex.portal.intake.views.page import address_of, found, shown
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import files
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FINDINGS = "phat-hien"
RECOGNISED = ("reading.doubt.from_recognition", "reading.doubt.hidden_text")


@require_POST
def answer(request: HttpRequest, public_id: str, finding_id: str) -> HttpResponse:
    """Explain one finding, call it a false alarm, mark it corrected, or open it again."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    finding = get_object_or_404(_of(request.user, intake), public_id=finding_id)
    given = request.POST.get("answer", "")
    if given not in set(FindingAnswer):
        return HttpResponse(status=400)
    note = request.POST.get("note", "")
    try:
        answer_finding(actor=request.user, finding=finding, answer=FindingAnswer(given), note=note)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _again(request, intake, refusal, typed={finding.public_id: note})
    messages.success(request, _("Answer saved."))
    return redirect(f"{address_of(intake, FINDINGS, tu=request.POST.get('tu'))}#f-{finding.public_id}")


@require_POST
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send ticked findings back to the author."""
    assert isinstance(request.user, User)
    intake, words = found(request.user, public_id), request.POST.get("words", "")
    chosen = list(_of(request.user, intake).filter(public_id__in=request.POST.getlist("finding")))
    try:
        send_back(actor=request.user, intake=intake, findings=chosen, words=words)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _again(request, intake, refusal, words=words)
    files_to_hand = format_html(
        '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
        _("The findings are sent back: hand the list to the author."),
        reverse("intake:word", args=[intake.public_id]),
        _("Word with comments"),
        reverse("intake:plain_list", args=[intake.public_id]),
        _("Plain list"),
    )
    messages.success(request, files_to_hand)
    return redirect(address_of(intake, FINDINGS))


def _of(actor: User, intake: Intake) -> QuerySet[Finding]:
    return findings_visible_to(actor).filter(subject_kind=permissions.SUBJECT, subject_id=intake.public_id)


def _again(request: HttpRequest, intake: Intake, refusal: ActionRefused, **typed: object) -> HttpResponse:
    """The page as it was, with what was typed."""
    query = request.GET.copy()
    query["muc"] = FINDINGS
    request.GET = query  # type: ignore[assignment]
    return shown(request, intake, status=422, refusal=words_of(refusal), **typed)


@require_safe
def word(request: HttpRequest, public_id: str) -> HttpResponse:
    """The document as Word, with a comment at each passage about which the author is asked."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    asked = _asked(intake)
    content = with_remarks(
        files.read(intake.stored),
        kind=intake.kind,
        lines=[each.text for each in queries.lines_of(intake)],
        remarks=[
            *_words(intake),
            *_from_pictures(intake),
            *(Remark(queries.line_of(each), labels.remark_of(intake, each)) for each in asked),
        ],
        author=version_on(intake.unit).name,
        note=say("intake.only_the_text", {"name": intake.file_name}),
    )
    response = HttpResponse(content, content_type=WORD)
    stem = intake.file_name.rpartition(".")[0]
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{stem}-can-xem-lai.docx')}"
    return response


def _words(intake: Intake) -> list[Remark]:
    """What is said to the author with the list, at the head of the document."""
    return [Remark(0, intake.sent_back_words)] if intake.sent_back_words else []


def _from_pictures(intake: Intake) -> list[Remark]:
    """At the first line of every page that a machine read from a picture: nothing on it is certain."""
    return [Remark(line, say(code, values)) for code, values, line in intake.remarks if code in RECOGNISED]


@require_safe
def plain_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same as a plain text to put into a mail."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    rows = [(number, each.place, labels.remark_of(intake, each)) for number, each in enumerate(_asked(intake), start=1)]
    text = render_to_string("intake/list.txt", {"intake": intake, "rows": rows})
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    stem = intake.file_name.rpartition(".")[0]
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{stem}-can-xem-lai.txt')}"
    return response


def _asked(intake: Intake) -> list[Finding]:
    asked = queries.sent_back(intake)
    if not asked:
        raise Http404("no finding was sent back")
    return asked
