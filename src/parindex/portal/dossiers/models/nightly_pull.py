"""A source that is asked for its dossiers by itself, once a day: where it answers, how it pages, at what hour."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.dossiers.models.source import DossierSource
from parindex.portal.platform.public_ids import PublicIdField

PULLED = "dossiers_pull"
"""Columns of pulls are kept under this name: the fields of a service are not the headers of its exports."""


class TokenFrom(models.TextChoices):
    """Where the token comes from; which variable or file follows from the source's code. Never in the database."""

    NONE = "none"
    VARIABLE = "variable"
    FILE = "file"


class NightlyPull(models.Model):
    """One a source; declaring it again changes it."""

    public_id = PublicIdField()
    source = models.OneToOneField(DossierSource, on_delete=models.PROTECT, related_name="pull")
    address = models.CharField(max_length=500)
    page_size = models.PositiveIntegerField(default=500)
    page_name = models.CharField(max_length=40, default="page")
    size_name = models.CharField(max_length=40, default="size")
    first_page = models.PositiveSmallIntegerField(default=1)
    records_key = models.CharField(max_length=80, blank=True)
    """Name under which the answer holds its list; empty: the answer is the list."""
    token_from = models.CharField(max_length=10, choices=TokenFrom.choices, default=TokenFrom.NONE)
    hour = models.PositiveSmallIntegerField()
    """0–23, in Vietnam."""
    is_on = models.BooleanField(default=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """In whose name it runs, and who is told when it fails."""
    problem_code = models.CharField(max_length=80, blank=True)
    """Why it could not even begin; what became of the others, their imports say."""

    class Meta:
        ordering: ClassVar = ["source__place", "pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.hour}h"
