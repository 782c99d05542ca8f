"""Worked examples kept with a draft: figures of one leaf and the points that they must give."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.criteria.models.draft import CriteriaSetDraft
from parindex.portal.platform.public_ids import PublicIdField


class DraftExample(models.Model):
    """One example, worked out by hand or taken from a document; several a leaf, each with its own name."""

    public_id = PublicIdField()
    draft = models.ForeignKey(CriteriaSetDraft, on_delete=models.PROTECT, related_name="examples")
    leaf = models.CharField(max_length=100)
    """Code of the sub-criterion; it may have left the draft since."""
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    year = models.PositiveIntegerField()
    """The assessed year that the figures belong to."""
    group = models.CharField(max_length=100, blank=True)
    """Group of units with its own maximum; empty: none."""
    inputs = models.JSONField(default=dict)
    """Input code → value that says what it is (``engine.scoring.worked_examples.kept_inputs``)."""
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    """None: the rule must give no points (yet)."""
    status = models.CharField(max_length=20, blank=True)
    """Situation that is expected; empty: only the points are."""
    maximum = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    """Applicable maximum that is expected; None: not said."""
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["draft", "leaf", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "leaf", "name"], name="criteria_one_example_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.leaf}: {self.name}"
