"""One file on its way into the record store, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.dossiers.models.nightly_pull import PULLED
from parindex.portal.dossiers.models.source import DossierSource
from parindex.portal.dossiers.workflow import UNDER_WAY, BatchState, BatchWorkflow
from parindex.portal.platform.models import JobProgress
from parindex.portal.platform.public_ids import PublicIdField

NOTHING_IMPORTED = "nothing"
"""Shown for an import whose rows were all rejected."""
NOTHING_NEW, PULL_UNCHANGED = "unchanged", "dossiers.pull_unchanged"
"""Shown for a pull that gave what the one before gave, and the code that says so."""


class ImportBatch(BatchWorkflow):
    """Counts are of rows. Nothing here holds a cell of the file: headers, hashes and numbers only."""

    public_id = PublicIdField()
    source = models.ForeignKey(DossierSource, on_delete=models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    upload = models.CharField(max_length=100, blank=True)
    """Name of the uploaded file in its folder; empty as soon as it is deleted."""
    layout = models.CharField(max_length=40, default="dossiers")
    """``dossier_events``: its rows are changes of state; ``inserted`` are then changes, ``updated`` dossiers."""
    proposal = models.JSONField(default=list)
    """``[header, column or "", confidence, [reason codes], is personal]`` for every header."""
    by_pull = models.BooleanField(default=False)
    """Its rows come from the source itself, page by page; there is no file."""
    pulled = models.JSONField(default=dict)
    """How the pages came: ``pages``, ``looks``, ``settled``, ``only_before``, ``at_rest``; empty for a file."""
    header_row = models.PositiveIntegerField(default=0)
    """Line of the headers as a spreadsheet numbers it; 0: the file has no lines (Parquet, JSON), or it is not known."""
    mapping = models.JSONField(default=dict)
    """Header → column, as confirmed."""
    simulated = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(JobProgress, null=True, on_delete=models.SET_NULL, related_name="+")
    stop_asked = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)
    problem_code = models.CharField(max_length=80, blank=True)
    problem_values = models.JSONField(default=dict)

    lake_batch = models.CharField(max_length=40, blank=True, db_index=True)
    """``batch_id`` of its records in the store."""
    version_before = models.BigIntegerField(null=True)
    version_after = models.BigIntegerField(null=True)
    rows = models.PositiveBigIntegerField(default=0)
    good = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    inserted = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    """Updated records whose month of receipt was corrected; −1: not counted."""
    reasons = models.JSONField(default=list)
    """``[code, column, count]`` of the rejected rows."""
    applied = models.JSONField(default=dict)
    """What changes of state did: ``dossiers``, ``states_differ``, ``extensions_refused`` (code → changes)."""
    fields_filled = models.PositiveBigIntegerField(null=True)
    """Good rows that said no field and took that of their procedure from the catalogue; None: not counted."""
    fields_differing = models.PositiveBigIntegerField(null=True)
    """Good rows whose field certainly is another one than the catalogue says; kept as the source writes it."""
    personal_columns = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)

    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undo_reason = models.CharField(max_length=1000, blank=True)
    undone_version = models.BigIntegerField(null=True)
    """The version of the store in which it was undone."""

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.file_name} {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether a job has it, or will."""
        return self.state in UNDER_WAY

    @property
    def shown_state(self) -> str:
        """The state for people: an import of which no row was good is none of the good ones."""
        if self.problem_code == PULL_UNCHANGED:
            return NOTHING_NEW
        nothing = self.state == BatchState.IMPORTED and self.rows > 0 and self.good == 0
        return NOTHING_IMPORTED if nothing else str(self.state)

    @property
    def columns_name(self) -> str:
        """Under which name its confirmed columns are kept for the source."""
        return PULLED if self.by_pull else self.layout

    @property
    def is_standing(self) -> bool:
        """Whether its records count."""
        return bool(self.state == BatchState.IMPORTED)
