"""A dialogue with people and enterprises (đối thoại)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models import Document
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class Dialogue(models.Model):
    """Who met whom, when, about what; what was promised. Participants are groups and numbers, never names of people."""

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="dialogues")
    held_on = models.DateField()
    chaired_by = models.CharField(max_length=200)
    """Title of who chaired: ``Chủ tịch UBND xã``."""
    by_head = models.BooleanField(default=False)
    """The chairman of the people's committee (the head of the unit) chaired himself."""
    held_with = models.CharField(max_length=300)
    participants = models.PositiveIntegerField(null=True)
    questions = models.PositiveIntegerField(null=True)
    """Opinions raised."""
    answered = models.PositiveIntegerField(null=True)
    """Opinions answered there and then, or by the day of registering."""
    topics = models.TextField()
    commitments = models.TextField(blank=True)
    minutes = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    simulated = models.BooleanField(default=False)
    folded = models.TextField()

    class Meta:
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "held_on", "held_with"], name="petitions_dialogue_once")
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y} · {self.held_with}"
