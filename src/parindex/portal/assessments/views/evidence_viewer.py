"""A piece of evidence beside its score, and the form for its card and passage."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.edit_evidence import edit_evidence
from parindex.portal.assessments.forms.evidence import EvidenceForm, evidence_values
from parindex.portal.assessments.models import EvidenceLink
from parindex.portal.assessments.queries.evidence import evidence_row
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.views.evidence import Spot, link_of, spot_of
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.labels import viewer_of
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of


@require_safe
def viewer(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str, link_id: str) -> HttpResponse:
    """The document at the left, the score with its steps at the right."""
    spot = spot_of(request, public_id, unit_id, leaf_code)
    link = link_of(spot, link_id)
    return render(request, "assessments/evidence/viewer.html", _context(request, spot, link))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str, link_id: str) -> HttpResponse:
    """Card and passage in one form, the document beside it; a refusal keeps what was typed."""
    assert isinstance(request.user, User)
    spot = spot_of(request, public_id, unit_id, leaf_code)
    link = link_of(spot, link_id)
    form = EvidenceForm(request.POST or None, initial=evidence_values(link))
    status, more = 200, {"form": form, "why_not": "" if spot.may_change else words_of(spot.may_change)}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save(request.user, link, form)
            except NotAllowed:
                raise
            except ActionRefused as refusal:
                status = 409 if isinstance(refusal, Conflict) else 422
                more |= {"refusal": words_of(refusal), "standing": link if status == 409 else None}
            else:
                messages.success(request, _("The evidence is saved."))
                return redirect(_viewer_address(spot, link))
    return render(request, "assessments/evidence/edit.html", _context(request, spot, link) | more, status=status)


def _save(actor: User, link: EvidenceLink, form: EvidenceForm) -> None:
    may_edit = document_permissions.may_edit(actor, link.document)
    edit_evidence(
        actor=actor,
        link=link,
        passage=form.passage(),
        opened=form.opened(),
        card=form.card(link.document) if may_edit else None,
        row_version=form.cleaned_data["row_version"] or 0,
    )


def _context(request: HttpRequest, spot: Spot, link: EvidenceLink) -> dict[str, object]:
    shown = evidence_row(spot.member, spot.leaf.code, stage=spot.stage, may_change=bool(spot.may_change))
    places = [each.link.pk for each in shown.evidence]
    place = places.index(link.pk)
    score = link.score
    assert isinstance(request.user, User)
    page = re.search(r"\d{1,5}", link.pages)
    return {
        "spot": spot,
        "member": spot.member,
        "round": spot.member.round,
        "leaf": spot.leaf,
        "shown_unit": spot.member.name,
        "simulated": spot.member.round.simulated,
        "link": link,
        "evidence": shown.evidence[place],
        "previous": shown.evidence[place - 1] if place else None,
        "next": shown.evidence[place + 1] if place + 1 < len(places) else None,
        "count": len(places),
        "place": place + 1,
        "score": score,
        "ruled": compiled_for(spot.member.round, spot.member.group.set_group).leaves[spot.leaf.code].leaf,
        "steps": engine_bridge.steps_from_json(score.steps),
        "viewer": viewer_of(link.file),
        "at_page": page.group() if page else "",
        "may_edit_card": document_permissions.may_edit(request.user, link.document),
    }


def _viewer_address(spot: Spot, link: EvidenceLink) -> str:
    shown = evidence_row(spot.member, spot.leaf.code, stage=spot.stage, may_change=True)
    return next(each.address for each in shown.evidence if each.link.pk == link.pk)
