"""Peers in the objection stage: their points, and objecting to one of them."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.engine.scoring.values import Absence
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.actions.keep_answer_file import keep_answer_file
from parindex.portal.assessments.actions.raise_objection import raise_objection
from parindex.portal.assessments.forms.threads import AnswerForm
from parindex.portal.assessments.labels import figure_in_words
from parindex.portal.assessments.models import RoundStage, RoundUnit
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.assessments.queries.peers import (
    may_be_looked_at,
    may_look_at_peers,
    own_member,
    peer_evidence,
    peer_leaves,
    peer_scores,
    peers_of,
)
from parindex.portal.assessments.queries.threads import documents_offered
from parindex.portal.assessments.queries.windows import window_for
from parindex.portal.assessments.views.threads import run
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import files


def _own(request: HttpRequest, public_id: str) -> RoundUnit:
    """The person's unit, once its peers may be looked at."""
    assert isinstance(request.user, User)
    own = own_member(request.user, public_id)
    if own is None:
        raise Http404(public_id)
    may_look_at_peers(own).or_refuse()
    return own


def _peer(own: RoundUnit, unit_id: str) -> RoundUnit:
    """The peer of the address, once it has claimed anything."""
    rows = RoundUnit.objects.select_related("unit", "group", "sheet", "round__owner", "round__set_version")
    found = get_object_or_404(rows.exclude(pk=own.pk), group=own.group_id, unit__public_id=unit_id)
    may_be_looked_at(found).or_refuse()
    return found


@require_safe
def peers(request: HttpRequest, public_id: str) -> HttpResponse:
    """The other units of the peer group."""
    own = _own(request, public_id)
    context = {
        "own": own,
        "round": own.round,
        "peers": peers_of(own),
        "window": window_for(own, RoundStage.OBJECTION),
        "simulated": own.round.simulated,
    }
    return render(request, "assessments/peers.html", context)


@require_safe
def peer(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """Claimed and given points of one peer, leaf by leaf, beside the own unit's."""
    own = _own(request, public_id)
    found = _peer(own, unit_id)
    context = {
        "own": own,
        "peer": found,
        "round": own.round,
        "lines": peer_leaves(own, found),
        "window": window_for(own, RoundStage.OBJECTION),
        "simulated": own.round.simulated,
    }
    return render(request, "assessments/peer.html", context)


@require_safe
def peer_leaf(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """One leaf of a peer, read only: figures, claimed and given points with their steps, and its evidence."""
    own = _own(request, public_id)
    found = _peer(own, unit_id)
    leaf = get_object_or_404(NodeRow, version=own.round.set_version_id, code=leaf_code, is_leaf=True)
    document = compiled_for(found.round, found.group.set_group).leaves[leaf.code].leaf
    context = {
        "own": own,
        "peer": found,
        "round": own.round,
        "leaf": leaf,
        "ruled": document,
        "scores": [
            (
                each.score,
                engine_bridge.steps_from_json(each.score.steps),
                [
                    (asked, figure_in_words(asked, each.inputs.get(asked.code, Absence.MISSING)))
                    for asked in document.inputs
                ],
            )
            for each in peer_scores(found, leaf)
        ],
        "links": peer_evidence(found, leaf),
        "window": window_for(own, RoundStage.OBJECTION),
        "simulated": own.round.simulated,
    }
    return render(request, "assessments/peer_leaf.html", context)


@require_safe
def peer_file(request: HttpRequest, public_id: str, unit_id: str, link_id: str) -> HttpResponse:
    """A file that a peer shows as evidence, always as a download."""
    own = _own(request, public_id)
    link = get_object_or_404(peer_evidence(_peer(own, unit_id)), public_id=link_id, file__isnull=False)
    assert link.file is not None
    response = HttpResponse(files.read(link.file.stored), content_type=link.file.stored.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(link.file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, public_id: str, unit_id: str, leaf_code: str) -> HttpResponse:
    """Raise an objection to one leaf of a peer."""
    assert isinstance(request.user, User)
    person, own = request.user, _own(request, public_id)
    against = _peer(own, unit_id)
    leaf = get_object_or_404(NodeRow, version=own.round.set_version_id, code=leaf_code, is_leaf=True)
    form = AnswerForm(
        request.POST or None, request.FILES or None, offered=documents_offered(own), label=_("Reason of the objection")
    )
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():

        def objecting() -> None:
            documents = form.chosen()
            sent = form.cleaned_data["file"]
            if sent is not None:
                documents.append(keep_answer_file(actor=person, round_unit=own, name=sent.name, content=sent.read()))
            raise_objection(
                actor=person,
                from_unit=own,
                against=against,
                leaf=leaf,
                reason=form.cleaned_data["text"],
                documents=documents,
            )

        refusal, status = run(objecting)
        if status == 200:
            messages.success(request, _("The objection is raised."))
            return redirect("assessments:peer", public_id, unit_id)
    context = {
        "own": own,
        "peer": against,
        "round": own.round,
        "leaf": leaf,
        "form": form,
        "refusal": refusal,
        "simulated": own.round.simulated,
    }
    return render(request, "assessments/object.html", context, status=status)
