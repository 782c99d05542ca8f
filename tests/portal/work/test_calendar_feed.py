"""The calendar feed: secret, without sign-in, titles and dates only, replaceable."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round
from parindex.portal.dashboards.actions.make_calendar_feed import make_calendar_feed
from parindex.portal.dashboards.models import CalendarFeed
from parindex.portal.platform.models import AuditEntry


def feed(secret: str) -> str:
    """Path of the feed."""
    return reverse("dashboards:calendar_feed", args=[secret])


def test_titles_and_dates_in_vietnamese_time(running: Round, lan: User) -> None:
    secret = make_calendar_feed(actor=lan)
    answer = Client().get(feed(secret))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(entries) == 3
    first: Any = entries[0]
    assert first["DTEND"].dt == at(16, 12, 2026) and first["DTEND"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert "Chỉ số CCHC cấp xã năm 2026" in str(first["SUMMARY"])
    assert lan.full_name not in answer.content.decode() and lan.email not in answer.content.decode()


def test_the_old_address_stops_when_a_new_one_is_made(running: Round, lan: User) -> None:
    old = make_calendar_feed(actor=lan)
    new = make_calendar_feed(actor=lan)
    assert Client().get(feed(old)).status_code == 404
    assert Client().get(feed(new)).status_code == 200
    assert CalendarFeed.objects.count() == 1
    assert new not in str(AuditEntry.objects.filter(action="dashboards.make_calendar_feed").values())


def test_nobody_guesses_and_nobody_inactive_is_served(running: Round, lan: User) -> None:
    secret = make_calendar_feed(actor=lan)
    assert Client().get(feed("guessed")).status_code == 404
    User.objects.filter(pk=lan.pk).update(is_active=False)
    assert Client().get(feed(secret)).status_code == 404
    User.objects.filter(pk=lan.pk).update(is_active=True, is_demonstration=True)
    assert Client().get(feed(secret)).status_code == 404, "outside of the demonstration"


def test_the_address_is_shown_once_and_switched_off(running: Round, lan: User, signed_in: SignedIn) -> None:
    client, page = signed_in(lan), reverse("dashboards:calendar")
    made = client.post(page, {"act": "make"}).content.decode()
    assert f"{settings.PORTAL_ADDRESS}/lich/" in made
    assert f"{settings.PORTAL_ADDRESS}/lich/" not in client.get(page).content.decode()
    client.post(page, {"act": "drop"})
    assert not CalendarFeed.objects.exists()
