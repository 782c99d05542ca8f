"""Numbers of procedures as a report prints them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class PrintedCounts(models.Model):
    """What one report prints of its numbers of procedures; held against itself, never corrected."""

    public_id = PublicIdField()
    owner = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="printed_procedure_counts")
    """The unit that keeps the statement; none: a published document."""
    unit_name = models.CharField(max_length=300)
    """Whose numbers they are, as printed: also a unit that no longer exists."""
    title = models.CharField(max_length=500)
    as_of = models.DateField(null=True)
    source_title = models.CharField(max_length=500, blank=True)
    figures = models.JSONField(default=dict)
    """Code of the figure (``district_one_stop``) → number."""
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_name", "title"], name="procedures_printed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.title}"
