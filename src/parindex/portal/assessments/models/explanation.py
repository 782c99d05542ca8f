"""Explanation, peer objection, appeal: threads with reasons and extra evidence; question, reply and decision."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from parindex.portal.assessments.models.round import RoundUnit
from parindex.portal.assessments.models.score import Entry
from parindex.portal.documents.models import Document
from parindex.portal.platform.public_ids import PublicIdField


class ThreadKind(models.TextChoices):
    """Who began it and why."""

    EXPLANATION = "explanation"
    """The appraiser asks the unit."""
    OBJECTION = "objection"
    """Another unit of the peer group objects."""
    APPEAL = "appeal"
    """The unit appeals after publication."""


class ThreadState(models.TextChoices):
    """Where it stands."""

    OPEN = "open"
    ANSWERED = "answered"
    UPHELD = "upheld"
    """Decided for the one who explained, objected or appealed."""
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Thread(models.Model):
    """One request, objection or appeal about one leaf of one unit."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=12, choices=ThreadKind.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="threads")
    from_unit = models.ForeignKey(RoundUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="objections")
    """The objecting unit; None for requests of an appraiser."""
    state = models.CharField(max_length=10, choices=ThreadState.choices, default=ThreadState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    draft = models.TextField(blank=True)
    """Answer of the unit before its head hands it in; afterwards it is a message and this is empty."""
    draft_documents = models.ManyToManyField(Document, related_name="+", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1)
    """Counts saves, so that two people's edits cannot overwrite each other unseen."""

    class Meta:
        ordering: ClassVar = ["entry", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "kind"],
                condition=Q(from_unit=None, state__in=["open", "answered"]),
                name="assessments_one_running_thread",
            ),
            models.UniqueConstraint(
                fields=["entry", "kind", "from_unit"],
                condition=Q(from_unit__isnull=False, state__in=["open", "answered"]),
                name="assessments_one_running_objection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}: {self.state}"

    @property
    def is_running(self) -> bool:
        """Neither decided nor withdrawn."""
        return self.state in {ThreadState.OPEN, ThreadState.ANSWERED}


class Message(models.Model):
    """One contribution to a thread; never changed afterwards."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField()
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["thread", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id} #{self.pk}"
