"""States of a plan: draft → issued → withdrawn."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class PlanState(models.TextChoices):
    """What people have done with the plan."""

    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class PlanWorkflow(models.Model):
    """Transitions of a plan."""

    state = FSMField(default=PlanState.DRAFT, choices=PlanState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=PlanState.DRAFT, target=PlanState.ISSUED)
    def issue(self) -> None:
        """It was signed; its lines stay as they are."""

    @transition(field=state, source=[PlanState.DRAFT, PlanState.ISSUED], target=PlanState.WITHDRAWN)
    def withdraw(self) -> None:
        """It no longer holds."""
