"""States of a round: draft → open → computed → published, which freezes it."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class RoundState(models.TextChoices):
    """What people have done with the round; whether a window is open is computed from dates, not stored."""

    DRAFT = "draft"
    OPEN = "open"
    COMPUTED = "computed"
    PUBLISHED = "published"


class RoundWorkflow(models.Model):
    """Transitions of a round."""

    state = FSMField(default=RoundState.DRAFT, choices=RoundState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=RoundState.DRAFT, target=RoundState.OPEN)
    def open(self) -> None:
        """Units are named and may hand in figures."""

    @transition(field=state, source=[RoundState.OPEN, RoundState.COMPUTED], target=RoundState.COMPUTED)
    def compute(self) -> None:
        """Results of the figures as they stand; may be repeated until publication."""

    @transition(field=state, source=RoundState.COMPUTED, target=RoundState.PUBLISHED)
    def publish(self) -> None:
        """The results are announced and frozen."""
