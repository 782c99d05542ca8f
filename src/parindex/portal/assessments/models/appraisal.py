"""Who appraises what, and why points were taken away."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.round import PeerGroup, Round, RoundUnit
from parindex.portal.assessments.models.score import Score
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.public_ids import PublicIdField


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


class BulkAcceptance(models.Model):
    """Self scores of one leaf that a person accepted together; it can be taken back once, as long as they stand."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="bulk_acceptances")
    leaf = models.ForeignKey(NodeRow, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["round", "-pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.leaf_id}: {self.accepted_at}"


class AcceptedUnit(models.Model):
    """One unit of a bulk acceptance: the points that were accepted, and the save that did it."""

    acceptance = models.ForeignKey(BulkAcceptance, on_delete=models.PROTECT, related_name="units")
    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="+")
    row_version = models.PositiveIntegerField()
    """Of the appraised score as this acceptance left it."""
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["acceptance", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["acceptance", "round_unit"], name="assessments_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.acceptance_id} {self.round_unit_id}: {self.points}"
