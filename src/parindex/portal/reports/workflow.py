"""States of a document that is written here: draft → issued. What was issued changes no more."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class DraftState(models.TextChoices):
    """How far it is."""

    DRAFT = "draft"
    ISSUED = "issued"


class DraftWorkflow(models.Model):
    """Transitions."""

    state = FSMField(default=DraftState.DRAFT, choices=DraftState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=DraftState.DRAFT, target=DraftState.ISSUED)
    def issue(self) -> None:
        """Its words, figures and file are frozen."""
