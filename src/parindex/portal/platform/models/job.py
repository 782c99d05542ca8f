"""Work that takes longer than a page may wait: its progress in counts, and what came out."""

from django.conf import settings
from django.db import models

from parindex.portal.platform.public_ids import PublicIdField


class JobProgress(models.Model):
    """How far a job is. `kind` names it (a wording code), counts are in `unit` (rows, units, pages)."""

    class State(models.TextChoices):
        """Where the job stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = PublicIdField()
    kind = models.CharField(max_length=80, db_index=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    result_address = models.CharField(max_length=300, blank=True)
    problem_code = models.CharField(max_length=80, blank=True)
    problem_values = models.JSONField(default=dict)
    # The position that the person had chosen when he asked (platform/acting.py); empty: none.
    acting = models.JSONField(default=dict)
    # Its row in the queue, written in the same transaction; empty: of an older release, or queued apart (the demo).
    task = models.UUIDField(null=True)

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}
