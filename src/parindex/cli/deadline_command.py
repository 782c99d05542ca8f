"""``deadline``: when a dossier is due, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from importlib.resources import files

import click

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.problems import FOUND, UNREADABLE, Problem, Stop, problem, stop
from parindex.cli.sources import read_file
from parindex.cli.values import number
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.engine.numbers.dates import read_date
from parindex.engine.working_days import (
    DeadlinePolicy,
    DocumentRefused,
    NoPolicy,
    OutsideCalendar,
    Term,
    TermRefused,
    Unit,
    WorkingCalendar,
    calendar_of,
    policy_on,
    read_deadline_policies,
)
from parindex.wording import Language, sentence, shown

_SHIPPED = files("parindex") / "rulebooks" / "calendars" / "vn"
_COLUMNS = (Column(Key.CODE), Column(Key.TEXT), Column(Key.VALUES))
_OPENING = time(8, 0)
"""Time of a receipt that names only its day."""


@command("deadline", HelpText.DEADLINE)
@click.argument("received")
@click.argument("amount")
@click.option("--term-unit", type=click.Choice([unit.value for unit in Unit]), help=help_text(HelpText.TERM_UNIT))
@click.option("--policy", default="law", show_default=True, help=help_text(HelpText.POLICY))
@click.option("--calendar", "calendars", multiple=True, metavar="FILE.yaml", help=help_text(HelpText.CALENDAR))
def deadline(
    setting: Setting, received: str, amount: str, term_unit: str | None, policy: str, calendars: Sequence[str]
) -> Reply:
    """The due date of one dossier."""
    language = setting.language
    at = _moment(received, language)
    term = Term(number(amount, "AMOUNT", language), Unit(term_unit or Unit.WORKING_DAY))
    try:
        counted = _policy(policy, at)
        due = _calendar(calendars, at, language).due_at(at, term, counted)
    except NoPolicy as missing:
        stop(ProblemCode.NO_POLICY, language, policy=missing.code, day=missing.day)
    except TermRefused:
        stop(ProblemCode.BAD_TERM, language, amount=amount)
    except OutsideCalendar as outside:
        stop(ProblemCode.OUTSIDE_CALENDAR, language, exit_code=FOUND, first=outside.first, last=outside.last)
    columns = _COLUMNS if setting.form == "json" else _COLUMNS[:-1]
    rows = [(step.code, sentence(step.code, step.values, language), dict(step.values)) for step in due.steps]
    facts = (
        (Column(Key.DUE), None if due.at is None else _shown(due.at, language)),
        (Column(Key.POLICY), counted.title),
    )
    return Reply(Answer(facts, (Table(Key.STEPS, columns, [row[: len(columns)] for row in rows]),)))


def _moment(text: str, language: Language) -> datetime:
    """``10:30 05/01/2026``, ``05/01/2026 10:30``, ``2026-01-05T10:30``, or a day alone. Raises ``Stop``."""
    clock, day = _OPENING, ""
    for part in text.replace("T", " ").split():
        try:
            clock = time.fromisoformat(part) if ":" in part else clock
        except ValueError:
            stop(ProblemCode.BAD_MOMENT, language, value=text)
        day = day if ":" in part else f"{day} {part}".strip()
    reading = read_date(day)
    if reading.value is None or clock.tzinfo is not None:
        stop(ProblemCode.BAD_MOMENT, language, value=text)
    return datetime.combine(reading.value, clock)


def _policy(code: str, at: datetime) -> DeadlinePolicy:
    return policy_on(read_deadline_policies((_SHIPPED / "deadline_policies.yaml").read_bytes()), code, at.date())


def _calendar(paths: Sequence[str], at: datetime, language: Language) -> WorkingCalendar:
    """The shipped calendar with the files laid over it. Raises ``Stop``."""
    contents = [(_SHIPPED / "working_calendar.yaml").read_bytes(), *(read_file(path, language) for path in paths)]
    try:
        return calendar_of(contents, first_year=at.year - 1, last_year=at.year + 3)
    except DocumentRefused as refused:
        raise Stop(
            [_fault(fault.path, fault.value, fault.reason, language) for fault in refused.faults], UNREADABLE
        ) from refused


def _fault(path: str, value: str, reason: str, language: Language) -> Problem:
    told = problem(ProblemCode.BAD_CALENDAR, language, reason=reason)
    return Problem(told.code, told.message, place={"path": path} if path else {}, value=value or None)


def _shown(at: datetime, language: Language) -> Shown:
    return Shown(at, f"{at:%H:%M} {shown(at.date(), language)}")
