"""States of a petition: received → classified → forwarded · in process → supplement asked → answered → published;
refused; raised again.
"""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class PetitionState(models.TextChoices):
    """Where a petition stands."""

    RECEIVED = "received"
    CLASSIFIED = "classified"
    IN_PROCESS = "in_process"
    SUPPLEMENT = "supplement"
    """The petitioner was asked for more; the clock stands still."""
    FORWARDED = "forwarded"
    """Not one's own competence: handed to who answers it."""
    REFUSED = "refused"
    ANSWERED = "answered"
    PUBLISHED = "published"
    REOPENED = "reopened"
    """Raised again (phản ánh lại): a further petition goes on with it, with a clock of its own."""


OPEN = (PetitionState.RECEIVED, PetitionState.CLASSIFIED, PetitionState.IN_PROCESS, PetitionState.SUPPLEMENT)
IN_HAND = (PetitionState.CLASSIFIED, PetitionState.IN_PROCESS)
CLOSED = (
    PetitionState.FORWARDED,
    PetitionState.REFUSED,
    PetitionState.ANSWERED,
    PetitionState.PUBLISHED,
    PetitionState.REOPENED,
)


class PetitionWorkflow(models.Model):
    """Transitions of a petition."""

    state = FSMField(default=PetitionState.RECEIVED, choices=PetitionState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=[PetitionState.RECEIVED, PetitionState.CLASSIFIED], target=PetitionState.CLASSIFIED)
    def classify(self) -> None:
        """Its kind, field and competence were looked at."""

    @transition(field=state, source=[PetitionState.RECEIVED, PetitionState.CLASSIFIED], target=PetitionState.FORWARDED)
    def forward(self) -> None:
        """Handed to the unit whose competence it is."""

    @transition(
        field=state,
        source=[PetitionState.RECEIVED, PetitionState.CLASSIFIED, PetitionState.SUPPLEMENT],
        target=PetitionState.REFUSED,
    )
    def refuse(self) -> None:
        """Not taken up, with a reason."""

    @transition(field=state, source=PetitionState.CLASSIFIED, target=PetitionState.IN_PROCESS)
    def take_up(self) -> None:
        """Somebody works on the answer."""

    @transition(field=state, source=list(IN_HAND), target=PetitionState.SUPPLEMENT)
    def ask_supplement(self) -> None:
        """More is needed from the petitioner."""

    @transition(field=state, source=PetitionState.SUPPLEMENT, target=PetitionState.IN_PROCESS)
    def take_supplement(self) -> None:
        """What was asked for has come."""

    @transition(field=state, source=list(IN_HAND), target=PetitionState.ANSWERED)
    def answer(self) -> None:
        """The reply went out."""

    @transition(field=state, source=PetitionState.ANSWERED, target=PetitionState.PUBLISHED)
    def publish(self) -> None:
        """Content and reply are public, without anybody's personal data."""

    @transition(field=state, source=[PetitionState.ANSWERED, PetitionState.PUBLISHED], target=PetitionState.REOPENED)
    def reopen(self) -> None:
        """The petitioner raised it again."""
