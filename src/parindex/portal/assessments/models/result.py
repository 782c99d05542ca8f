"""Results of a round: one numbered version at a time, never overwritten once published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parindex.engine.numbers.ranks import shown_rank
from parindex.portal.assessments.models.round import RoundUnit
from parindex.portal.criteria.models import NodeRow


class UnitResult(models.Model):
    """A unit's total, index, rank and class in one version of the results."""

    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="results")
    version = models.PositiveIntegerField()
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    applicable_maximum = models.DecimalField(max_digits=15, decimal_places=9)
    base = models.DecimalField(max_digits=15, decimal_places=9)
    """What the index divides by; the declared scale where the set says so."""
    open_maximum = models.DecimalField(max_digits=15, decimal_places=9, default=0)
    """Share of the maximum that is still open; above 0 the result is "tạm tính"."""
    index = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    """Percent, kept for showing; ranks were given by the engine on the unrounded quotient."""
    rank = models.PositiveIntegerField(null=True)
    """None: not placed, and ``unplaced_reason`` says why."""
    of = models.PositiveIntegerField()
    """Number of units placed in the peer group."""
    band = models.CharField(max_length=50, blank=True)
    unplaced_reason = models.CharField(max_length=30, blank=True)
    printed = models.JSONField(default=dict)
    """Imported results: figures exactly as printed (points, index, rank, class, change), as strings."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round_unit", "version"], name="assessments_one_result_a_version")
        ]

    @property
    def place(self) -> int | None:
        """The rank as pages show it: None without a rank, and for a unit that stands alone: ranked with nobody."""
        return shown_rank(self.rank, self.of)

    def __str__(self) -> str:
        return f"{self.round_unit_id} v{self.version}: {self.points}"


class NodeResult(models.Model):
    """A unit's sum and rank for one field or criterion."""

    result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="nodes")
    node = models.ForeignKey(NodeRow, on_delete=models.PROTECT, related_name="results")
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    applicable_maximum = models.DecimalField(max_digits=15, decimal_places=9)
    rank = models.PositiveIntegerField(null=True)
    printed = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["result", "node"], name="assessments_one_node_result")]

    def __str__(self) -> str:
        return f"{self.result_id} · {self.node_id}: {self.points}"
