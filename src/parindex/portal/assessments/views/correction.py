"""A formal correction: the file with corrected figures, its preview, then the job that publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions import FigureRow, check_corrections
from parindex.portal.assessments.actions.publish_correction import keep_correction_file
from parindex.portal.assessments.actions.record_figures import Answer
from parindex.portal.assessments.forms.council import CorrectionForm
from parindex.portal.assessments.jobs.publishing import publish_round_correction
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.uploaded_figures import CorrectedLeaf, RefusedRow, read_corrections
from parindex.portal.assessments.workflow import RoundState
from parindex.portal.platform import files, jobs
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import words_of

SALT = "assessments.correction"
TWO_HOURS = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file would change, and the rows that cannot be taken."""

    token: str
    taken: Sequence[tuple[CorrectedLeaf, Answer]]
    refused: Sequence[RefusedRow]

    @property
    def good(self) -> bool:
        """Whether it can be published as it is."""
        return bool(self.taken) and not self.refused


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST with a file shows what it would change; POST of the preview publishes."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_round(person, round_).or_refuse()
    permissions.may_publish(person, round_).or_refuse()
    if round_.state != RoundState.PUBLISHED:
        raise ActionRefused("assessments.not_published", {"title": round_.title})
    form = CorrectionForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, round_, form, status=200 if request.method != "POST" else 422)
    try:
        kept, name = _kept(person, round_, form)
    except ActionRefused as refusal:
        return _page(request, round_, form, status=422, refusal=words_of(refusal))
    preview = _preview(round_, kept, name)
    if not preview.good or request.POST.get("act") != "publish":
        return _page(request, round_, form, preview=preview, status=200 if preview.good else 422)
    progress = jobs.start(
        publish_round_correction,
        kind="assessments.publish_round_correction",
        actor=person,
        round_id=round_.pk,
        person_id=person.pk,
        decision_number=form.cleaned_data["decision_number"],
        decided_on=form.cleaned_data["decided_on"].isoformat(),
        reason=form.cleaned_data["reason"],
        file_id=kept.pk,
        file_name=name,
    )
    return redirect("job", progress.public_id)


def _kept(person: User, round_: Round, form: CorrectionForm) -> tuple[StoredFile, str]:
    """The file that was sent now, or the one that the preview showed."""
    sent = form.cleaned_data.get("file")
    if isinstance(sent, UploadedFile):
        return keep_correction_file(actor=person, round_=round_, content=sent.read()), sent.name or "x.csv"
    try:
        pk, name = signing.loads(form.cleaned_data["kept"], salt=SALT, max_age=TWO_HOURS)
        return StoredFile.objects.get(pk=pk), str(name)
    except (signing.BadSignature, StoredFile.DoesNotExist, ValueError) as gone:
        raise ActionRefused("assessments.correction_empty") from gone


def _preview(round_: Round, kept: StoredFile, name: str) -> Preview:
    read = read_corrections(round_, files.read(kept), name)
    rows = [FigureRow(row.unit, row.leaf, row.inputs, place=row.place) for row in read.rows]
    answers = check_corrections(round_, rows)
    taken = [(row, answer) for row, answer in zip(read.rows, answers, strict=True) if answer.outcome is not None]
    refused = [
        RefusedRow(row.place, f"{row.name} · {row.leaf}", answer.code, answer.values)
        for row, answer in zip(read.rows, answers, strict=True)
        if answer.outcome is None
    ]
    return Preview(signing.dumps((kept.pk, name), salt=SALT), taken, [*read.refused, *refused])


def _page(
    request: HttpRequest,
    round_: Round,
    form: CorrectionForm,
    *,
    preview: Preview | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {"round": round_, "simulated": round_.simulated, "form": form, "preview": preview, "refusal": refusal}
    return render(request, "assessments/correction.html", context, status=status)
