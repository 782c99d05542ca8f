"""A number of a body's register that was given out before its document is in the catalogue."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models.document import Document
from parindex.portal.documents.workflow import ReservedNumberWorkflow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class ReservedNumber(ReservedNumberWorkflow):
    """One number of one unit, series and year: a blank line of the register until the clerk fills it in.

    A number that was given out is never given out again, also when nothing came of it.
    """

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    body_key = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    """As the register prints it: ``UBND xã Nâm Nung``."""
    series_key = models.CharField(max_length=120)
    symbol = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=1000, blank=True)
    """What it was taken for; empty for a blank line."""
    reserved_at = models.DateTimeField()
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="reserved_numbers")
    given_up_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["unit", "series_key", "year", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "series_key", "year", "number"], name="documents_one_number_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.sign

    @property
    def sign(self) -> str:
        """Number and symbol as printed: below ten with a zero in front."""
        return f"{self.number:02d}/{self.symbol}"
