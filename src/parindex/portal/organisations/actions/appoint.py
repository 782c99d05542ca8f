"""Give a person a position."""

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnit, Role
from parindex.portal.organisations.permissions import FIRST_RIGHTS, Right, has_right
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def appoint(
    *,
    actor: User | None,
    person: User,
    role: str,
    unit: OrgUnit,
    scope: OrgUnit | None = None,
    title: str = "",
    start: date | None = None,
) -> Membership:
    """`person` holds `role` in `unit` from `start` (today), acting for `scope` (the unit itself).

    The same position from the same day is given back as it is. Raises NotAllowed; ActionRefused
    `organisations.role_unknown`.
    """
    has_right(actor, Right.MANAGE_PEOPLE, scope or unit).or_refuse()
    held = Membership.objects.filter(
        person=person, role__code=role, unit=unit, valid_from=start or clock.today()
    ).first()
    if held:
        return held
    membership = Membership.objects.create(
        person=person,
        role=_role(role),
        unit=unit,
        scope=scope or unit,
        title=title,
        valid_from=start or clock.today(),
    )
    audit.record(
        stream=f"person:{person.public_id}",
        action="organisations.appoint",
        subject=membership.public_id,
        actor=actor,
        references={"role": role, "unit": unit.public_id, "scope": (scope or unit).public_id},
    )
    return membership


def _role(code: str) -> Role:
    known = Role.objects.filter(code=code).first()
    if known:
        return known
    if code not in FIRST_RIGHTS:
        raise ActionRefused("organisations.role_unknown", {"role": code})
    return Role.objects.create(code=code, name=code, rights=[right.value for right in FIRST_RIGHTS[code]])
