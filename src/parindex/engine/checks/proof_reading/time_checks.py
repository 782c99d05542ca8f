"""Reporting windows against each other and their deadlines; acts with two dates; days off; years of another time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from parindex.engine.checks.proof_reading.findings import TextCode, TextFinding
from parindex.engine.checks.proof_reading.passages import (
    At,
    CitedAct,
    PassageKind,
    ProofText,
    ReportWindow,
    at,
    at_row,
)
from parindex.engine.checks.proof_reading.rules import ProofRules, YearRule

DayOff = Callable[[date], str | None]
"""Why a day is off (``Chủ nhật``, a holiday's name); None for a day on which documents are issued."""
SUNDAY = 6
_DAY = timedelta(days=1)
_ABOUT_YEAR = re.compile(r"(?i)\bnăm (\d{4})\b")
FIRST_HALF = 6
_WEEKDAYS = {"hai": 1, "ba": 2, "tư": 3, "năm": 4, "sáu": 5, "bảy": 6, "chủ nhật": 7}
_WEEKDAY = re.compile(
    r"(?i)\b(?P<name>thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s*[,(]?\s*(?:ngày\s+)?"
    r"(?P<day>\d{1,2})(?:/| tháng )(?P<month>\d{1,2})(?:/| năm )(?P<year>\d{4})\b"
)

_DATE = re.compile(
    r"(?i)(?<![\w/.,-])(?:(?P<day>\d{1,2})(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2})(?![\w/-])"
    r"|ngày (?P<day_said>\d{1,2}) tháng (?P<month_said>\d{1,2}) năm (?P<year_said>\d{4})\b)"
)
"""A whole date; not the number of an act (``31/02/2027/NĐ-CP``) nor the end of a longer figure."""


def window_findings(text: ProofText) -> Iterator[TextFinding]:
    """Figures that count after the report is due; days in no report, or in two that are not cumulative."""
    for window in text.windows:
        if window.due is not None and window.last > window.due:
            yield _window(TextCode.WINDOW_AFTER_DEADLINE, window, {"last": window.last, "due": window.due})
    yield from _between(text.windows)


def _between(windows: Sequence[ReportWindow]) -> Iterator[TextFinding]:
    whole = [each for each in windows if all(each.first <= w.first and w.last <= each.last for w in windows)]
    interim = sorted((each for each in windows if each not in whole or len(windows) == 1), key=lambda each: each.last)
    for number, window in enumerate(interim):
        before = interim[:number]
        if not before or any(window.first == each.first for each in before):
            continue
        end = max(before, key=lambda each: each.last)
        values: dict[str, date | int | str] = {"before": end.name, "end": end.last, "start": window.first}
        if window.first > end.last + _DAY:
            days = (window.first - end.last).days - 1
            yield _window(TextCode.WINDOW_GAP, window, {**values, "days": days}, end.at)
        elif window.first <= end.last:
            days = (end.last - window.first).days + 1
            yield _window(TextCode.WINDOW_OVERLAP, window, {**values, "days": days}, end.at)


def _window(code: TextCode, window: ReportWindow, values: dict[str, date | int | str], *others: At) -> TextFinding:
    return TextFinding(code, window.at, window.name, {"window": window.name, **values}, others)


def act_findings(text: ProofText, day_off: DayOff) -> Iterator[TextFinding]:
    """The same document cited with two dates; local documents issued on a day off."""
    first: dict[str, CitedAct] = {}
    told: set[tuple[str, date]] = set()
    for act in text.acts:
        known = first.setdefault(act.number, act)
        if known.day != act.day and _one_slip(known.day, act.day) and (act.number, act.day) not in told:
            told.add((act.number, act.day))
            values = {"number": act.number, "one": known.day, "other": act.day, "place": str(known.at.line)}
            yield TextFinding(TextCode.ACT_WITH_TWO_DATES, act.at, act.number, values, (known.at,))
    seen: set[tuple[str, date]] = set()
    for act in text.acts:
        why = day_off(act.day)
        if why and _is_local(act.number) and (act.number, act.day) not in seen:
            seen.add((act.number, act.day))
            yield TextFinding(TextCode.ISSUED_ON_DAY_OFF, act.at, act.number,
                              {"number": act.number, "day": act.day, "why": why})  # fmt: skip
    if text.issued is not None and (why := day_off(text.issued)):
        values = {"number": text.kind, "day": text.issued, "why": why}
        yield TextFinding(TextCode.ISSUED_ON_DAY_OFF, text.issued_at, text.kind, values)


def later_act_findings(text: ProofText) -> Iterator[TextFinding]:
    """Documents cited with a date after that of the document that cites them."""
    told: set[tuple[str, date]] = set()
    for act in text.acts:
        if text.issued is not None and act.day > text.issued and (act.number, act.day) not in told:
            told.add((act.number, act.day))
            values = {"number": act.number, "day": act.day, "issued": text.issued}
            yield TextFinding(TextCode.ACT_AFTER_DOCUMENT, act.at, act.number, values)


def weekday_findings(text: ProofText) -> Iterator[TextFinding]:
    """«thứ Năm, ngày 22/5/2026» of a day that is none."""
    for passage in text.passages:
        for found in _WEEKDAY.finditer(passage.text):
            try:
                day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                continue
            if _WEEKDAYS[found["name"].lower().removeprefix("thứ ")] != day.isoweekday():
                values = {"words": found[0], "day": day, "part": str(day.isoweekday())}
                yield TextFinding(TextCode.WEEKDAY_DIFFERS, at(passage), found[0], values)


def impossible_date_findings(text: ProofText) -> Iterator[TextFinding]:
    """«31/02/2027», «ngày 31 tháng 02 năm 2027»: in no calendar; each wording once for a passage."""
    told: set[tuple[int, str]] = set()
    for where, words in _with_dates(text):
        for printed in dict.fromkeys(_impossible_dates(words)):
            if (where.line, printed) not in told:
                told.add((where.line, printed))
                yield TextFinding(TextCode.DATE_IMPOSSIBLE, where, printed, {"words": printed})


def _with_dates(text: ProofText) -> Iterator[tuple[At, str]]:
    """Passages, rows of tables, head and citations, which may be parts of passages that were looked at."""
    for passage in text.passages:
        yield at(passage), passage.text
        for number, row in enumerate(passage.rows):
            yield at_row(passage, number), " | ".join(row)
    for each in text.dated:
        yield each.at, each.text


def _impossible_dates(text: str) -> Iterator[str]:
    for found in _DATE.finditer(text):
        said = "" if found["day"] else "_said"
        try:
            date(*(int(found[f"{part}{said}"]) for part in ("year", "month", "day")))
        except ValueError:
            yield found[0]


def _one_slip(one: date, other: date) -> bool:
    """Two dates of which only one of day, month and year differs: one and the same act, once written wrongly."""
    return (
        sum(a != b for a, b in zip((one.day, one.month, one.year), (other.day, other.month, other.year), strict=True))
        == 1
    )


def _is_local(number: str) -> bool:
    """Acts of local bodies; central ones are issued on any day."""
    return bool(re.search(r"UBND|HĐND|HĐPH|/[HTX]U\b|\bS[A-ZĐ]{2,4}\b", number))


def year_findings(text: ProofText, rules: ProofRules) -> Iterator[TextFinding]:
    """Years that belong to another time than the document."""
    if text.year is not None:
        for passage in text.passages:
            if passage.kind in (PassageKind.OTHER, PassageKind.FOOTNOTE, PassageKind.TABLE):
                continue
            for rule in rules.years:
                yield from (
                    TextFinding(
                        TextCode.YEAR_OF_ANOTHER_TIME,
                        at(passage),
                        words,
                        {"words": words, "printed": str(year), "expected": str(text.year)},
                    )
                    for words, year in _years(rule, passage.text)
                    if year < text.year and text.kind.lower() in rule.kinds
                )
    for act in text.acts:
        named = _ABOUT_YEAR.search(act.words)
        if named and int(named[1]) == act.day.year + 1 and act.day.month <= FIRST_HALF:
            words = f"{act.number} … {named[0]}"
            values = {"words": words, "printed": named[1], "expected": str(act.day.year)}
            yield TextFinding(TextCode.YEAR_OF_ANOTHER_TIME, act.at, words, values)


def _years(rule: YearRule, text: str) -> Iterator[tuple[str, int]]:
    for found in rule.found_in(text.lower()):
        yield text[found.start() : found.end()], int(found[1])
