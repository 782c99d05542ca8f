"""Who holds which position where. Roles are data; the code knows only their codes."""

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models.unit import Dated, OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class RoleCode(models.TextChoices):
    """Roles that the code asks for."""

    UNIT_OFFICER = "unit_officer"
    UNIT_HEAD = "unit_head"
    APPRAISER = "appraiser"
    COORDINATOR = "coordinator"
    COUNCIL_MEMBER = "council_member"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Role(models.Model):
    """A position and the rights that come with it (`organisations/permissions.py` lists the rights)."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    rights = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """`person` holds `role`, sits in `unit`, and acts for `scope` and everything under it.

    An officer of the department of home affairs sits in the department and acts for the province. `title` is the
    position as written ("Chủ tịch UBND xã").
    """

    public_id = PublicIdField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="memberships")
    scope = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "unit", "valid_from"], name="membership_once_per_start")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role_id} in {self.unit_id}"
