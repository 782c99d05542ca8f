"""Every save of a score as it was, so that a person can look back, undo, and see what two people typed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.score import Score


class ScoreVersion(models.Model):
    """A score as one save left it. ``number`` is the score's row version after that save."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    inputs = models.JSONField(default=dict)
    unfinished = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["score", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["score", "number"], name="assessments_save_number")]

    def __str__(self) -> str:
        return f"{self.score_id}/{self.number}"
