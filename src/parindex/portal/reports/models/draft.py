"""A document that is written here, and the figures in it that are bound to facts."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.facts.models import FactVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.plans.models import Plan
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.public_ids import PublicIdField
from parindex.portal.reports.workflow import DraftWorkflow

FILLED_HEAD = ("opening", "annex")
"""Texts of the head in which a figure may stand."""


class Draft(DraftWorkflow):
    """One document. Its words are plain paragraphs; figures stand in them as fields ``{{ s1 }}``."""

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=12)
    """A ``TemplateKind`` that is written in sections."""
    subject = models.CharField(max_length=500)
    head = models.JSONField(default=dict)
    """Head, foot and parts of the kind as text by name: issuing body, symbol, signer; when and where of a meeting."""
    sections = models.JSONField(default=list)
    """In order: ``{"level": 1, "heading": "", "text": ""}``; a line of ``text`` is a paragraph.

    Level 0: an article of a decision; its other sections belong to what it is issued with.
    """
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="drafts")
    """The annual plan whose lines it was begun with; the words go on apart from it."""
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    """Counts saves, so that two people's words cannot overwrite each other unseen."""
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """The Word file as it was issued, with its SHA-256."""
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="draft")
    """Its card in the catalogue, from when it was issued: there it gets its number and goes out to be signed."""
    numbered = models.ForeignKey(DocumentFile, null=True, on_delete=models.PROTECT, related_name="+")
    """The same words with number and date in the slots, a further file of the card: this one goes to be signed."""
    reason = models.TextField(blank=True)
    """The signer's, when a high finding stood open or a false alarm of that grade was not confirmed."""
    confirmed = models.JSONField(default=list)
    """Public ids of findings that others called false alarms and that ``issued_by`` confirmed one by one."""
    folded = models.TextField()
    sort_key = models.CharField(max_length=800)

    class Meta:
        ordering: ClassVar = ["-changed_at", "pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def title(self) -> str:
        """The subject on one line."""
        return " ".join(self.subject.split())

    @property
    def texts(self) -> list[str]:
        """Every text in which a figure may stand."""
        return [
            *(str(self.head.get(name, "")) for name in FILLED_HEAD),
            *(str(each.get("text", "")) for each in self.sections),
        ]


class BoundFigure(models.Model):
    """A figure of a draft: the version of a fact that is printed where the field stands."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=6)
    """``s1``: as it stands in the words."""
    version = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["draft", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "name"], name="reports_one_figure_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Whether another version of the fact counts now."""
        return bool(self.version.fact.current_id != self.version_id)
