"""States of a criteria-set version: draft → issued. Issued is for good."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class VersionState(models.TextChoices):
    """Workflow state of a version."""

    DRAFT = "draft"
    ISSUED = "issued"


class VersionWorkflow(models.Model):
    """Transitions that a version goes through; state cannot be written directly."""

    state = FSMField(default=VersionState.DRAFT, choices=VersionState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=VersionState.DRAFT, target=VersionState.ISSUED)
    def issue(self) -> None:
        """A draft becomes binding; rounds may be opened on it."""
