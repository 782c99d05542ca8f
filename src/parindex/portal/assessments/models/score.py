"""What a unit has for one leaf: one entry, one score per stage and actor (architecture §3.6)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.engine.scoring.values import Status
from parindex.portal.assessments.models.round import RoundUnit
from parindex.portal.criteria.models import NodeRow


class Entry(models.Model):
    """One unit's place for one leaf in one round."""

    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="entries")
    leaf = models.ForeignKey(NodeRow, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round_unit", "leaf"], name="assessments_one_entry_a_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.round_unit_id} · {self.leaf_id}"


class Stage(models.TextChoices):
    """Stages of a score, in the order of the year."""

    SELF = "self"
    APPRAISAL_1 = "appraisal_1"
    BLIND = "blind"
    EXPLANATION = "explanation"
    APPRAISAL_2 = "appraisal_2"
    COUNCIL = "council"
    FINAL = "final"


class Score(models.Model):
    """Inputs and their points at one stage. Points are the engine's; nobody types them."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="scores")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField(default=dict)
    """Input code → value, in the form of ``engine_bridge.inputs_to_json``."""
    unfinished = models.JSONField(default=dict)
    """Box of the entry form → text that is no value yet (half of a ratio, a figure that can be read two ways)."""
    fact_versions = models.JSONField(default=dict)
    """Input code → row id of the fact version that filled it; kept, so that a later figure cannot change this score."""
    doubts_seen = models.JSONField(default=dict)
    """Input code → value, in the form of ``inputs``, that a person kept after its plausibility was doubted."""
    alternative = models.CharField(max_length=60, blank=True)
    """Chosen way to measure, for a leaf that offers several."""
    points = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    """None: open (missing, not yet due)."""
    maximum = models.DecimalField(max_digits=15, decimal_places=9, null=True)
    """Applicable maximum; None: not computed yet."""
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Status], default=Status.MISSING.value)
    steps = models.JSONField(default=list)
    """``[[code, {name: value}], …]``; sentences are made when shown."""
    reason_code = models.CharField(max_length=60, blank=True)
    """Why points were lost, by a person's judgement."""
    note = models.TextField(blank=True)
    """Giải trình of the unit, or the appraiser's note."""
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)
    engine_version = models.CharField(max_length=30, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    """Counts saves, so that two people's edits cannot overwrite each other unseen."""
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "stage", "actor"], name="assessments_one_score_an_actor"),
            models.UniqueConstraint(
                fields=["entry", "stage"], condition=models.Q(actor=None), name="assessments_one_score_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.stage}: {self.points}"
