"""The evidence of one leaf: the drawer with everything that can be done, and the answers to changes in a row.

Every change works as a whole page. From a row (``HX-Request``) the answer is the row's part alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence
from parindex.portal.assessments.actions.restore_evidence import RemovedEvidence, restore_evidence
from parindex.portal.assessments.actions.unlink_evidence import unlink_evidence
from parindex.portal.assessments.forms.evidence import PassageForm, UploadForm
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.evidence import evidence_row, place_of, query_of
from parindex.portal.assessments.queries.evidence_choices import evidence_choices
from parindex.portal.assessments.queries.evidence_windows import WINDOWS, may_change_evidence, score_open
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.models import Document
from parindex.portal.documents.tables import KINDS
from parindex.portal.platform.permissions import Answer
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of

TAKEN_OFF = "evidence_taken_off"
"""Place in the session of what the person took off last."""
OFFERED = 20
"""Documents of the catalogue shown to choose from."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Whose evidence, for which leaf, at which stage, and whether this person may change it."""

    member: RoundUnit
    leaf: NodeRow
    stage: Stage
    may_change: Answer

    @property
    def args(self) -> list[str]:
        """For addresses."""
        return [self.member.round.public_id, self.member.unit.public_id, self.leaf.code]

    @property
    def query(self) -> str:
        """The stage in an address; nothing for the self-assessment."""
        return query_of(self.stage)


