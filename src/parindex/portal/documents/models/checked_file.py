"""What the checks found in a kept file. One row a file: the same bytes are checked once."""

from __future__ import annotations

from django.db import models

from parindex.portal.platform.models import StoredFile


class SignatureState(models.TextChoices):
    """Digital signatures of a PDF; the worst of several."""

    NONE = "none"
    VALID = "valid"
    UNKNOWN_SIGNER = "unknown_signer"
    ALTERED = "altered"
    UNREADABLE = "unreadable"


class CheckedFile(models.Model):
    """Kind by content, warnings, signatures, verdict of the virus scanner; and the PDF made for looking at it."""

    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="checked")
    kind = models.CharField(max_length=5)
    """A ``FileKind``: ``pdf``, ``docx`` …"""
    warnings = models.JSONField(default=list)
    """``FileWarning`` codes."""
    signature = models.CharField(max_length=15, choices=SignatureState.choices, default=SignatureState.NONE)
    signatures = models.JSONField(default=list)
    """``[[state, signer as in the certificate, moment told by the signer's clock or ""], …]``."""
    scanned = models.BooleanField(default=False)
    """Whether ClamAV looked at it; what it finds is never kept."""
    checked_at = models.DateTimeField()
    preview = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """Word and Excel: the PDF shown in the page."""
    preview_problem = models.CharField(max_length=20, blank=True)
    """Why no PDF came out, as a code of the converter."""

    def __str__(self) -> str:
        return f"{self.stored_id} {self.kind}"
