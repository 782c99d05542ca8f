"""A unit disputes a known figure: its own figure, reason and proof beside the system's, until someone decides."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.score import Entry
from parindex.portal.documents.models import Document
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.public_ids import PublicIdField


class DisputeState(models.TextChoices):
    """Where a dispute stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class FigureDispute(models.Model):
    """One input of one leaf. The system's figure counts until the dispute is accepted."""

    public_id = PublicIdField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="disputes")
    input_code = models.CharField(max_length=60)
    own_value = models.JSONField()
    """In the form of ``engine_bridge.inputs_to_json``."""
    known_value = models.JSONField()
    reason = models.TextField()
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DisputeState.choices, default=DisputeState.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    recorded_version = models.ForeignKey(FactVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The fact version that the figure's owner recorded after it was accepted; None: not yet."""

    class Meta:
        ordering: ClassVar = ["entry", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "input_code"],
                condition=models.Q(state=DisputeState.OPEN),
                name="assessments_one_open_dispute_an_input",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.input_code}: {self.state}"
