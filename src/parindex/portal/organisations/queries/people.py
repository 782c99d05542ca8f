"""Reading people for those who manage them: one line a person, with what he holds today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnitVersion
from parindex.portal.organisations.queries import names_on, on_day
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold, sort_key


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list. `state`: active, invited, closed, or idle (no position today)."""

    public_id: str
    full_name: str
    username: str
    email: str
    state: str
    last_login: datetime | None
    positions: tuple[Membership, ...]
    names: Mapping[int, OrgUnitVersion] = field(repr=False)

    @property
    def order(self) -> str:
        """Vietnamese order of persons: the given name, which stands last, decides first."""
        return sort_key(f"{self.full_name.rsplit(' ', 1)[-1]} {self.full_name}")

    @property
    def words(self) -> str:
        """Folded text that a search looks through."""
        seats = [f"{held.title} {self.names[held.unit_id].name}" for held in self.positions]
        return fold(" ".join([self.full_name, self.username, self.email, *seats]))


def people_lines(people: Iterable[User]) -> list[PersonLine]:
    """The lines of these people in Vietnamese order; four queries for any number."""
    listed = list(people)
    held: dict[int, list[Membership]] = {person.pk: [] for person in listed}
    today = Membership.objects.filter(on_day(clock.today()), person__in=held).select_related("role").order_by("pk")
    for position in today:
        held[position.person_id].append(position)
    names = names_on(position.unit_id for positions in held.values() for position in positions)
    lines = [
        PersonLine(
            person.public_id,
            person.full_name,
            person.username,
            person.email,
            state_of(person, bool(held[person.pk])),
            person.last_login,
            tuple(held[person.pk]),
            names,
        )
        for person in listed
    ]
    return sorted(lines, key=lambda line: line.order)


def state_of(person: User, holds_any: bool) -> str:
    """How a person stands: closed, invited (has not set his password yet), idle (holds nothing today), active."""
    if not person.is_active:
        return "closed"
    if person.invited_at is not None:
        return "invited"
    return "active" if holds_any else "idle"
