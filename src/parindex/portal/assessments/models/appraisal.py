"""Who appraises what, and why points were taken away."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.round import PeerGroup, Round, RoundUnit
from parindex.portal.assessments.models.score import Score
from parindex.portal.criteria.models import NodeRow


class AppraisalAssignment(models.Model):
    """A person appraises a node (field, criterion or leaf) and all below it, for the round or one peer group.

    `blind`: a second appraiser who does not see the first one's points; he works on the sample only.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appraisal_assignments")
    node = models.ForeignKey(NodeRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None: the whole set."""
    group = models.ForeignKey(PeerGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None: every unit of the round."""
    blind = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person", "node", "group", "blind"],
                name="assessments_assignment_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id} {self.node_id}"


class LossReason(models.Model):
    """Part of a score's lost points with its reason code; a score's parts add up to what it lost."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="loss_reasons")
    code = models.CharField(max_length=60)
    """A code of the reason-code list (S01, M02 …)."""
    points = models.DecimalField(max_digits=15, decimal_places=9)

    class Meta:
        ordering: ClassVar = ["score", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["score", "code"], name="assessments_reason_once")]

    def __str__(self) -> str:
        return f"{self.score_id} {self.code}: {self.points}"


class SampledUnit(models.Model):
    """A unit drawn for the random sample of an appraisal stage; the seed is published with the draw."""

    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="samples")
    node = models.ForeignKey(NodeRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round_unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round_unit", "node"], name="assessments_sampled_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_unit_id} {self.node_id}"
