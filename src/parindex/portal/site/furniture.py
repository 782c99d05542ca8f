"""What every page of the portal carries: navigation from rights, the unit for which the person acts, his position."""

from django.http import HttpRequest

from parindex.portal.accounts.models import User
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import memberships_of, names_on
from parindex.portal.site.navigation import navigation_of

_KEPT = "_furniture_of_this_request"


def furniture(request: HttpRequest) -> dict[str, object]:
    """Context of the base template: a few queries for a signed-in person, none otherwise.

    A view overrides `shown_unit` when its page shows another unit's data, and sets `simulated` when its data are.
    Worked out once a request: tables and other parts that render with the request ask again.
    """
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return {}
    kept: dict[str, object] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _furniture_of(request, person)
        setattr(request, _KEPT, kept)
    return kept


def _furniture_of(request: HttpRequest, person: User) -> dict[str, object]:
    positions = list(memberships_of(person))
    rights = frozenset(Right(right) for held in positions for right in held.role.rights)
    names = names_on([held.scope_id for held in positions] + [held.unit_id for held in positions])
    first = positions[0] if positions else None
    return {
        "navigation": navigation_of(request, person, rights),
        "rights": {right.value for right in rights},
        "shown_unit": names[first.scope_id].name if first else "",
        "position": (first.title or names[first.unit_id].short_name) if first else "",
    }
