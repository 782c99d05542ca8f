"""A fact and its versions (architecture §3.7)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.facts.models.indicator import Indicator
from parindex.portal.organisations.models import OrgUnit


class Fact(models.Model):
    """What is asserted: an indicator of a unit over a period, in a declared scope."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="facts")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="facts")
    period_from = models.DateField()
    period_to = models.DateField()
    """Last day of the period, inclusive."""
    scope = models.JSONField(default=dict)
    """Declared dimensions: view received/decided, channel, portal, which plan …"""
    scope_key = models.CharField(max_length=500, blank=True)
    """``scope`` in one canonical line, so that the database can hold it unique."""
    current = models.ForeignKey("FactVersion", null=True, on_delete=models.PROTECT, related_name="+")
    """The version that counts: a person's act or declared precedence, never the newest by accident."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period_from", "period_to", "scope_key"], name="facts_one_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} · {self.unit_id} · {self.period_from}–{self.period_to}"


class FactStatus(models.TextChoices):
    """How the value came to be known."""

    PRINTED = "printed"
    COMPUTED = "computed"
    DECLARED = "declared"
    CONFIRMED = "confirmed"


class FactVersion(models.Model):
    """One value that one source gave; never changed, only superseded."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    numerator = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    value = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    printed = models.CharField(max_length=100, blank=True)
    """The figure in the source's own writing."""
    status = models.CharField(max_length=10, choices=FactStatus.choices)
    estimate = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    as_of = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    source_title = models.CharField(max_length=500)
    source_url = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        ordering: ClassVar = ["fact", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["fact", "number"], name="facts_version_number")]

    def __str__(self) -> str:
        return f"{self.fact_id}/{self.number}: {self.value}"

    @property
    def leads_back(self) -> bool:
        """Whether its source is a page of this portal: the rows that it was counted of."""
        return self.source_url.startswith("/") and not self.source_url.startswith("//")
