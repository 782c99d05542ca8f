"""The register of letters of apology and extension. It never holds who a letter is to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.dossiers.workflow import LetterState, LetterWorkflow
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.folding import fold
from parindex.portal.platform.public_ids import PublicIdField


class LetterKind(models.TextChoices):
    """Whether the due day had passed when the letter was drafted."""

    LATE = "late"
    BEFORE_DUE = "before_due"


class ApologyLetter(LetterWorkflow):
    """One letter for one dossier. Result days may be put off once only, so a dossier has one that stands."""

    public_id = PublicIdField()
    source = models.CharField(max_length=40)
    record_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=40)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="apology_letters")
    """Who writes it: the unit that decides the dossier."""
    kind = models.CharField(max_length=10, choices=LetterKind)
    received_on = models.DateField()
    old_due = models.DateField()
    new_due = models.DateField()
    announced_late = models.BooleanField()
    """Drafted later than the working days before the old due day that the policy asks for."""
    reason_code = models.CharField(max_length=60, blank=True)
    reason_text = models.CharField(max_length=300, blank=True)
    """Typed, where no reason was chosen; refused with what looks like a person's name or number."""
    simulated = models.BooleanField(default=False)
    drafting = models.CharField(max_length=12, db_index=True)
    """The same for all letters that were drafted together."""
    drafted_on = models.DateField(db_index=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    """With its symbol, as the clerk recorded it."""
    issued_on = models.DateField(null=True, db_index=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=200, db_index=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-drafted_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_code"],
                condition=~models.Q(state=LetterState.WITHDRAWN),
                name="dossiers_one_standing_letter_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_code} → {self.new_due:%d/%m/%Y}"

    def fill_derived(self) -> ApologyLetter:
        """Set the column that searching uses."""
        self.folded = fold(f"{self.record_code} {self.procedure_code} {self.number}")[:200]
        return self
