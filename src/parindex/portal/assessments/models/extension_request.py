"""A unit asks for more time in a stage; the coordinator grants or refuses, with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from parindex.portal.assessments.models.calendar import Extension, RoundStage
from parindex.portal.assessments.models.round import RoundUnit
from parindex.portal.platform.public_ids import PublicIdField


class RequestState(models.TextChoices):
    """Where a request stands. Each has a sentence ``extension_state.<state>``."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExtensionRequest(models.Model):
    """One request; at most one of a unit waits for each stage."""

    public_id = PublicIdField()
    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="extension_requests")
    stage = models.CharField(max_length=16, choices=RoundStage.choices)
    until = models.DateTimeField()
    """The end that the unit asks for; what was granted stands in ``extension``."""
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    extension = models.ForeignKey(Extension, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round_unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round_unit", "stage"],
                condition=Q(state=RequestState.ASKED),
                name="assessments_one_waiting_extension",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_unit_id} {self.stage}: {self.state}"
