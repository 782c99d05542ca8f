"""``dossiers overdue``: what is overdue and what falls due in the next working days, by unit."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.dossiers_commands import DAY, working_calendar
from parindex.cli.problems import FOUND, UNREADABLE, stop
from parindex.cli.store_options import place_options, store_at
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.working_days import OutsideCalendar
from parindex.engine.working_days.calendar import to_local
from parindex.lake.asked import work_at
from parindex.lake.due_soon import last_days
from parindex.lake.figures import View
from parindex.lake.store import VersionGone
from parindex.wording import Language

_COLUMNS = (
    Column(Key.UNIT),
    Column(Key.WORKING_DAYS),
    Column(Key.DUE_UNTIL),
    Column(Key.FALLING_DUE),
    Column(Key.OVERDUE),
    Column(Key.PENDING),
    Column(Key.WAITING),
    Column(Key.WITHOUT_DUE),
)


@command("overdue", HelpText.DOSSIERS_OVERDUE)
@click.argument("store")
@click.option("--days", default="1,3,5", show_default=True, help=help_text(HelpText.DAYS_AHEAD))
@click.option("--at", type=DAY, help=help_text(HelpText.AT_DAY))
@place_options
def overdue(
    setting: Setting,
    store: str,
    days: str,
    at: datetime | None,
    view: str,
    units: tuple[str, ...],
    as_of: int | None,
) -> Reply:
    """One row a unit and number of working days; exit code 1 when anything is overdue."""
    language = setting.language
    day = (at or to_local(datetime.now(UTC))).date()
    ahead = _numbers(days, language)
    opened = store_at(store, language)
    try:
        until = last_days(working_calendar(), day, ahead)
        found = work_at(opened, day, until, view=View(view), places=units or None, as_of_version=as_of)
    except OutsideCalendar as outside:
        stop(ProblemCode.OUTSIDE_CALENDAR, language, exit_code=FOUND, first=outside.first, last=outside.last)
    except VersionGone:
        stop(ProblemCode.NO_VERSION, language, exit_code=UNREADABLE, version=as_of)
    rows = [
        (each.unit, number, last, due, each.overdue, each.pending, each.waiting, each.without_due)
        for each in found
        for number, last, due in zip(ahead, until, each.due, strict=True)
    ]
    facts = ((Column(Key.AT_DAY), day), (Column(Key.STORE_VERSION), opened.version() if as_of is None else as_of))
    return Reply(Answer(facts, (Table(Key.UNITS, _COLUMNS, rows),)), found=any(each.overdue for each in found))


def _numbers(text: str, language: Language) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 250 for part in parts):
        stop(ProblemCode.BAD_DAYS, language, value=text)
    return [int(part) for part in parts]
