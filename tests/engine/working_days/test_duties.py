"""Handing over, the one extension, stages of inter-agency dossiers."""

from __future__ import annotations

import pytest
from tests.engine.working_days.shipped import PLAIN, moment, policy, shipped_calendar, term

from parindex.engine.working_days import (
    Due,
    Extension,
    ExtensionCode,
    ExtensionRefused,
    Pause,
    Stage,
    StepCode,
    Term,
    Timing,
    Unit,
    closes_at,
    extend,
    judge_stages,
    requests_too_many,
    return_by,
    transfer_due,
)

LAW = policy("law", moment("2026-01-05").date())


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-01-05 14:00", "2026-01-05 17:00"),  # the same working day
        ("2026-01-05 15:00", "2026-01-05 17:00"),  # 15:00 sharp is not after
        ("2026-01-05 15:01", "2026-01-06 07:00"),  # at the start of the next working day
        ("2026-02-13 15:30", "2026-02-23 07:00"),  # which is after Tết
        ("2026-08-21 16:00", "2026-08-22 07:00"),  # or the made-up Saturday
        ("2026-01-10 15:30", "2026-01-12 07:00"),
        ("2026-01-11 10:00", "2026-01-12 17:00"),  # filed on Sunday: received on Monday
        ("2026-01-05 18:00", "2026-01-06 17:00"),
    ],
)
def test_a_dossier_is_handed_over_the_same_day_or_after_15_00_at_the_next_opening(received: str, due: str) -> None:
    assert transfer_due(shipped_calendar(), moment(received), LAW) == moment(due)


def due_on_saturday() -> Due:
    return shipped_calendar().due_at(moment("2026-01-05 09:00"), term("5 working_day"), LAW)


def test_one_extension_announced_in_time() -> None:
    extension = Extension(moment("2026-01-09 16:00"), moment("2026-01-15").date())
    extended = extend(shipped_calendar(), due_on_saturday(), extension, LAW)
    assert extended.due.at == moment("2026-01-15 17:00")
    assert extended.due.steps[-1].code is StepCode.EXTENDED
    assert (extended.announced_late, extended.announce_by) == (False, moment("2026-01-09").date())


def test_a_letter_on_the_due_day_is_too_late() -> None:
    extension = Extension(moment("2026-01-10 08:00"), moment("2026-01-15").date())
    assert extend(shipped_calendar(), due_on_saturday(), extension, LAW).announced_late


@pytest.mark.parametrize(
    ("day", "earlier", "code"),
    [
        ("2026-01-15", 1, ExtensionCode.ONLY_SO_MANY),
        ("2026-01-10", 0, ExtensionCode.NOT_LATER),
        ("2026-01-18", 0, ExtensionCode.DAY_OFF),
    ],
)
def test_extensions_that_are_refused(day: str, earlier: int, code: ExtensionCode) -> None:
    extension = Extension(moment("2026-01-09 08:00"), moment(day).date())
    with pytest.raises(ExtensionRefused) as refused:
        extend(shipped_calendar(), due_on_saturday(), extension, LAW, earlier=earlier)
    assert refused.value.code is code


def test_nothing_is_extended_while_the_clock_stands_still() -> None:
    waiting = due_on_saturday()._replace(at=None)
    with pytest.raises(ExtensionRefused) as refused:
        extend(shipped_calendar(), waiting, Extension(moment("2026-01-09"), moment("2026-01-15").date()), LAW)
    assert refused.value.code is ExtensionCode.NO_DUE_DATE


def test_each_stage_has_its_own_limit_and_the_limits_are_added_up() -> None:
    """Three agencies, 1 + 2 + ½ days against 3 days for the whole; the second is a day late, the whole is on time."""
    stages = (
        Stage("một cửa", moment("2026-01-05 09:00"), Term(1), moment("2026-01-05 10:00")),
        Stage("địa chính", moment("2026-01-05 10:00"), Term(2), moment("2026-01-08 09:00")),
        Stage("lãnh đạo", moment("2026-01-08 09:00"), term("0.5 working_day"), moment("2026-01-08 11:00")),
    )
    judged = judge_stages(shipped_calendar(), stages, LAW, moment("2026-01-31"), whole=Term(3))
    assert [each.timing for each in judged.stages] == [Timing.EARLY, Timing.LATE, Timing.ON_TIME]
    (late,) = judged.late
    assert (late.stage.code, late.due.at) == ("địa chính", moment("2026-01-07 17:00"))
    assert late.minutes_late == 120  # Thursday 07:00–09:00
    assert judged.limit_minutes == 480 + 960 + 240
    assert judged.over_whole == 240


def test_a_stage_where_the_dossier_lies_is_late_up_to_now_and_calendar_days_are_not_added_to_hours() -> None:
    stages = (
        Stage("a", moment("2026-01-05 09:00"), Term(1)),
        Stage("b", moment("2026-01-05 09:00"), Term(30, Unit.CALENDAR_DAY)),
    )
    judged = judge_stages(shipped_calendar(), stages, PLAIN, moment("2026-01-08 17:00"), whole=Term(3))
    assert [each.timing for each in judged.stages] == [Timing.PENDING_OVERDUE, Timing.PENDING_WITHIN]
    assert judged.stages[0].minutes_late == 2 * 480
    assert (judged.limit_minutes, judged.over_whole) == (None, None)


def test_an_ineligible_dossier_goes_back_in_three_working_days_under_the_old_decree() -> None:
    old = policy("law", moment("2020-01-02").date())
    assert return_by(shipped_calendar(), moment("2020-01-21 09:00"), old) == moment("2020-01-31 17:00")  # 22, 30, 31
    assert return_by(shipped_calendar(), moment("2026-01-05 09:00"), LAW) is None


def test_the_interlinked_group_closes_after_fifteen_working_days() -> None:
    interlinked = policy("interlinked", moment("2026-01-05").date())
    # 6–10 (with Saturday 10), 12–16, 19–23: fifteen
    assert closes_at(shipped_calendar(), moment("2026-01-05 09:00"), interlinked) == moment("2026-01-23 17:00")
    assert closes_at(shipped_calendar(), moment("2026-01-05 09:00"), LAW) is None


def test_a_second_request_for_supplements_is_a_finding_under_the_law() -> None:
    one = Pause(moment("2026-01-06 08:00"), moment("2026-01-07 08:00"))
    stop = one._replace(by_citizen=True)
    assert requests_too_many((one, stop), LAW) == 0
    assert requests_too_many((one, one), LAW) == 1
    assert requests_too_many((one, one), PLAIN) == 0
