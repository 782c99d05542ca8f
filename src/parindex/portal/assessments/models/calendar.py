"""The calendar of a round: stages with start and end to the minute, and what was moved for one unit.

Whether a stage is open is computed from these rows and the clock (`queries/windows.py`), never stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parindex.portal.assessments.models.round import Round, RoundUnit
from parindex.portal.platform import clock


class RoundStage(models.TextChoices):
    """Stages of a round, in their order."""

    SELF_ASSESSMENT = "self_assessment"
    APPRAISAL_1 = "appraisal_1"
    EXPLANATION = "explanation"
    OBJECTION = "objection"
    APPRAISAL_2 = "appraisal_2"
    COUNCIL = "council"
    APPROVAL = "approval"
    PUBLICATION = "publication"


class StageWindow(models.Model):
    """When a stage of a round is open: from `opens_at` up to and without `closes_at`.

    "đến hết ngày 31/01" is `closes_at` = 01/02 00:00 in Vietnam; the server's clock at receipt decides.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="windows")
    stage = models.CharField(max_length=16, choices=RoundStage.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    row_version = models.PositiveIntegerField(default=1)
    sealed_at = models.DateTimeField(null=True, blank=True)
    """When the coordinator closed an appraisal stage for good; None: its scores may still change while it is open."""
    cut_reason = models.TextField(blank=True)
    """Why it was made to end earlier although something in it was not done; empty when it was not."""
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["round", "opens_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "stage"], name="assessments_one_window_a_stage"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="assessments_window_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.stage}"


class Extension(models.Model):
    """More time for one unit in one stage; `reopens`: what it had handed in was opened again."""

    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="extensions")
    stage = models.CharField(max_length=16, choices=RoundStage.choices)
    until = models.DateTimeField()
    reopens = models.BooleanField(default=False)
    reason = models.TextField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    shortened_from = models.DateTimeField(null=True, blank=True)
    """The end before it was last made earlier; None: it stands as it was given."""
    shortened_reason = models.TextField(blank=True)
    shortened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shortened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["round_unit", "pk"]

    @property
    def runs(self) -> bool:
        """Whether its time is not over."""
        return clock.now() < self.until

    def __str__(self) -> str:
        return f"{self.round_unit_id} {self.stage} until {self.until}"
