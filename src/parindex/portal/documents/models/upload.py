"""A file on its way: its pieces arrive in order, over as many connections as it takes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class Upload(models.Model):
    """How much of a file has arrived. Deleted when the file is attached, given up or expired."""

    public_id = PublicIdField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    """For whose documents it is meant."""
    place = models.CharField(max_length=200, blank=True)
    """Where the person was when he chose the file, so that it can be taken up again there."""
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    """As the browser computed it before sending; empty where it could not."""
    received = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="documents_upload_expiry")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.received == self.size

    @property
    def path(self) -> Path:
        """Where the bytes wait."""
        return Path(settings.MEDIA_ROOT) / "uploads" / f"{self.public_id}.part"
