"""The calendar: library, entries, office hours; what is refused; what a change would move."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from tests.engine.working_days.shipped import CALENDAR, DATA, PLAIN, POLICIES, moment, shipped_calendar

from parindex.engine.working_days import (
    DayKind,
    DocumentRefused,
    NoPolicy,
    NotLocal,
    OutsideCalendar,
    Slip,
    StepCode,
    Supplement,
    Term,
    TermRefused,
    Unit,
    calendar_of,
    changed_days,
    due_at,
    moved_by,
    policy_on,
    read_deadline_policies,
    to_local,
    vectorised,
)

TYPHOON = """
schema: parindex/working-calendar/1
title: Lịch làm việc của một tỉnh
confirmed_until: 2026-06-30
days:
  - {date: 2026-10-07, kind: off, name: Nghỉ tránh bão, act: 01/CĐ-UBND, grade: B}
office_hours:
  - from: 2026-10-01
    weekdays: [saturday]
    spans: [["07:30", "11:30"]]
    grade: D
    note: Trực sáng thứ Bảy
""".encode()


def test_every_entry_says_where_it_comes_from_and_swaps_are_pairs() -> None:
    entries = {entry.day: entry for entry in shipped_calendar().document.days}
    assert entries
    for entry in entries.values():
        assert entry.act or entry.unsure, entry.day
        assert entry.swapped_with is not None
        other = entries[entry.swapped_with]
        assert other.swapped_with == entry.day
        assert {entry.kind, other.kind} == set(DayKind)
        assert (entry.act, entry.grade) == (other.act, other.grade)


def test_entries_overrule_the_library_which_does_not_know_the_new_year_swap() -> None:
    calendar = shipped_calendar()
    second, tenth = calendar.day(date(2026, 1, 2)), calendar.day(date(2026, 1, 10))
    assert (second.works, tenth.works, tenth.made_up) == (False, True, True)
    assert tenth.source is not None and tenth.source.act == "12729/VPCP-KGVX"
    alone = calendar_of(without_days(), first_year=2026, last_year=2026)
    assert alone.is_working_day(date(2026, 1, 2))
    assert not alone.is_working_day(date(2026, 1, 10))


def without_days() -> bytes:
    head, _, rest = CALENDAR.partition(b"\ndays:")
    return head + b"\noffice_hours:" + rest.split(b"\noffice_hours:")[1]


def test_a_swap_of_the_year_before_the_first_is_known_to_the_library() -> None:
    """2018-12-31 was made up for on 2019-01-05; a calendar that begins in 2019 must still work on that Saturday."""
    assert calendar_of(without_days(), first_year=2019, last_year=2019).is_working_day(date(2019, 1, 5))


def test_days_have_names_and_estimates_are_marked() -> None:
    calendar = shipped_calendar()
    assert calendar.day(date(2026, 2, 17)).name == "Tết Nguyên Đán"
    assert calendar.day(date(2026, 2, 17)).confirmed
    assert not calendar.day(date(2027, 2, 6)).confirmed
    codes = [step.code for step in calendar.due_at(moment("2026-12-31 10:00"), Term(3), PLAIN).steps]
    assert StepCode.NOT_CONFIRMED in codes


def test_the_dates_of_the_reference_dump_are_off() -> None:
    """2020–2025 as decided by notices at the time; worked out from them, not from the library."""
    off = {
        "2020-01-23", "2020-01-29", "2021-02-10", "2021-02-16", "2022-02-04", "2022-09-01", "2023-01-20", "2023-01-26",
        "2023-09-01", "2023-09-04", "2024-02-08", "2024-02-14", "2024-09-03", "2025-01-27", "2025-01-31", "2025-09-01",
    }  # fmt: skip
    worked = {"2020-01-22", "2020-01-30", "2021-02-09", "2021-02-17", "2022-02-07", "2023-01-27", "2025-02-03"}
    calendar = shipped_calendar()
    assert not any(calendar.is_working_day(date.fromisoformat(day)) for day in off)
    assert all(calendar.is_working_day(date.fromisoformat(day)) for day in worked)


def test_a_province_lays_its_document_over_the_national_one() -> None:
    calendar = calendar_of([CALENDAR, TYPHOON], first_year=2026, last_year=2026)
    assert not calendar.is_working_day(date(2026, 10, 7))
    assert calendar.day(date(2026, 10, 7)).name == "Nghỉ tránh bão"
    saturday = date(2026, 10, 3)
    assert calendar.is_working_day(saturday)
    assert not calendar.day(saturday).made_up
    assert [f"{time:%H:%M}" for span in calendar.hours_of(saturday) for time in span] == ["07:30", "11:30"]
    assert not shipped_calendar().is_working_day(saturday)
    # A made-up Saturday keeps the whole day's hours.
    assert len(calendar.hours_of(date(2026, 8, 22))) == 2
    # From Friday 16:00: 60 minutes today, 240 on Saturday, 100 on Monday.
    due = calendar.due_at(moment("2026-10-02 16:00"), Term(400, Unit.WORKING_MINUTE), PLAIN)
    assert due.at == moment("2026-10-05 08:40")


def test_what_a_change_would_move_is_listed_and_nothing_is_moved() -> None:
    after = calendar_of([CALENDAR, TYPHOON], first_year=2026, last_year=2026)
    before = calendar_of(CALENDAR, first_year=2026, last_year=2026)
    assert date(2026, 10, 7) in changed_days(before, after)
    slips = [
        Slip("H01-1", moment("2026-10-05 09:00"), Term(2), moment("2026-10-07 17:00")),
        Slip("H01-2", moment("2026-10-06 09:00"), Term(3), moment("2026-10-09 17:00")),
        Slip("H01-3", moment("2026-09-21 09:00"), Term(3), moment("2026-09-24 17:00")),
    ]
    first, second = moved_by(before, after, slips, PLAIN)
    assert (first.code, first.before, first.after) == ("H01-1", slips[0].printed_due, moment("2026-10-08 17:00"))
    assert first.printed_due == slips[0].printed_due
    assert first.disadvantage
    assert (second.code, second.after) == ("H01-2", moment("2026-10-10 11:30"))  # Fri 9 is day 2, Saturday is day 3
    received = np.array([slip.received_at for slip in slips], dtype="datetime64[s]")
    rows, old, new = vectorised.moved(before, after, received, np.array([2, 3, 3]))
    assert rows.tolist() == [0, 1]
    assert old.tolist() == [first.before, second.before]
    assert new.tolist() == [first.after, second.after]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ((b"kind: off", b"kind: holiday"), "days.0.kind"),
        ((b"date: 2018-12-31", b"date: 2018-12-32"), "days.0.date"),
        ((b'"07:00", "11:30"', b'"11:30", "07:00"'), "office_hours.0"),
        ((b'"07:00"', b'"7 gi\xe1\xbb\x9d"'), "office_hours.0.spans.0.0"),
        ((b"grade: B", b"grade: Z"), "days.0.grade"),
        ((b"date: 2019-01-05", b"date: 2018-12-31"), "days.1"),
        ((b"made_up: true", b"made_up: false"), "office_hours"),
    ],
)
def test_a_bad_calendar_is_refused_with_its_place(change: tuple[bytes, bytes], path: str) -> None:
    assert change[0] in CALENDAR
    with pytest.raises(DocumentRefused) as refused:
        calendar_of(CALENDAR.replace(*change), first_year=2018, last_year=2026)
    assert path in {fault.path for fault in refused.value.faults}


def test_an_entry_without_act_must_say_so() -> None:
    with pytest.raises(DocumentRefused):
        calendar_of(TYPHOON.replace(b"act: 01/C\xc4\x90-UBND, ", b""), first_year=2026, last_year=2026)


def test_times_with_a_zone_are_refused_and_utc_is_seven_hours_behind() -> None:
    utc = datetime.fromisoformat("2026-01-05T18:30:00+00:00")
    assert to_local(utc) == moment("2026-01-06 01:30")
    with pytest.raises(NotLocal):
        shipped_calendar().due_at(utc, Term(1), PLAIN)
    assert vectorised.to_local(np.array(["2026-01-05T18:30"], dtype="datetime64[s]"))[0].item() == to_local(utc)
    assert to_local(datetime.combine(date(2026, 1, 5), datetime.min.time(), timezone(timedelta(hours=9)))) == moment(
        "2026-01-04 22:00"
    )


def test_what_leaves_the_calendar_is_said() -> None:
    calendar = shipped_calendar()
    with pytest.raises(OutsideCalendar):
        calendar.due_at(moment("2017-12-31 10:00"), Term(1), PLAIN)
    with pytest.raises(OutsideCalendar):
        calendar.due_at(moment("2030-12-30 10:00"), Term(30), PLAIN)
    received = np.array(["2017-12-31", "NaT", "2026-01-05", "2030-12-30", "1900-01-01", "9999-12-31"], "datetime64[s]")
    amounts = np.array([1, 1, -1, 30, 1, 1])
    for unit in Unit:
        due = vectorised.due_dates(calendar, received, amounts * (60 * 24 if "minute" in unit else 1), unit)
        assert np.isnat(due).all(), unit
    assert vectorised.covered(calendar, received).tolist() == [False, False, True, True, False, False]
    nothing = vectorised.working_minutes(calendar, received[:1], received[2:3])
    assert nothing.tolist() == [vectorised.NO_MINUTES]
    assert vectorised.due_dates(calendar, received[:0], 1).size == 0


@pytest.mark.parametrize(
    "term",
    [
        Term(-1),
        Term(-1, Unit.WORKING_HOUR),
        Term(-1, Unit.CALENDAR_DAY),
        Term(Decimal("0.5"), Unit.WORKING_MINUTE),
        Term(Decimal("0.5"), Unit.CALENDAR_DAY),
    ],
    ids=str,
)
def test_terms_that_make_no_sense_are_refused(term: Term) -> None:
    with pytest.raises(TermRefused):
        due_at(shipped_calendar(), moment("2026-01-05 09:00"), term, PLAIN)


def test_days_in_days_out() -> None:
    received = np.array(["2026-01-05", "2026-02-14"], dtype="datetime64[D]")
    due = vectorised.due_dates(shipped_calendar(), received, np.array([5, 2]))
    assert due.dtype == np.dtype("datetime64[D]")
    assert due.tolist() == [date(2026, 1, 10), date(2026, 2, 25)]


def test_policies_hold_on_their_days() -> None:
    assert policy_on(POLICIES, "law", date(2025, 6, 30)).acts[0].act == "61/2018/NĐ-CP"
    assert policy_on(POLICIES, "law", date(2025, 7, 1)).acts[0].act == "118/2025/NĐ-CP"
    assert {policy.supplement for policy in POLICIES} == set(Supplement)
    with pytest.raises(NoPolicy):
        policy_on(POLICIES, "law", date(2018, 6, 20))


def test_two_versions_on_one_day_are_refused() -> None:
    content = (DATA / "deadline_policies.yaml").read_bytes()
    with pytest.raises(DocumentRefused):
        read_deadline_policies(content.replace(b"valid_to: 2025-06-30", b"valid_to: 2025-07-01"))
    with pytest.raises(DocumentRefused):
        read_deadline_policies(content.replace(b"cut_off_for: [all]\n", b""))
