"""A position lent to another person for a time (uỷ quyền)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from parindex.portal.organisations.models.membership import Membership
from parindex.portal.platform.public_ids import PublicIdField


class Delegation(models.Model):
    """`person` may act in another's `position` from `valid_from` to the day before `valid_to`.

    Unlike a position it always ends. Taken back early, its end is moved.
    """

    public_id = PublicIdField()
    position = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegated")
    valid_from = models.DateField()
    valid_to = models.DateField()
    basis = models.CharField(max_length=200, blank=True)
    """The paper that says so: number, symbol, date."""
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="delegation_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position_id} lent to {self.person_id}"
