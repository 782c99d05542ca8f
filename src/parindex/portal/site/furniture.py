"""What every page of the portal carries: navigation from rights, the unit for which the person acts, his position."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnitVersion
from parindex.portal.organisations.models.membership import role_label
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import names_on, positions_open_to
from parindex.portal.platform import acting
from parindex.portal.site.navigation import navigation_of

_KEPT = "_furniture_of_this_request"


@dataclass(frozen=True, slots=True)
class PositionChoice:
    """A position that the person may choose to act in; `holder`: whose it is, when it was lent to him."""

    public_id: str
    words: str
    holder: str


def furniture(request: HttpRequest) -> dict[str, object]:
    """Context of the base template: a few queries for a signed-in person, none otherwise.

    A view overrides `shown_unit` when its page shows another unit's data, and sets `simulated` when its data are.
    Worked out once a request: tables and other parts that render with the request ask again.
    """
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return {"demonstration": settings.DEMONSTRATION}
    kept: dict[str, object] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _furniture_of(request, person)
        setattr(request, _KEPT, kept)
    return kept


def _furniture_of(request: HttpRequest, person: User) -> dict[str, object]:
    everything = list(positions_open_to(person))
    choice = acting.chosen_by(person.pk)
    own = [held for held in everything if held.person_id == person.pk]
    lent = [held for held in everything if held.person_id != person.pk]
    positions = own if choice is None else [held for held in everything if held.pk == choice.position]
    rights = frozenset(Right(right) for held in positions for right in held.role.rights)
    names = names_on([held.scope_id for held in everything] + [held.unit_id for held in everything])
    first = positions[0] if positions else None
    return {
        # Only whole pages show it: a part that htmx fetches does not pay for its counts.
        "navigation": SimpleLazyObject(lambda: navigation_of(request, person, positions)),
        "rights": {right.value for right in rights},
        "shown_unit": names[first.scope_id].name if first else "",
        "position": (first.title or names[first.unit_id].short_name) if first else "",
        "acting_for": first.person.full_name if first and choice and choice.holder else "",
        "chosen_position": choice.public_id if choice else "",
        "position_choices": _choices(own, lent, names),
    }


def _choices(own: list[Membership], lent: list[Membership], names: dict[int, OrgUnitVersion]) -> list[PositionChoice]:
    """What the account menu offers; nothing when there is nothing to choose."""
    if len(own) + len(lent) < 2:
        return []
    return [
        PositionChoice(held.public_id, f"{held.title or role_label(held)} – {names[held.scope_id].name}", holder)
        for held, holder in [*((held, "") for held in own), *((held, held.person.full_name) for held in lent)]
    ]
