"""States of a finding: open → asked → explained · corrected · false alarm · cured; a changed figure opens it again."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition


class FindingState(models.TextChoices):
    """What people have done about the finding."""

    OPEN = "open"
    ASKED = "asked"
    """The unit was asked to look."""
    EXPLAINED = "explained"
    CORRECTED = "corrected"
    FALSE_ALARM = "false_alarm"
    CURED = "cured"
    """The check that found it does not find it any more; nobody answered, the system closed it."""


WAITING = (FindingState.OPEN, FindingState.ASKED)
CLOSED = (FindingState.EXPLAINED, FindingState.CORRECTED, FindingState.FALSE_ALARM, FindingState.CURED)


class FindingWorkflow(models.Model):
    """Transitions of a finding."""

    state = FSMField(default=FindingState.OPEN, choices=FindingState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=FindingState.OPEN, target=FindingState.ASKED)
    def ask(self) -> None:
        """The unit is asked to check the figure."""

    @transition(field=state, source=list(WAITING), target=FindingState.EXPLAINED)
    def explain(self) -> None:
        """The figure is right all the same, and someone says why."""

    @transition(field=state, source=list(WAITING), target=FindingState.CORRECTED)
    def correct(self) -> None:
        """The source was corrected by those who own it; the printed figure is kept."""

    @transition(field=state, source=list(WAITING), target=FindingState.FALSE_ALARM)
    def call_false(self) -> None:
        """The rule does not apply here."""

    @transition(field=state, source=list(WAITING), target=FindingState.CURED)
    def cure(self) -> None:
        """The source was mended: the check does not find it any more."""

    @transition(field=state, source=list(CLOSED), target=FindingState.OPEN)
    def reopen(self) -> None:
        """Figures changed, or someone looked again."""
