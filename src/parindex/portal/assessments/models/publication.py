"""What was published: a frozen version of the results with the hashes it can be replayed from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.council import Approval, CouncilMeeting
from parindex.portal.assessments.models.round import Round
from parindex.portal.documents.models import Document
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.public_ids import PublicIdField


class Publication(models.Model):
    """One published version; a correction is a new one with its own decision, the old one stays."""

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    """1, 2 …; above 1: a formal correction."""
    result_version = models.PositiveIntegerField()
    meeting = models.ForeignKey(CouncilMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approval = models.ForeignKey(Approval, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(max_length=60, blank=True)
    """Number and symbol: ``318/QĐ-UBND``."""
    decision = models.CharField(max_length=300, blank=True)
    """The act as words: ``Quyết định số 318/QĐ-UBND ngày 11/02/2027``."""
    decided_on = models.DateField()
    decision_document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    correction_reason = models.TextField(blank=True)
    changed_reason = models.TextField(blank=True)
    """Why the results differ from those that were approved."""
    set_hash = models.CharField(max_length=64)
    figures_hash = models.CharField(max_length=64)
    results_hash = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=30)
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    """The open data package (zip): figures, schema, criteria set, canonical results, rounding and tie rule."""
    workbook_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The results as a workbook (Excel), written at publication with last year beside them as it stood then.

    None for versions published before workbooks were kept: those are written anew at each download and say so.
    """
    decision_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The decision as Word, written at publication: what is announced later (last year's results) never changes it.

    None where the results make no decision, and for versions published before files were kept: those are written anew
    at each download.
    """
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replayed_at = models.DateTimeField(null=True)
    replay_agrees = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["round", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="assessments_publication_number")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} publication {self.number}"
