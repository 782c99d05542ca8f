"""From a recorded figure back to the records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parindex.portal.dossiers.models.import_batch import ImportBatch
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform.public_ids import PublicIdField

FOR_REPORTS = {"counted_for": "report"}
"""Scope of a figure under its own days: the criteria take only facts without scope, so none of these."""


class FigureFact(models.Model):
    """Of which records a version of a fact was counted. Its store version is pinned: the rows stay readable."""

    public_id = PublicIdField()
    version = models.OneToOneField(FactVersion, on_delete=models.PROTECT, related_name="dossier_figure")
    store_version = models.BigIntegerField()
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="figure_facts")
    """The newest batch that stood when it was counted."""
    first = models.DateField()
    last = models.DateField()
    """Window that was counted, both days inclusive."""
    view = models.CharField(max_length=10)
    """``received`` or ``decided``."""
    counts = models.JSONField()
    """Every count of the unit in the window, by name."""

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id} @ {self.store_version}"

    @property
    def is_for_reports(self) -> bool:
        """Whether it stands under its own days, for reports; else under an assessment year, for the criteria."""
        return bool(FOR_REPORTS.items() <= self.version.fact.scope.items())
