"""By which way of counting a unit's dossiers are counted, from which day of receipt on, and by which document."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.dossiers.models.declaration import Declaration
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class CountingPolicy(Declaration):
    """One declaration; it holds for the unit and those below it that have declared none of their own for the day.

    Never changed but by the mark that a later one of the same day replaced it, or that it was withdrawn.
    """

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="counting_policies")
    policy = models.CharField(max_length=40)
    """Code of ``rulebooks/calendars/vn/deadline_policies.yaml``."""
    first_day = models.DateField()
    """Dossiers received on this day or later."""
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["unit", "-first_day", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "first_day"],
                condition=models.Q(ended_at__isnull=True),
                name="one_counting_policy_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.first_day}"
