"""The council: meetings with their votes, what changed since, and the form for a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import record_council_meeting
from parindex.portal.assessments.forms.council import BallotRows, MeetingForm
from parindex.portal.assessments.jobs.computing import compute_round
from parindex.portal.assessments.models import CouncilMeeting, Origin, Round
from parindex.portal.assessments.queries.council import tally_of
from parindex.portal.assessments.queries.council_notes import council_notes
from parindex.portal.assessments.queries.readiness import Readiness
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.documents import engine_bridge as document_checks
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.actions.attach_file import attach_examined
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform import jobs
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of

ROWS = 11
COMPUTABLE = {RoundState.OPEN.value, RoundState.COMPUTED.value}


@require_http_methods(["GET", "HEAD", "POST"])
def council(request: HttpRequest, public_id: str) -> HttpResponse:
    """Meetings, newest first; POST records one. ``?so=15`` asks for so many rows of votes."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_results(person, round_).or_refuse()
    rows = int(request.GET.get("so", "")) if request.GET.get("so", "").isdigit() else ROWS
    if request.method != "POST":
        return _page(request, round_, MeetingForm(), BallotRows(rows))
    permissions.may_run(person, round_.owner).or_refuse()
    form, ballots = MeetingForm(request.POST, request.FILES), BallotRows(rows, request.POST)
    if not (form.is_valid() & ballots.is_valid()):
        return _page(request, round_, form, ballots, status=422)
    try:
        meeting = _record(person, round_, form, ballots)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _page(request, round_, form, ballots, status=422, refusal=words_of(refusal))
    tally = tally_of(meeting)
    if not tally.valid:
        values = {"in_favour": tally.in_favour, "members": tally.members, "needed": tally.needed}
        messages.warning(request, say("assessments.vote_not_carried", values))
        return redirect("assessments:council", public_id)
    said = _("Meeting recorded: %(for)s of %(members)s members voted for the results.")
    messages.success(request, said % {"for": tally.in_favour, "members": tally.members})
    return redirect("assessments:council", public_id)


@require_POST
def compute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compute the results of the figures as they stand."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_run(person, round_.owner).or_refuse()
    progress = jobs.start(
        compute_round,
        kind="assessments.compute_results",
        actor=person,
        round_id=round_.pk,
        person_id=person.pk,
    )
    return redirect("job", progress.public_id)


def _record(person: User, round_: Round, form: MeetingForm, ballots: BallotRows) -> CouncilMeeting:
    sent = form.cleaned_data["minutes"]
    assert isinstance(sent, UploadedFile)
    examined = document_checks.examine(sent.read(), sent.name or "")
    with transaction.atomic():
        return record_council_meeting(
            actor=person,
            round_=round_,
            held_on=form.cleaned_data["held_on"],
            by_ballot=form.cleaned_data["by_ballot"],
            members=form.cleaned_data["members"],
            ballots=ballots.ballots(),
            minutes=_minutes(person, round_, form, examined),
        )


def _minutes(person: User, round_: Round, form: MeetingForm, examined: document_checks.Examined) -> Document:
    """The minutes in the catalogue of documents; a refused meeting leaves none behind."""
    card = DocumentCard(
        DocumentKind.OTHER,
        _("Minutes of the council: %(round)s") % {"round": round_.title},
        issued_on=form.cleaned_data["held_on"],
        unit=round_.owner,
        simulated=round_.simulated,
    )
    document = register_document(actor=person, card=card)
    attach_examined(actor=person, document=document, examined=examined)
    return document


def _page(
    request: HttpRequest, round_: Round, form: MeetingForm, ballots: BallotRows, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    assert isinstance(request.user, User)
    ready = Readiness(round_)
    runs = bool(permissions.may_run(request.user, round_.owner))
    notes = council_notes(ready, runs=runs)
    meetings = round_.meetings.select_related("minutes", "recorded_by").prefetch_related("votes").order_by("-pk")
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "ready": ready,
        "changed": ready.changed_since_vote,
        "meetings": [(meeting, tally_of(meeting)) for meeting in meetings],
        "may_announce": runs and ready.computed,
        "may_record": runs and ready.computed and notes.has_begun,
        "notes": notes,
        "may_compute": runs and round_.origin == Origin.COMPUTED and round_.state in COMPUTABLE,
        "one_unit": round_.units.count() == 1,
        "form": form,
        "ballots": ballots,
        "more_rows": ballots.number + ROWS,
        "refusal": refusal,
    }
    return render(request, "assessments/council.html", context, status=status)
