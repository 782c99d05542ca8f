"""States of a number that was given out."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class ReservedNumberState(models.TextChoices):
    """What became of a number that was given out."""

    RESERVED = "reserved"
    FILLED = "filled"
    GIVEN_UP = "given_up"


class ReservedNumberWorkflow(models.Model):
    """Transitions of a number (reserved → filled · given up)."""

    state = FSMField(default=ReservedNumberState.RESERVED, choices=ReservedNumberState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=ReservedNumberState.RESERVED, target=ReservedNumberState.FILLED)
    def fill_in(self) -> None:
        """The document stands in the catalogue."""

    @transition(field=state, source=ReservedNumberState.RESERVED, target=ReservedNumberState.GIVEN_UP)
    def give_up(self) -> None:
        """Nothing came of it; the number is not given again."""
