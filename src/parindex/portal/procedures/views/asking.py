"""What the address of a page asks for: the day, the period, whose catalogue."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from parindex.engine.numbers.dates import read_date
from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import clock
from parindex.portal.procedures import queries
from parindex.portal.procedures.queries import Period


def day_of(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day of the address: 30/6/2026; what is no day counts as none."""
    value = read_date(request.GET.get(name, "")).value
    return value if isinstance(value, date) and 1990 <= value.year <= 2100 else otherwise


def period_of(request: HttpRequest) -> Period:
    """The period of the address; without one, the running year."""
    today = clock.today()
    first = day_of(request, "tu", date(today.year, 1, 1))
    last = day_of(request, "den", date(today.year, 12, 31))
    return Period(first, last) if first <= last else Period(last, first)


def owner_of(request: HttpRequest) -> tuple[OrgUnit | None, list[tuple[str, str]]]:
    """Whose catalogue is asked for, and the choice of all with their names; without a word, that of one's own place."""
    assert isinstance(request.user, User)
    owners = queries.owners()
    names = names_on(owners)
    choice = sorted((each.public_id, names[each.pk].name) for each in owners)
    asked = request.GET.get("danh-muc", "")
    chosen = next((each for each in owners if each.public_id == asked), None)
    return chosen or queries.owner_near(request.user, owners), choice
