"""Work of the appraisal that nobody did, and why results are announced all the same."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.round import Round
from parindex.portal.platform.public_ids import PublicIdField


class WorkLeftKind(models.TextChoices):
    """What was left. Each has sentences ``work_left.<kind>`` …"""

    NOT_APPRAISED = "not_appraised"
    """A leaf of a unit that handed in, without any appraised points: the self points would count."""
    NOT_RESCORED = "not_rescored"
    """An explanation or objection was upheld, and nobody appraised the leaf a second time: the point stayed."""


class WorkLeftReason(models.Model):
    """The coordinator's written reason to leave work undone; it covers the cells that were left when it was written.

    Never changed: a later reason is a new row, and the newest of its kind counts.
    """

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="work_left_reasons")
    kind = models.CharField(max_length=16, choices=WorkLeftKind.choices)
    reason = models.TextField()
    cells = models.JSONField(default=list)
    """``[[row id of the unit in the round, row id of the leaf], …]``, sorted."""
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["round", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.kind}: {len(self.cells)}"
