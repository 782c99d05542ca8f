"""A position lent for a time: it counts only while chosen, and every act says for whom."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.lend_position import lend_position, take_back_position
from parindex.portal.organisations.models import Delegation
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.organisations.queries import acting_in
from parindex.portal.platform import acting, audit, clock, jobs
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

pytestmark = pytest.mark.django_db


def _lent(thinh: User, lan: User, days: int = 7) -> Delegation:
    today = clock.today()
    return lend_position(
        actor=thinh,
        position=thinh.memberships.get(),
        person=lan,
        first_day=today,
        last_day=today + timedelta(days=days),
        basis="12/UQ-UBND",
    )


def test_it_counts_only_while_it_is_chosen(thinh: User, lan: User, places: Places) -> None:
    lent = _lent(thinh, lan)
    assert not has_right(lan, Right.HAND_IN, places.nam_nung)
    choice = acting_in(lan, lent.position.public_id)
    assert choice is not None and choice.holder == thinh.public_id
    with acting.acting_as(choice):
        assert has_right(lan, Right.HAND_IN, places.nam_nung)
        entry = audit.record(stream="x", action="tests.act", subject="x", actor=lan, references={"rows": 1})
        by_another = audit.record(stream="x", action="tests.act", subject="x", actor=thinh)
    assert entry.references == {"rows": 1, "acted_for": thinh.public_id, "position": lent.position.public_id}
    assert by_another.references == {}
    assert list(audit.broken_entries("x")) == []


def test_it_ends_by_itself_and_when_taken_back(thinh: User, lan: User) -> None:
    lent = _lent(thinh, lan, days=2)
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert acting_in(lan, lent.position.public_id) is None
    assert acting_in(lan, lent.position.public_id)
    take_back_position(actor=thinh, lent=lent)
    assert acting_in(lan, lent.position.public_id) is None
    with pytest.raises(ActionRefused, match="lent_over"):
        take_back_position(actor=thinh, lent=lent)


def test_it_ends_with_the_position_itself(thinh: User, lan: User) -> None:
    lent = _lent(thinh, lan)
    lent.position.valid_to = clock.today()
    lent.position.save()
    assert acting_in(lan, lent.position.public_id) is None


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 12, 10), date(2026, 12, 1), "dates_turned_lending"),
        (date(2020, 1, 1), date(2020, 2, 1), "dates_turned_lending"),
        (date(2026, 11, 1), date(2028, 11, 1), "lent_too_long"),
        (date(2025, 6, 1), date(2026, 1, 1), "lent_beyond"),
    ],
)
def test_times_that_make_no_sense_are_refused(thinh: User, lan: User, first: date, last: date, code: str) -> None:
    moment = clock.now().replace(year=2025, month=12, day=1)
    with clock.stopped_at(moment), pytest.raises(ActionRefused) as refusal:
        lend_position(actor=thinh, position=thinh.memberships.get(), person=lan, first_day=first, last_day=last)
    assert refusal.value.code == f"organisations.{code}"


def test_who_lends_and_who_does_not(thinh: User, lan: User, hoa: User, quan: User) -> None:
    position, today = thinh.memberships.get(), clock.today()
    for actor in (lan, quan):
        with pytest.raises(NotAllowed):
            lend_position(actor=actor, position=position, person=lan, first_day=today, last_day=today)
    lend_position(actor=hoa, position=position, person=lan, first_day=today, last_day=today)
    with pytest.raises(ActionRefused, match="lent_to_himself"):
        lend_position(actor=thinh, position=position, person=thinh, first_day=today, last_day=today)


def test_what_is_lent_is_not_lent_on(thinh: User, lan: User, minh: User) -> None:
    lent = _lent(thinh, lan)
    with acting.acting_as(acting_in(lan, lent.position.public_id)), pytest.raises(NotAllowed):
        lend_position(actor=lan, position=lent.position, person=minh, first_day=clock.today(), last_day=clock.today())


def test_the_menu_offers_it_and_the_page_says_for_whom(signed_in: SignedIn, thinh: User, lan: User) -> None:
    lent = _lent(thinh, lan)
    client = signed_in(lan)
    own = reverse("organisations:own_positions")
    page = client.get(own).content.decode()
    assert "ủy quyền của Y Thịnh Niê" in page and "Đang thực hiện thay" not in page
    chosen = client.post(reverse("choose_position"), {"position": lent.position.public_id, "next": own})
    assert chosen.headers["Location"] == own
    assert "Đang thực hiện thay Y Thịnh Niê" in client.get(own).content.decode()
    take_back_position(actor=thinh, lent=lent)
    assert "Đang thực hiện thay" not in client.get(own).content.decode()


def test_a_position_of_another_is_not_chosen(signed_in: SignedIn, thinh: User, lan: User) -> None:
    answer = signed_in(lan).post(reverse("choose_position"), {"position": thinh.memberships.get().public_id})
    assert answer.status_code == 403
    away = signed_in(lan).post(reverse("choose_position"), {"position": "", "next": "https://example.org/"})
    assert away.headers["Location"] == reverse("dashboards:overview")


def test_one_of_several_own_positions_narrows_what_counts(
    signed_in: SignedIn, hoa: User, lan: User, places: Places
) -> None:
    second = appoint(actor=hoa, person=lan, role="leader", unit=places.dak_wil)
    with acting.acting_as(acting_in(lan, second.public_id)):
        assert not has_right(lan, Right.ENTER, places.nam_nung)
        assert has_right(lan, Right.SEE_RESULTS, places.dak_wil)
        assert audit.record(stream="x", action="tests.act", subject="x", actor=lan).references == {}
    assert has_right(lan, Right.ENTER, places.nam_nung)


def test_a_job_goes_on_in_the_chosen_position(thinh: User, lan: User, places: Places) -> None:
    lent = _lent(thinh, lan)
    with acting.acting_as(acting_in(lan, lent.position.public_id)):
        row = jobs.start(_nothing, kind="organisations.load_units", actor=lan)  # type: ignore[arg-type]
    assert not has_right(lan, Right.HAND_IN, places.nam_nung)
    with jobs.running(row.pk):
        assert has_right(lan, Right.HAND_IN, places.nam_nung)


class _nothing:
    """Work that is never begun: the test looks at its row only."""

    @staticmethod
    def enqueue(*args: object) -> SimpleNamespace:
        """The queue's entry, with nothing behind it."""
        return SimpleNamespace(id=str(uuid4()))


def test_lending_from_ones_own_page(signed_in: SignedIn, thinh: User, lan: User) -> None:
    position = thinh.memberships.get()
    address = reverse("organisations:lend", args=[position.public_id])
    today = clock.today().strftime("%d/%m/%Y")
    client = signed_in(thinh)
    unknown = client.post(address, {"username": "ai-do", "first_day": today, "last_day": today})
    assert unknown.status_code == 422 and "Không có tài khoản “ai-do”" in unknown.content.decode()
    assert client.post(address, {"username": "lan", "first_day": today, "last_day": today}).status_code == 302
    assert "Ủy quyền cho Lê Thị Lan" in client.get(reverse("organisations:own_positions")).content.decode()
    lent = Delegation.objects.get()
    assert signed_in(lan).post(reverse("organisations:take_back", args=[lent.public_id])).status_code == 403
    assert client.post(reverse("organisations:take_back", args=[lent.public_id])).status_code == 302
    actions = AuditEntry.objects.filter(stream=f"person:{thinh.public_id}").values_list("action", flat=True)
    assert {"organisations.lend_position", "organisations.take_back_position"} <= set(actions)
