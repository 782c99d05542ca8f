"""A finding: one figure that does not fit, with the rule, its figures, and what became of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from parindex.engine.checks.printed import Severity
from parindex.portal.findings.workflow import FindingWorkflow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class Finding(FindingWorkflow):
    """Which rule found what at which subject. Printed figures are never altered, only explained or marked corrected."""

    public_id = PublicIdField()
    rule = models.CharField(max_length=60)
    """Code of the rule; its sentence is ``finding.<rule>``."""
    severity = models.CharField(max_length=6, choices=[(each.value, each.value) for each in Severity])
    weight = models.PositiveSmallIntegerField()
    """Order of severities: 0 is the gravest."""
    subject_kind = models.CharField(max_length=40)
    """What the figure belongs to (``round_unit``, ``document``, ``fact``); no foreign key: it stands above."""
    subject_id = models.CharField(max_length=40)
    """Public id of the subject."""
    subject_label = models.CharField(max_length=300)
    subject_address = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    """Where in the subject: field 7, section II.3, row 12."""
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    """The unit whose figure it is; it and those above it see the finding."""
    published = models.BooleanField(default=False)
    """About a published document: open to everyone who may see results."""
    simulated = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    """Values of the rule's sentence, in the form of ``engine_bridge.to_json``."""
    cause = models.CharField(max_length=60, blank=True)
    cause_values = models.JSONField(default=dict)
    repair = models.CharField(max_length=60, blank=True)
    """The figure that would make the rule hold, as a plain number."""
    identities = models.JSONField(default=list)
    """Sums of the same subject: ``[code, values, holds, difference]``."""
    passage = models.TextField(blank=True)
    """The printed words around the figure."""
    source = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    """What was answered, or asked."""
    cured_at = models.DateTimeField(null=True)
    """When the system closed it because the check did not find it any more."""
    cured_by = models.CharField(max_length=300, blank=True)
    """Name of what mended the source (an import's file) and its page."""
    cured_address = models.CharField(max_length=300, blank=True)
    folded = models.TextField()
    """Subject and place without accents, for search."""
    sort_key = models.CharField(max_length=800)

    class Meta:
        ordering: ClassVar = ["weight", "sort_key", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id", "place"], name="findings_once_a_rule_and_place"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "weight"], name="findings_by_state")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject_label}"

    def figure(self, name: str) -> Decimal | int | str | None:
        """One figure with its type; None when the rule has no such figure."""
        value: Any = self.figures.get(name)
        return Decimal(value["n"]) if isinstance(value, dict) else value
