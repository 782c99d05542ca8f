"""A system from which dossiers come, and how its columns were confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class DossierSource(models.Model):
    """A portal or one-stop system. ``owner``: the unit whose people bring its exports in."""

    public_id = PublicIdField()
    code = models.CharField(max_length=40, unique=True)
    """Part of the key of every record; never changed."""
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="dossier_sources")
    place = models.PositiveSmallIntegerField()
    """Precedence: of a record that several sources hold, the one with the smallest place counts."""
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class SourceMapping(models.Model):
    """Columns as a person confirmed them; the newest of a source and layout is proposed next time."""

    source = models.ForeignKey(DossierSource, on_delete=models.PROTECT, related_name="mappings")
    layout = models.CharField(max_length=40, default="dossiers")
    """``dossiers_pull``: fields of the service that is pulled from."""
    columns = models.JSONField()
    """Header of the export → column of the layout."""
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source_id}: {len(self.columns)}"
