"""A person's deadlines as an iCalendar file: titles and dates only."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.models import CalendarFeed
from parindex.portal.dashboards.queries.my_work import my_work
from parindex.portal.dashboards.queries.work_lines import WorkLine
from parindex.portal.platform import clock, words

LENGTH = timedelta(minutes=30)
"""An entry stands before its end, so that a calendar shows it on the day on which it ends."""


def person_of(secret: str) -> User | None:
    """Whose calendar the secret opens; None for an unknown secret and for who may no longer sign in."""
    digest = sha256(secret.encode()).hexdigest()
    feed = CalendarFeed.objects.filter(secret_hash=digest, person__is_active=True).select_related("person").first()
    return feed.person if feed else None


def calendar_of(person: User) -> bytes:
    """The person's dated work. Times carry the time zone Asia/Ho_Chi_Minh; no points, no names of people."""
    calendar = Calendar()
    calendar.add("prodid", "-//parindex//VN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.say("calendar.name"))
    calendar.add("x-wr-timezone", clock.VIETNAM.key)
    for line in my_work(person).lines:
        if line.due is not None:
            calendar.add_component(_entry(line))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _entry(line: WorkLine) -> Event:
    assert line.due is not None
    ends = line.due.astimezone(clock.VIETNAM)
    entry = Event()
    identity = sha256(f"{line.code} {line.address}".encode()).hexdigest()[:32]
    entry.add("uid", f"{identity}@parindex")
    entry.add("summary", line.title if not line.place else f"{line.title} · {line.place}")
    entry.add("dtstart", ends - LENGTH)
    entry.add("dtend", ends)
    entry.add("dtstamp", clock.now())
    return entry
