"""What an improvement plan adds to a plan: the result it starts from, and per line the criterion, cause and points."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parindex.engine.documents.plan_values import Manner
from parindex.portal.assessments.models import RoundUnit, UnitResult
from parindex.portal.criteria.models import NodeRow
from parindex.portal.plans.models import Plan, PlanLine


class Signer(models.TextChoices):
    """Who will sign."""

    HEAD = "head"
    DEPUTY = "deputy"
    """KT. CHỦ TỊCH."""


class Improvement(models.Model):
    """The head of an improvement plan: its result, its manner, and what the Word document needs besides the lines."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="improvement")
    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="improvements")
    result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="improvements")
    """The result that was shown when the plan was drafted; its rank and class are quoted."""
    manner = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Manner])
    standing_office = models.CharField(max_length=200)
    signer = models.CharField(max_length=6, choices=Signer.choices, default=Signer.HEAD)
    signer_name = models.CharField(max_length=100, blank=True)
    legal_bases = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    aims = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.plan.title


class ImprovementLine(models.Model):
    """The criterion behind a plan line."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="lines")
    line = models.OneToOneField(PlanLine, on_delete=models.PROTECT, related_name="improvement_line")
    leaf = models.ForeignKey(NodeRow, on_delete=models.PROTECT, related_name="improvement_lines")
    cause = models.TextField(blank=True)
    reason_code = models.CharField(max_length=60, blank=True)
    lost = models.DecimalField(max_digits=15, decimal_places=9)
    aimed = models.DecimalField(max_digits=15, decimal_places=9)
    taken_up = models.BooleanField(default=True)
    """False: left out of the document, kept in the list so that it can be taken up again."""

    class Meta:
        ordering: ClassVar = ["improvement", "line__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["improvement", "leaf"], name="improvement_one_line_a_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.leaf_id}: {self.lost}"
