"""A criteria set that is being written. Its content may be faulty; once issued it is frozen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.criteria.models.criteria_set import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class CriteriaSetDraft(models.Model):
    """Next year's set of a unit, copied from ``base``."""

    public_id = PublicIdField()
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="criteria_drafts")
    base = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, related_name="drafts")
    code = models.CharField(max_length=100)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=500)
    folded = models.CharField(max_length=600)
    content = models.JSONField()
    """The document as a raw tree: decimals and dates are text."""
    row_version = models.PositiveIntegerField(default=1)
    """Counts saves, so that two people's edits cannot overwrite each other unseen."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=300, blank=True)
    """Body that issues it, as confirmed; empty: nobody confirmed it yet."""
    named_title = models.CharField(max_length=500, blank=True)
    """Title for which title, year and issuer were confirmed; another title since has to be confirmed again."""
    named_at = models.DateTimeField(null=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_version = models.OneToOneField(CriteriaSetVersion, null=True, on_delete=models.PROTECT, related_name="draft")
    """What became of it; None while it is open. From then on nothing in it changes."""

    class Meta:
        ordering: ClassVar = ["code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="criteria_one_draft_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def address(self) -> str:
        """``code/version``, as rulebooks are named."""
        return f"{self.code}/{self.version}"


class DraftChange(models.Model):
    """One save of a draft: the place that it changed and what stood there, so that it can be taken back."""

    draft = models.ForeignKey(CriteriaSetDraft, on_delete=models.PROTECT, related_name="changes")
    row_version = models.PositiveIntegerField()
    """Of the draft after the save."""
    action = models.CharField(max_length=60)
    node = models.CharField(max_length=100, blank=True)
    """Code of the node that was changed; empty: the set as a whole."""
    path = models.JSONField(default=list)
    before = models.JSONField()
    """``{"value": …}`` of what stood at ``path``."""
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["draft", "-row_version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "row_version"], name="criteria_one_change_a_save")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.row_version} {self.action}"
