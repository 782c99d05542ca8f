"""Two clerks at the same moment, each on a connection of his own: no number twice, none lost, one letter a dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.journeys.walk import database_in_a_file
from tests.portal.conftest import Places
from tests.portal.dossiers.conftest import NOW, Imported, dossier
from tests.portal.dossiers.letters.conftest import drafted
from tests.portal.together import together

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.issue_letters import issue_letters
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS, TODAY = 6, NOW.date()
Letters = tuple[ApologyLetter, ...]


@pytest.fixture
def many(places: Places, imported: Imported, tmp_path: Path) -> Iterator[None]:
    """Twelve overdue dossiers; the database as a file, so that every thread has a connection of its own."""
    received, due = "02/11/2026 08:00:00", "10/11/2026 17:00:00"
    late = [dossier(number, received=received, due=due, done="") for number in range(1, 2 * PAIRS + 1)]
    imported([*late, dossier(90, received=received, due=due, done="16/11/2026 08:30:00")])
    with clock.stopped_at(NOW), database_in_a_file(tmp_path / "together.sqlite3"):
        yield


def numbered(actor: User, letters: Letters, first: int) -> Callable[[], Letters]:
    return lambda: issue_letters(actor=actor, letters=letters, first_number=first, symbol="UBND", day=TODAY)


@pytest.mark.usefixtures("many")
def test_the_same_number_for_two_letters_goes_to_one_of_them(lan: User, places: Places) -> None:
    pairs = [(drafted(lan, places.nam_nung, 2 * at - 1), drafted(lan, places.nam_nung, 2 * at)) for at in
             range(1, PAIRS + 1)]  # fmt: skip
    for number, (mine, yours) in enumerate(pairs, start=1):
        answers = together(numbered(lan, mine, number), numbered(lan, yours, number))
        assert [each for each in answers if isinstance(each, str)] == ["dossiers.letter_number_taken"]
    numbers = list(ApologyLetter.objects.filter(state="issued").order_by("number").values_list("number", flat=True))
    assert numbers == [f"{number:02d}/UBND" for number in range(1, PAIRS + 1)]
    assert ApologyLetter.objects.filter(state="drafted", number="").count() == PAIRS
    assert AuditEntry.objects.filter(action="dossiers.issue_letters").count() == PAIRS
    assert list(audit.broken_entries(f"unit:{places.nam_nung.public_id}")) == []


@pytest.mark.usefixtures("many")
def test_the_same_letters_in_another_order_are_numbered_once(lan: User, places: Places) -> None:
    for at in range(PAIRS):
        letters = drafted(lan, places.nam_nung, 2 * at + 1, 2 * at + 2)
        first = 10 * at + 1
        answers = together(numbered(lan, letters, first), numbered(lan, letters[::-1], first + 5))
        assert [each for each in answers if isinstance(each, str)] == ["dossiers.letters_not_drafted"]
        (winner,) = [each for each in answers if not isinstance(each, str)]
        kept = {row.pk: row.number for row in ApologyLetter.objects.filter(pk__in=[each.pk for each in letters])}
        assert kept == {row.pk: row.number for row in winner} and len(set(kept.values())) == 2


@pytest.mark.usefixtures("many")
def test_two_drafts_for_one_dossier_at_once_leave_one_letter(lan: User, places: Places) -> None:
    for number in range(1, PAIRS + 1):
        answers = together(*(lambda: drafted(lan, places.nam_nung, number),) * 2)  # noqa: B023  # ends within the loop
        assert [each for each in answers if isinstance(each, str)] == ["dossiers.letters_extended_before"]
        assert ApologyLetter.objects.count() == number
