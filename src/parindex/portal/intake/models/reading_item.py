"""One thing that was read: a heading, a citation, a task, a target, a figure; with its passage and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.facts.models import Fact
from parindex.portal.intake.models.intake import Intake
from parindex.portal.intake.workflow import ItemWorkflow
from parindex.portal.plans.models import PlanLine
from parindex.portal.platform.public_ids import PublicIdField


class ItemKind(models.TextChoices):
    """What was read."""

    SECTION = "section"
    CITATION = "citation"
    TASK = "task"
    TARGET = "target"
    FIGURE = "figure"


class ReadingItem(ItemWorkflow):
    """What the machine read stays as it is; what a person put right stands beside it."""

    public_id = PublicIdField()
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    passage = models.TextField()
    """The words of the file, verbatim."""
    recognised = models.BooleanField(default=False)
    """Read by machine from the picture of a page: uncertain, never accepted unseen."""
    section = models.CharField(max_length=100, blank=True)
    """Path of the printed numbers of the headings above: II.6.10."""
    values = models.JSONField(default=dict)
    """What was read, as text by name: dates as 2026-06-30, numbers plain."""
    corrected = models.JSONField(default=dict)
    """What a person put in place of single values."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    fact = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="readings")
    plan_line = models.ForeignKey(PlanLine, null=True, on_delete=models.PROTECT, related_name="readings")
    row_version = models.PositiveIntegerField(default=1)
    """Counts answers, so that two people's corrections cannot overwrite each other unseen."""

    class Meta:
        ordering: ClassVar = ["intake", "kind", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "kind", "position"], name="intake_one_item_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"

    @property
    def told(self) -> Mapping[str, str]:
        """The values that count: as read, with what a person put right."""
        return {**self.values, **self.corrected}

    @property
    def number_corrected(self) -> bool:
        """Whether a person put another number in place of what is printed."""
        return bool(self.corrected.keys() & {"value", "numerator", "denominator", "percent"})
