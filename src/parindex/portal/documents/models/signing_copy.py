"""A clean PDF that went out to be signed, and the signed file that came back. The key never comes near the server."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models.checked_file import SignatureState
from parindex.portal.documents.models.document import Document, DocumentFile
from parindex.portal.documents.workflow import OPEN, SigningWorkflow
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.public_ids import PublicIdField


class Comparison(models.TextChoices):
    """What comparing the two texts gave."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_READ = "not_read"
    """One of them cannot be read: a scan, too long, damaged."""


class SigningCopy(SigningWorkflow):
    """One copy; a document has at most one that is open."""

    public_id = PublicIdField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signing_copies")
    source = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    """The file that the clean PDF was made of."""
    clean_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    returned_name = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=15, choices=SignatureState.choices, default=SignatureState.NONE)
    signatures = models.JSONField(default=list)
    """``[[state, signer, moment told by the signer's clock or ""], …]``."""
    comparison = models.CharField(max_length=10, choices=Comparison.choices, blank=True)
    differences = models.JSONField(default=list)
    """``[[kind, page, words of the clean text, words of the signed one, words ahead], …]``."""
    number = models.CharField(max_length=30, blank=True)
    """As read in the signed file, with ``symbol`` and ``issued_on``: proposed, never taken over unseen."""
    symbol = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    """Why a file was confirmed whose text differs or whose signer nobody vouches for."""
    attached = models.ForeignKey(DocumentFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["document", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(state__in=OPEN), name="documents_one_open_signing_copy"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"

    @property
    def needs_reason(self) -> bool:
        """Whether confirming it asks for a written reason."""
        return self.signature != SignatureState.VALID or self.comparison != Comparison.SAME

    @property
    def signers(self) -> list[tuple[str, datetime | None]]:
        """Who signed, and when by the signer's own clock."""
        return [(signer, datetime.fromisoformat(moment) if moment else None) for _, signer, moment in self.signatures]
