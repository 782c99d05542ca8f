"""An administrative procedure and what each announcement decision made of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.documents.models import Document
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class ProcedureLevel(models.TextChoices):
    """Which level handles it. Districts ended on 01/07/2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Announcement(models.TextChoices):
    """What a decision does with the procedure."""

    NEW = "new"
    AMENDED = "amended"
    REPLACED = "replaced"
    ABOLISHED = "abolished"


class OnlineLevel(models.TextChoices):
    """Online levels in the words of today; older words are mapped by ``rulebooks/status_maps/procedures.yaml``."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


class TermUnit(models.TextChoices):
    """How the time limit is counted."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"


class Procedure(models.Model):
    """Identity only: a code in the catalogue of one owner. What it is called on a day is its version's."""

    public_id = PublicIdField()
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="procedures")
    """The unit whose chairman announces it: the province."""
    code = models.CharField(max_length=40)
    sort_key = models.CharField(max_length=200)
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "code"], name="procedures_code_once")]

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """The procedure as one decision announced it; never changed. The newest in effect counts on a day.

    A row that corrects what was recorded of the same decision names the row it corrects.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    announcement = models.CharField(max_length=10, choices=Announcement.choices)
    decision = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateField()
    made_public_on = models.DateField(null=True)
    """When it stood on the national database of procedures."""
    name = models.CharField(max_length=1000)
    field = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=ProcedureLevel.choices)
    online = models.CharField(max_length=12, choices=OnlineLevel.choices, blank=True)
    online_printed = models.CharField(max_length=80, blank=True)
    """The online level in the words of its day: ``Mức độ 4``."""
    online_eligible = models.BooleanField(null=True)
    one_stop = models.BooleanField(null=True)
    inter_agency = models.BooleanField(null=True)
    joined = models.BooleanField(null=True)
    """An inter-agency procedure that is indeed handled jointly."""
    by_post = models.BooleanField(null=True)
    internal = models.BooleanField(default=False)
    """Between state bodies; not counted in the catalogue for citizens."""
    has_workflow = models.BooleanField(null=True)
    """The internal process of handling is issued (quy trình nội bộ)."""
    has_fee = models.BooleanField(null=True)
    fee = models.CharField(max_length=500, blank=True)
    term_amount = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    term_unit = models.CharField(max_length=12, choices=TermUnit.choices, blank=True)
    same_day = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=2000, blank=True)
    parts = models.PositiveSmallIntegerField(null=True)
    """How many of the seven parts of content the publication has."""
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    place = models.CharField(max_length=200, blank=True)
    """File and row that it came from."""
    digest = models.CharField(max_length=64)
    """Of all that a row says: the same row again changes nothing."""
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    folded = models.TextField()
    """Code, name and field without accents, for search."""
    sort_key = models.CharField(max_length=800)
    field_key = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["procedure", "effective_from", "pk"]
        indexes: ClassVar = [models.Index(fields=["procedure", "effective_from", "id"], name="procedures_by_day")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.effective_from}"
