"""A document that somebody sent: its file, what was read, and the card that a person confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models import Document
from parindex.portal.intake.workflow import IntakeState, IntakeWorkflow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.portal.platform.models import JobProgress, StoredFile
from parindex.portal.platform.public_ids import PublicIdField

LONGEST = timedelta(minutes=10)
"""Longer than the conversion and the reading of any file may take, and some waiting before them."""


class Intake(IntakeWorkflow):
    """One file of one unit, read once. It is in the catalogue of documents from when its card was confirmed."""

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="intakes")
    """Whose document it is; its people and those above see it."""
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=5)
    """A ``FileKind`` by content."""
    simulated = models.BooleanField(default=False)
    job = models.ForeignKey(JobProgress, null=True, on_delete=models.SET_NULL, related_name="+")
    reading = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """What was read, as JSON (``parindex/document-reading/1``)."""
    lines = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True)
    recognised = models.PositiveIntegerField(default=0)
    """Pages of which there was only a picture, read by machine."""
    head = models.JSONField(default=dict)
    """What the head and foot of the document say, as text by name, with the line of each."""
    remarks = models.JSONField(default=list)
    """Doubts and repairs of the reading: ``[[code, values, line], …]``."""
    repairs = models.JSONField(default=dict)
    """Rule and place of a finding → equally small repairs: lists of ``[title, printed, right, line]``."""
    marks = models.JSONField(default=dict)
    """Rule and place of a finding → every figure or passage that it speaks of: ``[[title, printed, line], …]``."""
    problem_code = models.CharField(max_length=80, blank=True)
    problem_values = models.JSONField(default=dict)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="intakes")
    """The card in the catalogue; none until a person confirmed it."""
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    sent_back_words = models.TextField(blank=True)
    """What was said to the author with the list of findings."""
    folded = models.TextField()
    sort_key = models.CharField(max_length=800)

    class Meta:
        ordering: ClassVar = ["-taken_in_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "stored"], name="intake_one_file_once_a_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_stuck(self) -> bool:
        """Whether nothing more happens by itself: it cannot be read, or its job broke or ended with its process."""
        if self.state != IntakeState.WAITING or self.job is None:
            return bool(self.state == IntakeState.FAILED)
        return self.job.state == JobProgress.State.FAILED or clock.now() - self.job.requested_at > LONGEST

    @property
    def title(self) -> str:
        """What it is called: its card, else as read, else the file."""
        return self.document.title if self.document else self.read_title or self.file_name

    @property
    def read_title(self) -> str:
        """The title that was read."""
        return str(self.head.get("title", ""))

    @property
    def sign(self) -> str:
        """Number and symbol: of the card, else as read."""
        if self.document is not None:
            return self.document.sign
        return "/".join(part for part in (self.head.get("number", ""), self.head.get("symbol", "")) if part)
