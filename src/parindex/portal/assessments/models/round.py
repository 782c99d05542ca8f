"""A round of assessment: one owner, one criteria-set version, one year, its units in peer groups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parindex.portal.assessments.workflow import RoundWorkflow
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class Origin(models.TextChoices):
    """Where a round's results come from."""

    COMPUTED = "computed"
    IMPORTED = "imported"
    """As a published document prints them; nothing is recomputed into them."""


class Round(RoundWorkflow):
    """One year's assessment of one set of units."""

    public_id = PublicIdField()
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="rounds")
    set_version = models.ForeignKey(CriteriaSetVersion, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    simulated = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.COMPUTED)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="following")
    result_version = models.PositiveIntegerField(default=0)
    """Number of the newest results; 0: none yet."""
    computed_at = models.DateTimeField(null=True)
    published_version = models.PositiveIntegerField(null=True)
    published_on = models.DateField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    """The act that published the results, as words."""
    outside_leaves = models.JSONField(default=list)
    """Codes of leaves whose points an outside appraiser gave (the ministry, to a province's own return)."""
    source_title = models.CharField(max_length=500, blank=True)
    source_url = models.CharField(max_length=1000, blank=True)
    objections_allowed = models.BooleanField(default=False)
    """Policy: units of a peer group see each other's appraised points in the objection stage and may object."""

    class Meta:
        ordering: ClassVar = ["-year", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "set_version", "year"], name="assessments_one_round_a_year")
        ]

    def __str__(self) -> str:
        return self.title


class PeerGroup(models.Model):
    """Units that are ranked together."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    set_group = models.CharField(max_length=50, blank=True)
    """The set's group of units for differing maxima; empty: the common maxima."""

    class Meta:
        ordering: ClassVar = ["round", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "code"], name="assessments_group_code")]

    def __str__(self) -> str:
        return self.title


class RoundUnit(models.Model):
    """A unit as it takes part in a round; name and kind as of the round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="round_units")
    group = models.ForeignKey(PeerGroup, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=800)
    kind = models.CharField(max_length=30)
    """The unit's type as of the round (``UnitType``), for the filter."""
    submitted = models.BooleanField(default=True)
    not_submitted_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["round", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="assessments_unit_once")]

    def __str__(self) -> str:
        return self.name
