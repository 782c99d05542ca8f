"""A petition as everyone who may see the register sees it: nothing in these rows says who raised it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models import OrgUnit
from parindex.portal.petitions.workflow import OPEN, PetitionState, PetitionWorkflow
from parindex.portal.platform import clock
from parindex.portal.platform.public_ids import PublicIdField


class PetitionKind(models.TextChoices):
    """What it is about (NĐ 20/2008/NĐ-CP)."""

    BEHAVIOUR = "behaviour"
    """How an official or an office acts."""
    REGULATION = "regulation"
    """An administrative regulation itself."""
    OTHER = "other"


class PetitionSource(models.TextChoices):
    """By which way it came."""

    NATIONAL = "national"
    PROVINCE = "province"
    DIRECT = "direct"
    POST = "post"
    PHONE = "phone"


class Rating(models.TextChoices):
    """What the petitioner says of the answer."""

    NONE = ""
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"


class Petition(PetitionWorkflow):
    """One petition with its own clock. Texts are stored with personal data covered (``engine_bridge.cover``)."""

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="petitions")
    """Who handles it."""
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    """Within unit and year."""
    outside_code = models.CharField(max_length=60, blank=True)
    """Its code in the national or the province's system."""
    concerned = models.CharField(max_length=300, blank=True)
    """The office that it is about, never a person."""
    source = models.CharField(max_length=10, choices=PetitionSource.choices)
    kind = models.CharField(max_length=10, choices=PetitionKind.choices)
    subject_field = models.CharField(max_length=200, blank=True)
    procedure_code = models.CharField(max_length=60, blank=True)
    dossier_code = models.CharField(max_length=60, blank=True)
    """The one-stop dossier that it complains of."""
    content = models.TextField()
    received_at = models.DateTimeField()
    earlier = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    """The petition that was raised again with this one."""
    due_at = models.DateTimeField(null=True)
    """Until when the answer; as computed when the petition last moved, None while it waits for the petitioner."""
    duty = models.CharField(max_length=12, blank=True)
    duty_due_at = models.DateTimeField(null=True)
    """What must be done next, and until when."""
    updated_at = models.DateTimeField(null=True)
    """When the petitioner was last told how far it is."""
    forwarded_to = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    """Why it was refused or forwarded; covered."""
    reply = models.TextField(blank=True)
    reply_sign = models.CharField(max_length=80, blank=True)
    reply_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    """When it left the unit's hands: answered, forwarded, refused."""
    closed_as = models.CharField(max_length=12, blank=True)
    late = models.BooleanField(default=False)
    """Closed after the day on which that duty was due."""
    rating = models.CharField(max_length=14, choices=Rating.choices, blank=True)
    published_at = models.DateTimeField(null=True)
    published_content = models.TextField(blank=True)
    published_reply = models.TextField(blank=True)
    published_folded = models.TextField(blank=True)
    """What is public, without accents."""
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    simulated = models.BooleanField(default=False)
    folded = models.TextField()
    """Codes, field and covered content without accents, for search."""

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="petitions_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "received_at"], name="petitions_by_receipt"),
            models.Index(fields=["state", "duty_due_at"], name="petitions_by_duty"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """As officials name it: PAKN-2026-0007."""
        return f"PAKN-{self.year}-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        """Still in the unit's hands."""
        return bool(self.state in OPEN)

    @property
    def is_overdue(self) -> bool:
        """Something should have been done with it already."""
        return self.duty_due_at is not None and self.duty_due_at < clock.now()

    @property
    def waits(self) -> bool:
        """The clock stands still."""
        return bool(self.state == PetitionState.SUPPLEMENT)


class SupplementRequest(models.Model):
    """The petitioner was asked for more: the clock stands still from ``asked_at`` to ``ended_at``."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="supplements")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    what = models.TextField()
    """What was asked for; covered."""

    class Meta:
        ordering: ClassVar = ["petition", "asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.asked_at:%d/%m/%Y}"


class PetitionNote(models.Model):
    """How far it is, told to the petitioner while the answer is late; covered."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["petition", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.at:%d/%m/%Y}"
