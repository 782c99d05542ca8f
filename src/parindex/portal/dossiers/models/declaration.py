"""What is declared of a unit by a document: it holds until a later one replaces it or somebody withdraws it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Declaration(models.Model):
    """The document that says so, and how it ended. Never changed but by that mark."""

    document_title = models.CharField(max_length=300)
    document_number = models.CharField(max_length=80)
    """Number and symbol, e.g. 12/KH-UBND."""
    document_date = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.CharField(max_length=1000, blank=True)
    """Why it was withdrawn; empty where another one replaced it."""

    class Meta:
        abstract = True

    @property
    def standing(self) -> str:
        """in_force, replaced or withdrawn."""
        if self.in_force:
            return "in_force"
        return "withdrawn" if self.ended_reason else "replaced"

    @property
    def in_force(self) -> bool:
        """Whether it counts."""
        return self.ended_at is None
