"""Events: what happened, written in the action's own transaction; reactions run from them afterwards."""

from django.db import models

from parindex.portal.platform.public_ids import PublicIdField


class Event(models.Model):
    """Something that happened. `kind` is a dotted name (`assessments.round_published`), `values` hold public ids."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Reaction(models.Model):
    """One reaction to one event: run at most once to success, tried again after a failure."""

    class State(models.TextChoices):
        """Where the reaction stands."""

        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reactions")
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="reaction_once_per_event")]

    def __str__(self) -> str:
        return f"{self.name} to {self.event_id}: {self.state}"


class TimedWork(models.Model):
    """When a piece of timed work last ran and runs next (see `site/schedule.py`)."""

    name = models.CharField(max_length=80, unique=True)
    last_run_at = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField()
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