def spot_of(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> Spot:
    """Load and permit: whoever may see the unit's sheet. Answers 404 for what is not there."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_unit_result(request.user, member).or_refuse()
    leaf = get_object_or_404(NodeRow, version=member.round.set_version_id, code=leaf_code, is_leaf=True)
    asked = request.POST.get("giai-doan") or request.GET.get("giai-doan") or Stage.SELF.value
    if asked not in {stage.value for stage in WINDOWS}:
        raise Http404(asked)
    stage = Stage(asked)
    score = Score.objects.filter(entry__round_unit=member, entry__leaf=leaf, stage=stage, actor=None).first()
    allowed = may_change_evidence(request.user, member, stage)
    return Spot(member, leaf, stage, allowed and score_open(score, member))


@require_safe
def evidence_of_leaf(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """The drawer: what is shown for the leaf, a file to add, the catalogue to choose from."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    return drawer(request, spot)


@require_POST
def link_from_catalogue(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Show a document of the catalogue for the leaf."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    actor = request.user
    assert isinstance(actor, User)
    visible = document_permissions.visible_to(actor)
    document = get_object_or_404(visible, public_id=request.POST.get("document", ""))
    form = PassageForm(request.POST)
    passage = form.passage() if form.is_valid() else Passage()

    def act() -> object:
        return link_evidence(
            actor=actor,
            round_unit=spot.member,
            leaf=spot.leaf.code,
            document=document,
            stage=spot.stage,
            passage=passage,
        )

    return answered(request, spot, act, _("“%(title)s” is now evidence of %(number)s.") % _named(document.title, spot))


@require_POST
def unlink(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str, link_id: str) -> HttpResponse:
    """Take a document away from the leaf; it stays in the catalogue."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    actor = request.user
    assert isinstance(actor, User)
    link = link_of(spot, link_id)
    title, place = link.document.title, place_of(spot.member, spot.leaf.code, spot.stage)

    def act() -> None:
        removed = unlink_evidence(actor=actor, link=link)
        request.session[TAKEN_OFF] = {"id": link_id, "title": title, "removed": asdict(removed), "place": place}

    return answered(request, spot, act, "")  # what was taken off is said with the offer to take it back


@require_POST
def restore(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str, link_id: str) -> HttpResponse:
    """ "Hoàn tác": what the person took off last is evidence again."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    actor = request.user
    assert isinstance(actor, User)
    last = _taken_off(request, spot)
    if last is None or last["id"] != link_id:
        raise Http404(link_id)
    removed = RemovedEvidence(**last["removed"])

    def act() -> None:
        restore_evidence(actor=actor, round_unit=spot.member, removed=removed)
        del request.session[TAKEN_OFF]

    return answered(request, spot, act, _("“%(title)s” is evidence of %(number)s again.") % _named(last["title"], spot))


def _taken_off(request: HttpRequest, spot: Spot) -> dict[str, Any] | None:
    """What this person took off this leaf last, while it can be taken back."""
    last: dict[str, Any] | None = request.session.get(TAKEN_OFF)
    if last is None or not spot.may_change:
        return None
    place = (last["removed"]["leaf"], last["removed"]["stage"])
    same_unit = last.get("place") == place_of(spot.member, spot.leaf.code, spot.stage)
    return last if place == (spot.leaf.code, spot.stage.value) and same_unit else None


def undo_context(request: HttpRequest, spot: Spot) -> dict[str, Any]:
    """The offer to take the last removal back; nothing where there is none."""
    last = _taken_off(request, spot)
    if last is None:
        return {}
    address = reverse("assessments:restore_evidence", args=[*spot.args, last["id"]]) + spot.query
    return {"taken_off": last["title"], "restore_address": address}


def link_of(spot: Spot, link_id: str) -> EvidenceLink:
    """A link of this leaf and stage. Answers 404 for none."""
    links = EvidenceLink.objects.select_related("document__unit", "file__document", "file__stored__checked__preview")
    score = {"score__entry__round_unit": spot.member, "score__entry__leaf": spot.leaf, "score__stage": spot.stage}
    return get_object_or_404(links, public_id=link_id, **score)


def answered(request: HttpRequest, spot: Spot, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it; then the row's part for a row, or the drawer again with the message."""
    try:
        act()
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return refused(request, spot, refusal)
    if from_row(request):
        return row(request, spot)
    if done:
        messages.success(request, done)
    return redirect_to_drawer(spot)


def refused(
    request: HttpRequest, spot: Spot, refusal: ActionRefused, more: dict[str, object] | None = None
) -> HttpResponse:
    """What was not done and why: in the row, or in the drawer with what was typed."""
    status = 409 if isinstance(refusal, Conflict) else 422
    words = words_of(refusal)
    if from_row(request):
        return row(request, spot, {**(more or {}), "row_refusal": words}, status)
    return drawer(request, spot, {**(more or {}), "refusal": words}, status)


def from_row(request: HttpRequest) -> bool:
    """Whether a row asks, and only its part is to be answered."""
    return request.headers.get("HX-Request") == "true"


def row(request: HttpRequest, spot: Spot, more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    """The part that a row of the sheet includes."""
    shown = evidence_row(spot.member, spot.leaf.code, stage=spot.stage, may_change=bool(spot.may_change))
    context = {"evidence_row": shown, "spot": spot, **undo_context(request, spot), **(more or {})}
    return render(request, "assessments/evidence/row.html", context, status=status)


def redirect_to_drawer(spot: Spot) -> HttpResponse:
    """Back to the drawer."""
    response = redirect("assessments:evidence", *spot.args)
    response["Location"] += spot.query
    return response


def drawer(request: HttpRequest, spot: Spot, more: dict[str, object] | None = None, status: int = 200) -> HttpResponse:
    """The whole page."""
    assert isinstance(request.user, User)
    shown = evidence_row(spot.member, spot.leaf.code, stage=spot.stage, may_change=bool(spot.may_change))
    text = request.GET.get("q", "")
    linked = [each.link.document_id for each in shown.evidence]
    offered: list[Document] = []
    if spot.may_change:
        offered = evidence_choices(request.user, spot.member, text=text, without=linked, most=OFFERED)
    unfinished = document_permissions.uploads_of(request.user).filter(
        place=place_of(spot.member, spot.leaf.code, spot.stage)
    )
    context: dict[str, object] = {
        "spot": spot,
        "member": spot.member,
        "round": spot.member.round,
        "leaf": spot.leaf,
        "shown_unit": spot.member.name,
        "simulated": spot.member.round.simulated,
        "evidence_row": shown,
        "offered": offered,
        "search": text,
        "unfinished": unfinished if spot.may_change else [],
        "kinds": KINDS,
        "why_not": "" if spot.may_change else words_of(spot.may_change),
        "form": UploadForm(),
        **undo_context(request, spot),
        **(more or {}),
    }
    return render(request, "assessments/evidence/drawer.html", context, status=status)


def _named(title: str, spot: Spot) -> dict[str, str]:
    return {"title": title, "number": spot.leaf.number}
