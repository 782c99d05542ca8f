"""States of a document that is read (waiting → read · failed → waiting) and of a reading (open → accepted · rejected).

An accepted figure that became a fact is ``used``: from then on it is put right among the facts, by a further version;
an accepted task or target that became a line of a plan likewise, there.
"""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class IntakeState(models.TextChoices):
    """How far the reading of a document is."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


class ItemState(models.TextChoices):
    """What a person said to one reading."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    USED = "used"


class IntakeWorkflow(models.Model):
    """Transitions of a document."""

    state = FSMField(default=IntakeState.WAITING, choices=IntakeState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=IntakeState.WAITING, target=IntakeState.READ)
    def finish(self) -> None:
        """It was read."""

    @transition(field=state, source=IntakeState.WAITING, target=IntakeState.FAILED)
    def fail(self) -> None:
        """It cannot be read."""

    @transition(field=state, source=IntakeState.FAILED, target=IntakeState.WAITING)
    def ask_again(self) -> None:
        """It is to be read once more."""


class ItemWorkflow(models.Model):
    """Transitions of one reading."""

    state = FSMField(default=ItemState.OPEN, choices=ItemState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=[ItemState.OPEN, ItemState.REJECTED, ItemState.ACCEPTED], target=ItemState.ACCEPTED)
    def accept(self) -> None:
        """It says what the document says."""

    @transition(field=state, source=[ItemState.OPEN, ItemState.ACCEPTED, ItemState.REJECTED], target=ItemState.REJECTED)
    def reject(self) -> None:
        """It is read wrongly, or of no use."""

    @transition(field=state, source=[ItemState.ACCEPTED, ItemState.REJECTED], target=ItemState.OPEN)
    def take_back(self) -> None:
        """Undecided again."""

    @transition(field=state, source=ItemState.ACCEPTED, target=ItemState.USED)
    def use(self) -> None:
        """It became a fact, or a line of a plan."""

    @transition(field=state, source=ItemState.USED, target=ItemState.ACCEPTED)
    def let_go(self) -> None:
        """The line of a draft that it became was deleted."""
