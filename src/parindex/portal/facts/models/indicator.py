"""What a fact measures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Shape(models.TextChoices):
    """How values of an indicator are written down."""

    RATIO = "ratio"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    """A percentage known only as printed, without its two numbers."""


class Indicator(models.Model):
    """A named measure with its shape and unit (``par_index``, ``dossiers_on_time``)."""

    code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=500)
    shape = models.CharField(max_length=10, choices=Shape.choices)
    unit_of_measure = models.CharField(max_length=50, blank=True)
    folded = models.TextField()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.title
