"""States of a copy that went out to be signed (out → returned → confirmed · given up) and of a number given out."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class SigningState(models.TextChoices):
    """How far a copy is."""

    OUT = "out"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"


OPEN = (SigningState.OUT, SigningState.RETURNED)


class SigningWorkflow(models.Model):
    """Transitions of a copy."""

    state = FSMField(default=SigningState.OUT, choices=SigningState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=[SigningState.OUT, SigningState.RETURNED], target=SigningState.RETURNED)
    def take_back(self) -> None:
        """A signed file came; a later one takes its place."""

    @transition(field=state, source=SigningState.RETURNED, target=SigningState.OUT)
    def set_aside(self) -> None:
        """It is not the right file."""

    @transition(field=state, source=SigningState.RETURNED, target=SigningState.CONFIRMED)
    def confirm(self) -> None:
        """A person confirmed the signed file."""

    @transition(field=state, source=[SigningState.OUT, SigningState.RETURNED], target=SigningState.GIVEN_UP)
    def give_up(self) -> None:
        """A new copy went out instead."""


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
