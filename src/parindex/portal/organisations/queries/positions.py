"""The positions of one person over time, as a page shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Delegation, Membership, OrgUnitVersion
from parindex.portal.organisations.models.membership import role_label
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position with the names of its units, and whom it was lent to."""

    held: Membership
    unit: OrgUnitVersion
    scope: OrgUnitVersion
    lent: tuple[Delegation, ...]
    role: str
    is_current: bool
    may_end: bool
    may_lend: bool


def position_lines(person: User, *, managed: Collection[int], is_own: bool) -> list[PositionLine]:
    """Every position of `person` that ever was or will be, newest first.

    `managed` are the row ids of the positions that the viewer manages; `is_own`: the person looks at himself.
    """
    rows = list(person.memberships.select_related("role", "unit", "scope").order_by("-valid_from", "-pk"))
    loans: dict[int, list[Delegation]] = {row.pk: [] for row in rows}
    for lent in Delegation.objects.filter(position__in=rows).select_related("person"):
        loans[lent.position_id].append(lent)
    names = names_on([row.unit_id for row in rows] + [row.scope_id for row in rows])
    today = clock.today()
    lines = []
    for row in rows:
        lasts = row.valid_to is None or row.valid_to > today
        manages = lasts and row.pk in managed
        lines.append(
            PositionLine(
                row,
                names[row.unit_id],
                names[row.scope_id],
                tuple(loans[row.pk]),
                role_label(row),
                lasts and row.valid_from <= today,
                manages,
                lasts and (manages or is_own),
            )
        )
    return lines
