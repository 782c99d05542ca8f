"""What a unit is to reach: a share in percent, for an indicator and a year, with the document that says so."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.dossiers.models.declaration import Declaration
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class DossierTarget(Declaration):
    """One version of a target; it holds for the unit and those below it that have none of their own.

    Never changed but by the mark that a later version replaced it, or that it was withdrawn.
    """

    public_id = PublicIdField()
    indicator = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="dossier_targets")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    """0–100; compared as the fraction percent ÷ 100."""
    simulated = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-year", "indicator", "unit", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "year", "unit"],
                condition=models.Q(ended_at__isnull=True),
                name="one_dossier_target_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.percent}"
