"""What happens by itself when something has happened: the whole list on one page.

An action writes an event in its own transaction; after the commit each reaction to it runs as a job of its own. A
reaction does the same when it is run twice (an action that finds nothing new changes nothing), is tried again after a
failure (`schedule.py`), and never stops another one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.db.models import F
from django_tasks import task

from parindex.portal.accounts.jobs import send_invitation
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import check_printed_round, tell_of_publication
from parindex.portal.assessments.actions.take_in_known_figures import take_in_known_figures
from parindex.portal.assessments.actions.tell_of_dispute import tell_of_dispute
from parindex.portal.assessments.models import FigureDispute, Publication, Round
from parindex.portal.documents.jobs import start_reading_file
from parindex.portal.documents.models import DocumentFile
from parindex.portal.dossiers.actions.run_import import refresh_figures
from parindex.portal.platform import clock, events
from parindex.portal.platform.models import Event, Reaction
from parindex.portal.reports.jobs import start_proofing
from parindex.portal.reports.models import Draft

log = structlog.get_logger(__name__)
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Follows:
    """After an event of this kind, `react` is called with it. `name` identifies the reaction in its table."""

    after: str
    name: str
    react: Callable[[Event], object]


def _check_printed_figures(event: Event) -> None:
    check_printed_round(actor=None, round_=Round.objects.get(public_id=event.subject))


def _send_invitation(event: Event) -> None:
    send_invitation(User.objects.get(public_id=event.subject))


def _tell_of_publication(event: Event) -> None:
    published = Publication.objects.filter(round__public_id=event.subject, number=event.values.get("publication"))
    for publication in published.select_related("round"):
        tell_of_publication(publication=publication)


def _tell_of_dispute(event: Event) -> None:
    related = ("entry__leaf", "entry__round_unit__unit", "entry__round_unit__round__owner")
    tell_of_dispute(dispute=FigureDispute.objects.select_related(*related).get(public_id=event.subject))


def _fill_sheets(event: Event) -> None:
    take_in_known_figures(year=int(event.values["year"]), indicators=event.values["indicators"])


def _count_stages_again(event: Event) -> None:
    refresh_figures()


def _read_file(event: Event) -> None:
    start_reading_file(DocumentFile.objects.select_related("stored").get(public_id=event.subject).stored)


def _proof_draft(event: Event) -> None:
    start_proofing(Draft.objects.get(public_id=event.subject))


REACTIONS: tuple[Follows, ...] = (
    # Whoever is invited gets the link by mail.
    Follows("accounts.person_invited", "send_invitation", _send_invitation),
    # Everyone who acts for a unit of the round learns that its results are out.
    Follows("assessments.round_published", "tell_of_publication", _tell_of_publication),
    # Who disputed a figure of the system learns what was decided.
    Follows("assessments.dispute_decided", "tell_of_dispute", _tell_of_dispute),
    # Printed results are held against themselves as soon as they are in.
    # Figures counted from dossiers fill the open sheets of their year; sealed ones stay.
    Follows("dossiers.figures_recorded", "fill_sheets", _fill_sheets),
    # Limits of steps are counted anew by the way of counting that was declared or withdrawn.
    Follows("dossiers.policy_declared", "count_stages_again", _count_stages_again),
    Follows("assessments.results_imported", "check_printed_figures", _check_printed_figures),
    # The text of a file that was attached is read, so that it is found in the catalogue.
    Follows("documents.file_attached", "read_file", _read_file),
    # The words of a document that is written here are proof-read after every save; what was mended is closed.
    Follows("reports.draft_saved", "proof_draft", _proof_draft),
)


def connect() -> None:
    """Listen to events; called once, when the portal starts."""
    events.listen(deliver)


def deliver(event_id: int) -> None:
    """Ask for every reaction to a committed event."""
    event = Event.objects.get(pk=event_id)
    with transaction.atomic():
        for follows in REACTIONS:
            if follows.after == event.kind:
                reaction, _ = Reaction.objects.get_or_create(event=event, name=follows.name)
                transaction.on_commit(lambda pk=reaction.pk: run_reaction.enqueue(pk))  # type: ignore[misc]


@task()
def run_reaction(reaction_id: int) -> None:
    """Run one reaction; a failure is written down and tried again later."""
    reaction = Reaction.objects.select_related("event").get(pk=reaction_id)
    follows = next((each for each in REACTIONS if each.name == reaction.name), None)
    if reaction.state == Reaction.State.DONE or follows is None:
        return
    Reaction.objects.filter(pk=reaction_id).update(attempts=F("attempts") + 1)
    try:
        with transaction.atomic():
            follows.react(reaction.event)
    except Exception as broken:
        log.exception("reaction broke", reaction=reaction.name, of=reaction.event.public_id)
        _close(reaction_id, Reaction.State.FAILED, repr(broken))
    else:
        _close(reaction_id, Reaction.State.DONE, "")


def retry_reactions() -> None:
    """Ask again for reactions that broke or never started (the process ended between commit and start)."""
    open_ones = Reaction.objects.filter(state__in=[Reaction.State.FAILED, Reaction.State.WAITING])
    for reaction_id in open_ones.filter(attempts__lt=ATTEMPTS).values_list("pk", flat=True):
        run_reaction.enqueue(reaction_id)


def _close(reaction_id: int, state: str, problem: str) -> None:
    Reaction.objects.filter(pk=reaction_id).update(state=state, problem=problem, finished_at=clock.now())
