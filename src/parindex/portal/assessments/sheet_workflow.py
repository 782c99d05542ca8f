"""States of a unit's sheet: drafting → waiting for the head → handed in; sent back or opened again: drafting."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class SheetState(models.TextChoices):
    """What people have done with the sheet; deadlines are computed, not stored."""

    DRAFTING = "drafting"
    WAITING_FOR_HEAD = "waiting_for_head"
    HANDED_IN = "handed_in"


class SheetWorkflow(models.Model):
    """Transitions of a sheet."""

    state = FSMField(default=SheetState.DRAFTING, choices=SheetState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=SheetState.DRAFTING, target=SheetState.WAITING_FOR_HEAD)
    def submit_to_head(self) -> None:
        """The officers are done; the head looks."""

    @transition(field=state, source=SheetState.WAITING_FOR_HEAD, target=SheetState.DRAFTING)
    def send_back(self) -> None:
        """The head wants changes."""

    @transition(field=state, source=[SheetState.DRAFTING, SheetState.WAITING_FOR_HEAD], target=SheetState.HANDED_IN)
    def hand_in(self) -> None:
        """The head signs; the self-assessment is sealed."""

    @transition(field=state, source=SheetState.HANDED_IN, target=SheetState.DRAFTING)
    def reopen(self) -> None:
        """The coordinator opens it again, with a reason."""
