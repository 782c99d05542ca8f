"""Rows derived from a version's document, so that scores and results can point at a field, criterion or leaf."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parindex.portal.criteria.models.criteria_set import CriteriaSetVersion


class NodeKind(models.TextChoices):
    """Level in the tree."""

    FIELD = "field"
    CRITERION = "criterion"
    SUB_CRITERION = "sub_criterion"


class NodeRow(models.Model):
    """A field, criterion or sub-criterion of one version, in printed order."""

    version = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(max_length=100)
    number = models.CharField(max_length=50)
    title = models.CharField(max_length=1000)
    short_title = models.CharField(max_length=40, blank=True)
    maximum = models.DecimalField(max_digits=15, decimal_places=9)
    kind = models.CharField(max_length=15, choices=NodeKind.choices)
    is_leaf = models.BooleanField()
    outside_scale = models.BooleanField(default=False)
    rule_kind = models.CharField(max_length=60, blank=True)
    measured = models.CharField(max_length=20, blank=True)
    owner_alias = models.CharField(max_length=200, blank=True)
    """Field owner in the document's words, inherited downwards."""
    position = models.PositiveIntegerField()
    folded = models.TextField()
    """Number and title without accents, for search."""

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="criteria_one_row_per_code"),
            models.UniqueConstraint(fields=["version", "position"], name="criteria_one_row_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
