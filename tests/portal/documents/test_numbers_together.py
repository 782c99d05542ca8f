"""Two clerks at the same moment, each on a connection of his own: no number twice, none lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journeys.walk import database_in_a_file
from tests.portal.conftest import Places
from tests.portal.together import together

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import reserve_number
from parindex.portal.documents.models import ReservedNumber
from parindex.portal.platform import audit

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, CLERKS = 5, 3


@pytest.fixture
def own_connections(places: Places, lan: User, tmp_path: Path) -> Iterator[None]:
    """The database as a file, so that every thread has a connection of its own."""
    with database_in_a_file(tmp_path / "together.sqlite3"):
        yield


@pytest.mark.usefixtures("own_connections")
def test_every_clerk_gets_the_next_number(lan: User, places: Places) -> None:
    for _ in range(ROUNDS):
        acts = [lambda: reserve_number(actor=lan, unit=places.nam_nung, symbol="KH-UBND")] * CLERKS
        assert not [each for each in together(*acts) if isinstance(each, str)]
    numbers = list(ReservedNumber.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, ROUNDS * CLERKS + 1))
    assert list(audit.broken_entries(f"unit:{places.nam_nung.public_id}")) == []


@pytest.mark.usefixtures("own_connections")
def test_the_same_number_goes_to_one_of_them(lan: User, places: Places) -> None:
    for number in range(1, ROUNDS + 1):
        acts = [lambda: reserve_number(actor=lan, unit=places.nam_nung, symbol="QĐ-UBND", number=number)] * CLERKS  # noqa: B023  # ends within the loop
        answers = together(*acts)
        refused = [each for each in answers if isinstance(each, str)]
        assert refused == ["documents.number_taken"] * (CLERKS - 1)
    assert ReservedNumber.objects.count() == ROUNDS
