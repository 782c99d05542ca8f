"""A document as the catalogue knows it, its files and its relations (architecture §3.9)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.public_ids import PublicIdField


class DocumentKind(models.TextChoices):
    """What kind of document it is."""

    PLAN = "plan"
    DECISION = "decision"
    REPORT = "report"
    LETTER = "letter"
    PROPOSAL = "proposal"
    """Tờ trình."""
    INVITATION = "invitation"
    """Giấy mời."""
    MINUTES = "minutes"
    """Biên bản."""
    PUBLICATION = "publication"
    """A table of results, a page of a news site: published, but not an official act."""
    OTHER = "other"


class Document(models.Model):
    """One document: type, number, symbol, date, issuer, title."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    number = models.CharField(max_length=30, blank=True)
    """Empty for a draft: the clerk gives the number."""
    symbol = models.CharField(max_length=60, blank=True)
    """``QĐ-UBND``."""
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=1000)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    """The unit that the document belongs to; none: the whole country."""
    published = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    source_address = models.CharField(max_length=1000, blank=True)
    """Where it was found, for a published document."""
    identity = models.CharField(max_length=64, unique=True)
    """Digest of kind, number, symbol, date, issuer and title: the same document is registered once."""
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    folded = models.TextField()
    sort_key = models.CharField(max_length=800)
    sign_key = models.CharField(max_length=120, blank=True, db_index=True)
    """Number and symbol made comparable (``151/qd/ubnd``); empty without a number."""
    series_key = models.CharField(max_length=120, blank=True)
    """The same without the number in front: one series of numbers of a body and year."""
    number_value = models.PositiveIntegerField(null=True)
    body_key = models.CharField(max_length=300, blank=True)
    """The issuer made comparable."""
    row_version = models.PositiveIntegerField(default=1)
    """Counts changes of the card, so that two people's edits cannot overwrite each other unseen."""

    class Meta:
        ordering: ClassVar = ["-issued_on", "sort_key", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["body_key", "series_key", "issued_on"], name="documents_of_a_register")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sign(self) -> str:
        """Number and symbol as cited: ``151/QĐ-UBND``."""
        return "/".join(part for part in (self.number, self.symbol) if part)


class DocumentFile(models.Model):
    """A file of a document: immutable bytes under a name."""

    public_id = PublicIdField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["document", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "stored"], name="documents_one_file_once")]

    def __str__(self) -> str:
        return self.name


class RelationKind(models.TextChoices):
    """How one document stands to another."""

    BASIS = "basis"
    SOURCE = "source"
    ATTACHED_TO = "attached_to"
    REPLACES = "replaces"


class Relation(models.Model):
    """``document`` stands to ``other`` as ``kind`` says (its basis, its source …)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(max_length=12, choices=RelationKind.choices)

    class Meta:
        ordering: ClassVar = ["document", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "other", "kind"], name="documents_one_relation")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.other_id}"
