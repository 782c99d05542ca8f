"""Standing duties: who prepares for a unit, which office owns a field, who sits on the steering committee."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models.unit import Dated, OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class StandingBody(Dated):
    """`body` is the office that prepares for `unit` (cơ quan thường trực): the department of home affairs."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="standing_bodies")
    body = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="stands_for")

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="standing_body_one_per_start")]

    def __str__(self) -> str:
        return f"{self.body_id} for {self.unit_id}"


class FieldOwner(Dated):
    """`owner` looks after a field of the criteria sets (its code, the same in all sets) in a province."""

    province = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="field_owners")
    field = models.CharField(max_length=40)
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="owned_fields")

    class Meta:
        ordering = ["field", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["province", "field", "valid_from"], name="field_owner_one_per_start")
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.owner_id}"


class CommitteeDuty(models.TextChoices):
    """What a member of the steering committee does."""

    HEAD = "head", _("Head of the committee")
    DEPUTY = "deputy", _("Deputy head of the committee")
    STANDING = "standing", _("Standing member")
    MEMBER = "member", _("Member")


class CommitteeMember(Dated):
    """`person` sits on the steering committee (ban chỉ đạo) of `unit`."""

    public_id = PublicIdField()
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="committee")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="committees")
    duty = models.CharField(max_length=10, choices=CommitteeDuty)

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "person", "valid_from"], name="committee_member_once_per_start")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.duty} of {self.unit_id}"
