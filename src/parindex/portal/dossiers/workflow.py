"""States of an import: uploaded → waiting → running → imported · failed · cancelled · interrupted; then undone.

States of a letter of apology: drafted ⇄ issued; withdrawn.
"""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class BatchState(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded"
    """The file is here, its columns are not confirmed."""
    WAITING = "waiting"
    RUNNING = "running"
    IMPORTED = "imported"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process ended on the way; the store stayed at its last good version."""
    UNDONE = "undone"


UNDER_WAY = (BatchState.WAITING, BatchState.RUNNING)
NOT_IMPORTED = (BatchState.FAILED, BatchState.CANCELLED, BatchState.INTERRUPTED)


class BatchWorkflow(models.Model):
    """Transitions of an import."""

    state = FSMField(default=BatchState.UPLOADED, choices=BatchState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=BatchState.UPLOADED, target=BatchState.WAITING)
    def ask(self) -> None:
        """A person confirmed the columns."""

    @transition(field=state, source=BatchState.WAITING, target=BatchState.RUNNING)
    def begin(self) -> None:
        """The job took it up."""

    @transition(field=state, source=[BatchState.RUNNING, BatchState.INTERRUPTED], target=BatchState.IMPORTED)
    def succeed(self) -> None:
        """The rows stand in the store."""

    @transition(field=state, source=list(UNDER_WAY), target=BatchState.FAILED)
    def fail(self) -> None:
        """The file could not be imported."""

    @transition(field=state, source=[BatchState.UPLOADED, *UNDER_WAY], target=BatchState.CANCELLED)
    def cancel(self) -> None:
        """Someone stopped it, or nobody confirmed its columns in time."""

    @transition(field=state, source=list(UNDER_WAY), target=BatchState.INTERRUPTED)
    def interrupt(self) -> None:
        """The process ended on the way."""

    @transition(field=state, source=BatchState.IMPORTED, target=BatchState.UNDONE)
    def undo(self) -> None:
        """The store stands again as before it."""


class LetterState(models.TextChoices):
    """How far a letter of apology is."""

    DRAFTED = "drafted"
    """Printed perhaps, but without number and day: it does not count as a letter yet."""
    ISSUED = "issued"
    """The clerk recorded its number and day."""
    WITHDRAWN = "withdrawn"


class LetterWorkflow(models.Model):
    """Transitions of a letter: drafted ⇄ issued; either → withdrawn."""

    state = FSMField(default=LetterState.DRAFTED, choices=LetterState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=LetterState.DRAFTED, target=LetterState.ISSUED)
    def issue(self) -> None:
        """Its number and day are recorded."""

    @transition(field=state, source=LetterState.ISSUED, target=LetterState.DRAFTED)
    def take_back(self) -> None:
        """The number was recorded by mistake."""

    @transition(field=state, source=[LetterState.DRAFTED, LetterState.ISSUED], target=LetterState.WITHDRAWN)
    def withdraw(self) -> None:
        """It does not count any more; the dossier may get another one."""
