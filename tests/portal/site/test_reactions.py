"""What happens by itself really happens, once, and is tried again after a failure."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest import MonkeyPatch

from parindex.portal.assessments.models import Round
from parindex.portal.findings.models import Finding
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import events, worker
from parindex.portal.platform.models import Event, Reaction
from parindex.portal.site import reactions
from parindex.portal.site.demo.krong_no import load_krong_no
from parindex.portal.site.reactions import Follows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broken_once(monkeypatch: MonkeyPatch) -> Iterator[list[str]]:
    """Two reactions to one event: the first breaks the first time, the second always works."""
    ran: list[str] = []

    def break_once(event: Event) -> None:
        ran.append("first")
        if len(ran) == 1:
            raise ZeroDivisionError

    follows = (
        Follows("tests.happened", "first", break_once),
        Follows("tests.happened", "second", lambda event: ran.append("second")),
    )
    monkeypatch.setattr(reactions, "REACTIONS", follows)
    yield ran


def test_one_failure_stops_no_other_and_is_tried_again(broken_once: list[str]) -> None:
    events.happened("tests.happened", "x")
    worker.run_waiting()
    assert broken_once == ["first", "second"]
    assert dict(Reaction.objects.values_list("name", "state")) == {"first": "failed", "second": "done"}
    reactions.retry_reactions()
    worker.run_waiting()
    assert broken_once == ["first", "second", "first"]
    assert Reaction.objects.get(name="first").state == "done"
    reactions.retry_reactions()
    assert worker.run_waiting() == 0


def test_delivering_twice_reacts_once(broken_once: list[str]) -> None:
    event = events.happened("tests.happened", "x")
    events.deliver(event.pk)
    worker.run_waiting()
    assert broken_once.count("second") == 1


def test_other_events_start_nothing(broken_once: list[str]) -> None:
    events.happened("tests.something_else", "x")
    assert worker.run_waiting() == 0


def _old_units() -> dict[str, OrgUnit]:
    start, end = date(2008, 8, 1), date(2025, 7, 1)
    return import_units(
        actor=None,
        rows=[
            UnitRow("province", "Tỉnh Đắk Nông", "Đắk Nông", "province", "province", start, end),
            UnitRow(
                "district", "Huyện Krông Nô", "Krông Nô", "district", "rural_district", start, end, parent="province"
            ),
        ],
        source="tests",
    ).units


def test_printed_results_are_checked_as_soon_as_they_are_in() -> None:
    _old_units()
    load_krong_no(actor=None)
    assert Round.objects.count() == 1
    assert not Finding.objects.exists()
    worker.run_waiting()
    assert Reaction.objects.get(name="check_printed_figures").state == "done"
    assert Finding.objects.count() >= 2
