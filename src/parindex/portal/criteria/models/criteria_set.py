"""A criteria set and its versions. A version is one canonical JSON text with its hash; nothing in it is ever edited."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.engine.rulebook.document import Level, Standing
from parindex.portal.criteria.workflow import VersionWorkflow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class CriteriaSet(models.Model):
    """The identity that versions share (``model_commune``)."""

    code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=500)
    level = models.CharField(max_length=20, choices=[(level.value, level.value) for level in Level])
    owner = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="criteria_sets")
    """Visible down the owner's subtree; none: shared."""

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.title


class CriteriaSetVersion(VersionWorkflow):
    """One version: what was issued, word for word and hashed (architecture §3.10)."""

    public_id = PublicIdField()
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=500)
    standing = models.CharField(max_length=20, choices=[(standing.value, standing.value) for standing in Standing])
    scale = models.DecimalField(max_digits=15, decimal_places=9)
    canonical = models.TextField()
    """Canonical JSON: sorted keys, decimals as strings, NFC."""
    hash = models.CharField(max_length=64)
    """SHA-256 of ``canonical``."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["criteria_set__code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["criteria_set", "version"], name="criteria_one_row_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def address(self) -> str:
        """``code/version``, as rulebooks are named."""
        return f"{self.criteria_set.code}/{self.version}"
