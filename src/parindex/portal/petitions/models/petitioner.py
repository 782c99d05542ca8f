"""The restricted table: who raised a petition, and every text as it was written.

Read only by ``actions.see_petitioner`` (audited), by the masking of texts, and wiped by ``actions.forget_petitioners``.
No search column, no export, no history keeps any of it.
"""

from __future__ import annotations

from django.db import models

from parindex.portal.petitions.models.petition import Petition
from parindex.portal.platform.models import StoredFile


class Petitioner(models.Model):
    """One petition's person; a person who raises two petitions has two rows."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, related_name="petitioner")
    full_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=500, blank=True)
    identity_number = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=200, blank=True)
    content_as_written = models.TextField(blank=True)
    reply_as_written = models.TextField(blank=True)
    reply_file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """The signed reply: it is addressed to the person."""
    reply_file_name = models.CharField(max_length=200, blank=True)
    wiped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"petitioner of {self.petition_id}"  # never the name: this text reaches logs

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the person."""
        return any((self.full_name, self.phone, self.address, self.identity_number, self.mail))
