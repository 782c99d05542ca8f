"""Evidence is a document of the one catalogue; a link says for which score and where in it. Sealed with the stage."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.score import Score
from parindex.portal.documents.models import Document, DocumentFile
from parindex.portal.platform.public_ids import PublicIdField


class EvidenceLink(models.Model):
    """One document shown for one score."""

    public_id = PublicIdField()
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence_links")
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=200, blank=True)
    pages = models.CharField(max_length=60, blank=True)
    """As named by the unit: ``3–5``."""
    note = models.CharField(max_length=500, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "document"], name="assessments_document_once_a_score")
        ]

    def __str__(self) -> str:
        return f"{self.score_id}: {self.document_id}"
