"""A unit's sheet in a round: what people did with it, and who fills which leaf."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.assessments.models.round import RoundUnit
from parindex.portal.assessments.sheet_workflow import SheetWorkflow
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.public_ids import PublicIdField


class Sheet(SheetWorkflow):
    """One unit's self-assessment sheet; made with the round."""

    public_id = PublicIdField()
    round_unit = models.OneToOneField(RoundUnit, on_delete=models.PROTECT, related_name="sheet")
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_reason = models.TextField(blank=True)
    """What the head wants changed; of the last time he sent it back."""
    explained_at = models.DateTimeField(null=True)
    """When the unit handed in its answers of the explanation stage; None: not yet."""
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.round_unit_id}: {self.state}"


class LeafOwner(models.Model):
    """Who inside the unit fills a leaf."""

    round_unit = models.ForeignKey(RoundUnit, on_delete=models.PROTECT, related_name="leaf_owners")
    leaf = models.ForeignKey(NodeRow, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leaves_owned")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round_unit", "leaf"], name="assessments_one_owner_a_leaf")
        ]

    def __str__(self) -> str:
        return f"{self.round_unit_id} {self.leaf_id}: {self.person_id}"
