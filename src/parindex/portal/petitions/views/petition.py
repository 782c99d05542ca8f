"""One petition: its texts, its clocks step by step, what may be done with it, who did what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_fsm import can_proceed

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.petitions import engine_bridge, labels, permissions, queries
from parindex.portal.petitions.actions import has_reply_file
from parindex.portal.petitions.actions.handle_petition import Act
from parindex.portal.petitions.models import Petition
from parindex.portal.petitions.views.shown import shown
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import words


@require_safe
def petition_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page."""
    assert isinstance(request.user, User)
    petition = found(request.user, public_id)
    return render(request, "petitions/petition.html", context_of(request.user, petition))


def found(actor: User, public_id: str) -> Petition:
    """The petition, if the person may see it; 404 otherwise."""
    visible = permissions.visible_to(actor).select_related("earlier", "later")
    return get_object_or_404(visible, public_id=public_id)


def context_of(actor: User, petition: Petition) -> dict[str, object]:
    """Everything that the page shows."""
    supplements = list(petition.supplements.all())
    handles = bool(permissions.may_handle(actor, petition))
    answered = petition.state in {PetitionState.ANSWERED, PetitionState.PUBLISHED}
    state, tone = labels.STATES[petition.state]
    may_see_petitioner = bool(permissions.may_see_petitioner(actor, petition))
    return {
        "petition": petition,
        "unit": version_on(petition.unit),
        "state": state,
        "tone": tone,
        "kind": labels.KINDS[petition.kind],
        "source": labels.SOURCES[petition.source],
        "duty": labels.DUTIES.get(petition.duty, ""),
        "rating": labels.RATINGS[petition.rating],
        "lines": [(labels.DUTIES[line.duty.value], line) for line in engine_bridge.clock_lines(petition, supplements)],
        "texts": shown(petition, supplements, list(petition.notes.select_related("by")), handles=handles),
        "history": [
            (words.say(f"audit.{entry.action}"), labels.PURPOSES.get(entry.references.get("purpose", ""), ""), entry)
            for entry in queries.history(petition)
        ],
        "handles": handles,
        "acts": [
            (act.value, labels.ACTS[act.value]) for act in Act if handles and can_proceed(getattr(petition, act.value))
        ],
        "may_answer": handles and can_proceed(petition.answer),
        "may_publish": bool(permissions.may_publish(actor, petition)) and can_proceed(petition.publish),
        "may_raise_again": handles and can_proceed(petition.reopen),
        "may_tell": handles and petition.is_open,
        "may_rate": handles and answered,
        "may_see_petitioner": may_see_petitioner,
        "has_reply_file": may_see_petitioner and bool(petition.reply) and has_reply_file(petition),
        "purposes": labels.PURPOSES.items(),
        "kinds": labels.KINDS.items(),
        "sources": labels.SOURCES.items(),
        "ratings": [(code, word) for code, word in labels.RATINGS.items() if code],
        "simulated": petition.simulated,
    }
