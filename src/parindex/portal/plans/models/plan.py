"""A plan and its lines (architecture §3.11)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.plans.workflow import PlanWorkflow
from parindex.portal.platform.public_ids import PublicIdField


class PlanKind(models.TextChoices):
    """What the plan is for."""

    ANNUAL = "annual"
    IMPROVEMENT = "improvement"


class Plan(PlanWorkflow):
    """One plan of one unit for one year."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=PlanKind.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    simulated = models.BooleanField(default=False)
    number = models.CharField(max_length=30, blank=True)
    """Given by the clerk when it is issued."""
    issued_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    folded = models.TextField()
    sort_key = models.CharField(max_length=800)

    class Meta:
        ordering: ClassVar = ["-year", "sort_key", "pk"]

    def __str__(self) -> str:
        return self.title


class PlanLine(models.Model):
    """One task: what, until when, who leads, who co-operates, what product proves it."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    task = models.TextField(blank=True)
    target = models.TextField(blank=True)
    lead = models.CharField(max_length=300, blank=True)
    cooperating = models.CharField(max_length=500, blank=True)
    """Names of offices, apart with semicolons."""
    product = models.CharField(max_length=500, blank=True)
    due = models.DateField(null=True, blank=True)
    lead_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    """The unit of the tree that ``lead`` names; none: an office within the unit, or a name that is not known."""
    source_title = models.CharField(max_length=500, blank=True)
    """The document that sets the task, as its card names it."""
    source_address = models.CharField(max_length=300, blank=True)
    """Where its passage is read."""
    passage = models.TextField(blank=True)
    """The words of the document, verbatim."""
    row_version = models.PositiveIntegerField(default=1)
    """Counts saves, so that two people's edits cannot overwrite each other unseen."""

    class Meta:
        ordering: ClassVar = ["plan", "position", "pk"]

    def __str__(self) -> str:
        return (self.task or self.target)[:80]
