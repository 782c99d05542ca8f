"""The council: meetings with minutes and votes; the decision that approves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.round import Round
from parindex.portal.documents.models import Document
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.public_ids import PublicIdField


class CouncilMeeting(models.Model):
    """A meeting, or a written ballot, on one version of the results."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    by_ballot = models.BooleanField(default=False)
    members = models.PositiveSmallIntegerField()
    """Members that the council has; more than half must vote for it."""
    result_version = models.PositiveIntegerField()
    results_hash = models.CharField(max_length=64)
    """SHA-256 of the canonical results that were voted on: shows what changed since."""
    results = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """The canonical results file itself."""
    minutes = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["round", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.held_on}"


class VoteChoice(models.TextChoices):
    """A member's vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Vote(models.Model):
    """One member's vote; the name is that of a council member without an account, too."""

    meeting = models.ForeignKey(CouncilMeeting, on_delete=models.PROTECT, related_name="votes")
    member = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)
    choice = models.CharField(max_length=8, choices=VoteChoice.choices)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["meeting", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "member"], name="assessments_one_vote")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.choice}"


class Approval(models.Model):
    """The decision that approves one version of the results; number and date are the clerk's."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="approvals")
    meeting = models.ForeignKey(CouncilMeeting, null=True, on_delete=models.PROTECT, related_name="approvals")
    """None only for a simulated round without a council."""
    result_version = models.PositiveIntegerField()
    results_hash = models.CharField(max_length=64)
    results = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(max_length=60)
    """Number and symbol: ``318/QĐ-UBND``."""
    decided_on = models.DateField()
    changed_reason = models.TextField(blank=True)
    """Why the results differ from those that were voted on."""
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["round", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.decision_number}"
