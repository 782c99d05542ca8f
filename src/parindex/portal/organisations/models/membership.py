"""Who holds which position where. Roles are data; the code knows only their codes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parindex.portal.organisations.models.unit import Dated, OrgUnit
from parindex.portal.platform.public_ids import PublicIdField


class RoleCode(models.TextChoices):
    """Roles that the code asks for."""

    UNIT_OFFICER = "unit_officer", _("Officer of a unit")
    UNIT_HEAD = "unit_head", _("Head of a unit")
    APPRAISER = "appraiser", _("Appraiser")
    COORDINATOR = "coordinator", _("Coordinator")
    COUNCIL_MEMBER = "council_member", _("Member of the council")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


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


def role_label(held: Membership) -> str:
    """The role of a position in the language of the page; one that is not ours by its own name."""
    code = held.role.code
    return str(RoleCode(code).label) if code in RoleCode.values else held.role.name
